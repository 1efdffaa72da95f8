"""The figures of one person, by coaching's own rules: what is evaluated is what the product computes and shows."""

from dataclasses import dataclass

from shipspeak.base import Span
from shipspeak.coaching import Basis, Kind, Metric, measure
from shipspeak.quality.study.heard import Heard
from shipspeak.sampling import Plan, Preset, Role, Unit
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
    """Reads the figures of one person in one meeting, as heard, from any plan."""

    def __init__(self, heard: Heard, who: str) -> None:
        self._heard, self._who = heard, who
        self._own = heard.census_of(who)
        nothing = Transcript((), (), heard.engine)
        rows = measure(heard.census, everything(heard.duration, who), nothing, who, Kind.OTHER)
        self._turns = {row.key: _figure(row) for row in rows if row.key in FROM_TURNS}

    def read(self, plan: Plan) -> dict[str, Figure]:
        """Of each of METRICS, from the words that the plan buys."""
        rows = measure(self._own, plan, self._heard.transcript(self._who, plan.spans), self._who, Kind.OTHER)
        return {row.key: _figure(row) for row in rows if row.key in FROM_WORDS} | self._turns

    def whole(self) -> dict[str, Figure]:
        """From every word: the truth, when heard as it was."""
        return self.read(everything(self._heard.duration, self._who))


def everything(duration: int, who: str) -> Plan:
    """The plan that leaves nothing out, pauses included."""
    unit = Unit(Span(0, duration), Role.FOCAL, 1.0, "")
    return Plan(Preset.FULL, 0, duration, who, duration, (unit,), ())


def _figure(row: Metric) -> Figure:
    return Figure(row.basis, row.value, row.low, row.high)
