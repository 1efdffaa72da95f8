"""The story's vocabulary: meeting, metrics, claims, focus cards, report. Frozen values, no I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from shipspeak.base import Span, Turn
from shipspeak.coaching.author import RULES, Author
from shipspeak.coaching.provenance import Provenance
from shipspeak.coaching.terms import Where
from shipspeak.jobs import Job
from shipspeak.outside import Stored
from shipspeak.sampling import Plan, Preset
from shipspeak.speech import Captions, Census, Confidence, Features, Passage, Transcript, Voice

COACH = Job("coaching.coach")
"""Turn a meeting into its report; enqueued by `actions`, done by `tasks`."""

REJUDGE = Job("coaching.rejudge")
"""Have a model word a report's cards again that had older instructions; enqueued and done by `rejudging`."""

SAMPLE = uuid5(UUID("6f0f7d52-2f4e-4c8e-9d57-3c1c0a6c5d11"), "sample")
"""The meeting that comes with the product: always the same, so that it is taken once, and stays away when deleted."""


class Kind(StrEnum):
    """The meeting's type decides which bands and which habits matter."""

    PRODUCT_REVIEW = "product-review"
    EXECUTIVE_UPDATE = "executive-update"
    STANDUP = "standup"
    PLANNING = "planning"
    DISCOVERY = "discovery"
    STAKEHOLDER = "stakeholder"
    ONE_ON_ONE = "one-on-one"
    OTHER = "other"


class Basis(StrEnum):
    """Which tier of evidence a metric stands on (DESIGN §2)."""

    CENSUS = "census"
    ESTIMATE = "estimate"
    MOMENT = "moment"
    NOT_MEASURED = "not_measured"
    """The engine cannot see it, or the file has no times: the reason stands in `note`."""
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    """It could be measured, but the interval is too wide to say anything."""


class Standing(StrEnum):
    """Where a value lies; decided with its interval: outside only when the whole interval is outside."""

    IN_BAND = "in_band"
    BELOW = "below"
    ABOVE = "above"
    UNDECIDED = "undecided"
    """The interval straddles the band's edge."""
    NO_BAND = "no_band"


@dataclass(frozen=True, slots=True)
class Band:
    """Where a value is nothing to talk about, for one kind of meeting."""

    low: float | None
    high: float | None
    source: str
    """Where the figure comes from and how strong it is."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the report."""

    key: str
    """"talk_share", "pace", "fillers" …"""
    name: str
    unit: str
    """"%", "words/min", "per 100 words" …"""
    basis: Basis
    value: float | None
    """None for not measured and not enough evidence."""
    low: float | None
    """95 % interval; equal to value for a census."""
    high: float | None
    band: Band | None
    standing: Standing
    note: str
    """How it was counted, in one sentence."""
    spans: tuple[Span, ...] = ()
    """Where it can be heard: the moments behind the number."""
    count: int | None = None
    """How often it happened, where all of it was seen: what happened once is no rate."""


class Skill(StrEnum):
    """Ten dimensions for product managers (research/ai-and-sampling.md §G)."""

    ANSWER_FIRST = "answer-first"
    STRUCTURE = "structure"
    EVIDENCE = "evidence"
    DECISION = "decision"
    TRADE_OFFS = "trade-offs"
    AUDIENCE = "audience"
    LISTENING = "listening"
    CONFLICT = "conflict"
    CONCISION = "concision"
    DELIVERY = "delivery"


class Tone(StrEnum):
    STRENGTH = "strength"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a coach (rules, or a model) may say. It cites; code looks up and fills in the words."""

    skill: Skill
    tone: Tone
    pattern: str
    """Which behaviour: a key of the phrase library, for example "buried-recommendation"."""
    passages: tuple[str, ...]
    """Ids of cited passages, at least one."""
    quote: str
    """The words relied on; must stand, word for word after normalisation, inside ONE cited passage."""
    speaker: str
    """Who is said to have spoken them; must be the passage's speaker."""
    start: int
    end: int
    """When; must lie inside the cited passage and cover the quote."""
    weight: float
    """0…1, how much it matters in this kind of meeting."""
    facts: dict[str, str]
    """Counts and names that the sentence templates need; every figure computed by code."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that was found where the claim said it stands. Only `evidence.check` makes these."""

    passage: str
    speaker: str
    start: int
    end: int
    words: str
    """Filled in from the transcript, never from the claim."""
    unsure: int = 0
    """How many of these words the engine was not sure of; 0 where it does not say."""
    cut: tuple[bool, bool] = (False, False)
    """Whether the sentence begins before these words, and whether it goes on behind them."""
    unsure_at: tuple[int, ...] = ()
    """Which of `words`, split at spaces, those are; empty in reports of before, whatever `unsure` says."""
    doubted: bool = False
    """Whether it could not be told well by ear who said this."""

    @property
    def clip(self) -> Span:
        """What is played: two seconds of lead-in, 10 to 25 s long where the meeting allows."""
        start = max(0, self.start - 2_000)
        return Span(start, min(max(self.end + 1_000, start + 10_000), start + 25_000))


