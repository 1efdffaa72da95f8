"""The figures of one person, by coaching's own rules: what is evaluated is what the product computes and shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shipspeak import sampling
from shipspeak.base import Span, union
from shipspeak.coaching import Basis, Counter, Kind, Metric, counted, measure, noticed, rates, read_all, widths_of
from shipspeak.quality.study.heard import Heard
from shipspeak.sampling import Configuration, Cue, Plan, Preset, Role, Unit
from shipspeak.speech import Transcript

FROM_WORDS = ("pace", "fillers", "hedges", "questions")
FROM_TURNS = ("interruptions_made", "talk_share")
"""A census of all the audio, whatever is paid for."""
METRICS = (*FROM_WORDS, *FROM_TURNS)
UNITS = {
    "pace": "words/min",
    "fillers": "per 100 words",
    "hedges": "per 100 words",
    "questions": "per 10 min",
    "interruptions_made": "per 10 min",
    "talk_share": "%",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What the report would say; no value where it says "not measured" or "not enough evidence"."""

    basis: Basis
    value: float | None
    low: float | None
    high: float | None


class Person:
    """Reads the figures of one person in one meeting, as heard, from any plan; with `rough`, what a cheap engine wrote
    of everything, where there was one.
    """

    def __init__(self, heard: Heard, who: str, rough: Heard | None = None) -> None:
        self._heard, self._who = heard, who
        self._own = heard.census_of(who)
        self._last: tuple[Plan, Counter] | None = None
        self._rough: Counter | None = None
        self._rough_words = rough
        if rough:
            whole = everything(rough.duration, who)
            self._rough = counted(self._own, whole, rough.transcript(who, whole.spans), who)
        rows = measure(heard.census, everything(heard.duration, who), _nothing(heard), who, Kind.OTHER)
        self._turns = {row.key: _figure(row) for row in rows if row.key in FROM_TURNS}

    def read(self, plan: Plan) -> dict[str, Figure]:
        """Of each of METRICS, from the words that the plan buys."""
        return {row.key: _figure(row) for row in rates(self._counted(plan), Kind.OTHER)} | self._turns

    def whole(self) -> dict[str, Figure]:
        """From every word: the truth, when heard as it was."""
        return self.read(everything(self._heard.duration, self._who))

    def choose(self, preset: Preset, seed: int, cues: Sequence[Cue], configuration: Configuration) -> Plan:
        """As the product does: at the start of the preset's ladder, and up while an interval is too wide."""
        turns = self._heard.turns
        configuration = configuration.given(words=self._rough is not None)
        limit = sampling.budget(self._heard.duration, preset, configuration)
        frame = self._heard.frame(self._who, limit, configuration)
        plan = sampling.choose_from(frame, cues=cues, preset=preset, seed=seed, configuration=configuration)
        while len(configuration.presets[preset]) > 1:
            found = widths_of(self._counted(plan), configuration)
            plan = sampling.climb(plan, found, turns=turns, cues=cues, configuration=configuration, frame=frame)
            if not plan.ladder[-1].bought:
                break
        return plan

    @cached_property
    def overheard(self) -> Sequence[Cue]:
        """What the cheap pass names as the product lets it listen: to this person, and to what touches them. Needs
        `rough`.
        """
        assert self._rough_words is not None
        heard = self._heard
        return named(self._rough_words, sampling.roughly(heard.duration, heard.turns, self._who, sampling.DEFAULT))

    def _counted(self, plan: Plan) -> Counter:
        """The words that a plan buys. A decision to buy nothing leaves the units as they are, and so the words."""
        if self._last is None or self._last[0].units is not plan.units:
            # Units that touch are heard as one, as in coaching's step.
            bought = self._heard.transcript(self._who, union(plan.spans))
            self._last = plan, counted(self._own, plan, bought, self._who, self._rough)
        return self._last[1]


def hints(heard: Heard) -> list[Cue]:
    """Where to look, from turns. Loudness and pitch are not known here."""
    return list(sampling.cues(duration=heard.duration, turns=heard.turns))


def named(rough: Heard, spans: Sequence[Span] = ()) -> list[Cue]:
    """Where to look, from the rough words in `spans` (sorted, disjoint); of the whole meeting without any."""
    covered = tuple(spans) or (Span(0, rough.duration),)
    passages = [passage for who in rough.words for passage in rough.transcript(who, covered).passages]
    passages.sort(key=lambda passage: passage.start)
    return list(noticed(read_all(Transcript(tuple(passages), covered, rough.engine))))


def everything(duration: int, who: str) -> Plan:
    """The plan that leaves nothing out, pauses included."""
    unit = Unit(Span(0, duration), Role.FOCAL, 1.0, "")
    return Plan(Preset.FULL, 0, duration, who, duration, (unit,), ())


def _nothing(heard: Heard) -> Transcript:
    return Transcript((), (), heard.engine)


def _figure(row: Metric) -> Figure:
    return Figure(row.basis, row.value, row.low, row.high)
