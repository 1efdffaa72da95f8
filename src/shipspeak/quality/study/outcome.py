"""What a study found: the JSON that it writes. docs/reference/evaluation.schema.json is generated from `Study`.

Shares are 0…1, errors relative to the truth, money in dollars. None: there was nothing to say it from.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from shipspeak.quality.study.selectors import WITH_WORDS, Selector

Share = Annotated[float, Meta(ge=0, le=1)]


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """One metric, as read from one kind of selection, against the whole of human words."""

    condition: str
    corpus: Annotated[str, Meta(description='"all", "icsi" or "ami".')]
    selector: str
    budget: Annotated[float, Meta(description="Share of the recording that may be paid for.")]
    metric: Annotated[str, Meta(description="A metric's key; \"all\" for the mean over the coached person's five.")]
    meetings: int
    people: int
    cases: Annotated[int, Meta(description="People times seeds.")]
    shown: Annotated[Share, Meta(description='The rest is "not enough evidence" or "not measured by this engine".')]
    within: Annotated[Share, Meta(description="Within ±10 %, or ±0.5 where the truth is below 5; not shown is not.")]
    within_tenth: Annotated[Share, Meta(description="Within ±10 % alone.")]
    within_low: Annotated[
        Share,
        Meta(
            description="Lower 95 % bound of `within`: the smaller of `within_drawn` and the "
            "exact one, by which each person is one trial."
        ),
    ]
    within_drawn: Annotated[Share, Meta(description="Lower 95 % bound of `within`, by meetings drawn anew alone.")]
    median_error: float | None
    p90_error: float | None
    bias: Annotated[float | None, Meta(description="Of the sum over all cases that are shown.")]
    drawn: Annotated[int, Meta(description="Cases shown with an interval: the others are a census.")]
    covered: Annotated[float | None, Meta(description="Intervals that hold the truth; nominal 0.95.")]
    half_width: Annotated[float | None, Meta(description="Median half interval, relative to the truth.")]


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of selection saves; against the whole recording, and against all speech without its pauses."""

    corpus: str
    selector: str
    budget: float
    cut_p50: float
    cut_p90: Annotated[float, Meta(description="Nine of ten selections save at least so much.")]
    of_speech_p50: Annotated[float, Meta(description="Against our own preset `full`, which leaves pauses out.")]
    with_lead_p50: Annotated[float, Meta(description="With 0.2 s more around every stretch that is sent.")]
    engine_p50: Annotated[float, Meta(description="Processor time, all local, hearing everything included.")]
    dollars_p50: float
    paid_p50: float
    broken: Annotated[dict[str, int], Meta(description="Promises of plans that are not held, and in how many.")]
    plans: int


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """Marked moments that are heard."""

    condition: str
    selector: str
    budget: float
    kind: str
    of: Annotated[int, Meta(description="Distinct moments, summed over people.")]
    heard: Share
    heard_low: Share


class Trade(msgspec.Struct, frozen=True, kw_only=True):
    """Marked moments heard for a share of the recording, no ladder climbed, from human words; one draw."""

    selector: str
    share: Annotated[Share, Meta(description="That could be paid for.")]
    paid: Annotated[Share, Meta(description="That was; mean.")]
    kind: str
    of: int
    heard: Share
    cut: Annotated[Share, Meta(description="Half or more of it was bought, nine tenths were not.")]
    passed: Annotated[Share, Meta(description="Noticed, and not bought.")]
    unnoticed: Annotated[Share, Meta(description="Neither; by turns alone nothing is noticed by its words.")]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """Whole-meeting content kept, by words (AMI, QMSum's queries); mean over people and meetings."""

    selector: str
    budget: float
    words: float
    pairs: float
    evidence: float
    decisions: float | None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting, from human words, our default preset."""

    name: str
    corpus: str
    minutes: float
    people: int
    quality: Annotated[Share, Meta(description="Mean share within over the coached person's metrics.")]
    cut: float
    cuts: Annotated[list[float], Meta(description="One for each person and seed.")]
    questions: int
    questions_heard: float | None


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that must hold."""

    name: str
    selector: str
    wanted: str
    found: str
    held: bool


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """One evaluation."""

    version: Annotated[int, Meta(description="Of this form.")] = 1
    configuration: Annotated[str, Meta(description="Version of the sampling configuration.")]
    product: Annotated[str, Meta(description="Version of ShipSpeak.")]
    group: Annotated[str, Meta(description='"reporting": nothing was tuned on these; "tuning": the others.')]
    meetings: list[str]
    people: int
    seeds: int
    default_budget: float
    default_budget_with_words: Annotated[float, Meta(description="The same where a cheap pass wrote everything first.")]
    diarisation: Annotated[dict[str, float], Meta(description="Error as made, by condition; mean over meetings.")]
    engine: Annotated[str, Meta(description="Whose mishearing was applied, and how it was measured.")]
    bars: list[Bar]
    quality: list[Quality]
    costs: list[Cost]
    recalls: list[Recall]
    trades: list[Trade]
    contents: list[Content]
    points: list[Point]
    notes: list[str]

    def default_of(self, selector: str) -> float:
        """The default budget of a way to choose."""
        return self.default_budget_with_words if selector in WITH_WORDS else self.default_budget

    @property
    def realistic(self) -> list[tuple[str, float]]:
        """Selectors, each with its budget, that are tried under every condition."""
        ours = [(one.value, self.default_of(one)) for one in (Selector.OURS, Selector.CALIBRATED)]
        return [*ours, (Selector.FULL.value, 1.0)]


def schema() -> bytes:
    """JSON Schema of `Study`."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Study)), indent=1) + b"\n"