@dataclass(frozen=True, slots=True)
class Focus:
    """One card."""

    skill: Skill
    tone: Tone
    pattern: str
    happened: str
    matters: str
    evidence: tuple[Evidence, ...]
    instead: str
    """What to say instead; for a strength: what to keep doing."""
    practise: str
    seen_by: str = "rules"
    """"model" where the rules did not see it: then no score and no mark rests on it."""
    other: str = ""
    """Voice id of whoever else `happened` speaks of; "" for nobody."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A behaviour shown on the timeline."""

    start: int
    end: int
    label: str
    tone: Tone
    passage: str


@dataclass(frozen=True, slots=True)
class Score:
    """One dimension of the rubric, 0…4 by anchors, or not observed."""

    skill: Skill
    level: int | None
    """None: not observed. Never 0 for lack of evidence."""
    why: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What `analyse` hands to `report`."""

    focus: tuple[Focus, ...]
    """At most three, one of them a strength where one was observed."""
    metrics: tuple[Metric, ...]
    scores: tuple[Score, ...]
    marks: tuple[Mark, ...]
    dropped: int
    """Claims whose quote did not stand where they said: they reach no page, but they are counted."""
    author: Author = RULES


@dataclass(frozen=True, slots=True)
class Report:
    """The whole page as data; its JSON schema is docs/reference/report.schema.json."""

    title: str
    kind: Kind
    duration: int
    focal: str | None
    assumed: bool
    """True when nobody said which voice is coached and the one that speaks most was taken."""
    voices: tuple[Voice, ...]
    confidence: Confidence
    timed: bool
    turns: tuple[Turn, ...]
    features: Features
    plan: Plan
    covered: tuple[Span, ...]
    passages: tuple[Passage, ...]
    findings: Findings
    made: Provenance
    notes: tuple[str, ...] = ()
    """What the person should know of the recording itself."""
    asked: tuple[Span, ...] = ()
    """Written down besides the plan because the person asked: words and moments, never part of a rate. Sorted."""


class State(StrEnum):
    """Of a meeting, as its person sees it."""

    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for. Changing one runs again only the steps that depend on it."""

    kind: Kind = Kind.PRODUCT_REVIEW
    preset: Preset = Preset.BALANCED
    """How much is written down. Every door says it, for what is usual depends on who writes (`terms.usual`); no person
    ever meets this default."""
    seed: int = 1
    people: int | None = None
    """How many took part, where the person said so."""
    me: str | None = None
    """Which voice is mine: a voice's id, or a name where the file has names. None: assume who speaks most."""
    asked: tuple[Span, ...] = ()
    """Stretches to write down besides what is chosen, in the order of asking."""
    words: Where = Where.HERE
    """Who writes the words down."""
    again: int = 0
    """How often a provider was asked for once more: what it would not do then it may do now."""
    resumed: int = 0
    """How often it is made again with what a provider has answered since, on the terms agreed before it."""
    alone: bool = False
    """Of what others said nothing is to leave the machine, neither sound nor words."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a recording, as it lies sealed."""

    filename: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class Cover:
    """What of a meeting's row is content: sealed as one value."""

    title: str
    uploads: tuple[Upload, ...]
    names: dict[str, str]
    """Voice id -> name, where the person gave one."""
    salt: str
    """Random; keeps the keys of remembered steps from telling anything (see `journey.py`)."""


@dataclass(frozen=True, slots=True)
class Meeting:
    id: UUID
    org: UUID
    created: datetime
    state: State
    wishes: Wishes
    cover: Cover
    duration: int | None
    """Milliseconds, once heard."""
    problem: str | None
    """The sentence that says why it failed and what to do."""
    stage: str | None
    done: int
    total: int
    version: int
    """Grows with each change of wishes."""
    compare_agreed: datetime | None = None
    """When the person agreed that it may also be written down whole, to see how far a part misses the whole."""


@dataclass(frozen=True, slots=True)
class Received:
    """After `upload`: what kind of thing each file is."""

    audio: tuple[Upload, ...]
    captions: Captions | None


@dataclass(frozen=True, slots=True)
class Audio:
    """The decoded recording: 16 kHz, 16 bit, tracks interleaved, sealed."""

    stored: Stored
    tracks: int


@dataclass(frozen=True, slots=True)
class Heard:
    """After `hear`."""

    census: Census
    audio: Audio | None
    """None for a transcript without sound."""
    notes: tuple[str, ...] = ()
    """What the person should know of the file: "It ends early …"."""
    rough: Transcript | None = None
    """All words as a cheap engine wrote them, where a better one is paid for by the minute: they say where to listen
    and calibrate what the paid words tell, and reach no page. None where words are written down but once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """After `choose`."""

    focal: str | None
    assumed: bool
    """True when nobody said who is coached and the voice that speaks most was taken."""
    plan: Plan

    @property
    def bought(self) -> bool:
        """Whether the last decision was to buy more."""
        return bool(self.plan.ladder) and self.plan.ladder[-1].bought > 0


@dataclass(frozen=True, slots=True)
class Written:
    """After `transcribe` and `ask`."""

    chosen: Transcript
    """Of the plan: what every number rests on."""
    asked: tuple[Span, ...]
    """What was written down besides, because the person asked. Sorted, disjoint."""
    whole: Transcript
    """Both: what claims, clips and the transcript that people read rest on."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What is kept of a meeting: the report, and where its sound lies so that clips can be played."""

    report: Report
    audio: Audio | None
