"""Metric rows: value, interval, usual range, and in words what the picture shows. No gauges, no total score."""

from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.base import Span
from shipspeak.coaching.model import Metric, Report
from shipspeak.coaching.report.clips import Clip, Clips
from shipspeak.coaching.report.scale import State, scale, state, value
from shipspeak.coaching.report.words import TIERS, error, interval, standing, told, usual

_HEARD = 12
"""Moments listed behind one number."""


@dataclass(frozen=True, slots=True)
class Row:
    metric: Metric
    state: State
    standing: str
    value: str
    """"152 words/min"; "" when there is none."""
    parts: tuple[str, str]
    """The same apart: ("152", "words/min")."""
    interval: str
    """"140 to 164"; "" for a census."""
    error: str
    """What stands in place of the interval where there is none."""
    tier: str
    usual: str
    picture: Markup
    hear: tuple[tuple[Span, Clip | None], ...]
    """Moments behind the number."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that ask for the same attention."""

    title: str
    rows: tuple[Row, ...]
    folded: bool
    """Nothing in it asks for attention: one line says it, and opens."""

    @property
    def told(self) -> str:
        """All of it in a line."""
        told = ", ".join(f"{row.metric.name.lower()} {row.value}".strip() for row in self.rows)
        return told[:1].upper() + told[1:]


_GROUPS = (
    ("Outside the usual range", (State.OUTSIDE,)),
    ("In the usual range, as far as can be told", (State.INSIDE, State.UNDECIDED)),
    ("To compare with your other meetings", (State.PLAIN,)),
    ("No number, and why", (State.THIN, State.UNMEASURED)),
)


def groups(report: Report, clips: Clips) -> tuple[Group, ...]:
    """All metrics, those worth a look first; the report's own order inside a group; no empty group."""
    rows = [_row(metric, clips) for metric in report.findings.metrics]
    return tuple(
        Group(title, found, folded=State.OUTSIDE not in states)
        for title, states in _GROUPS
        if (found := tuple(row for state in states for row in rows if row.state is state))
    )


def _row(metric: Metric, clips: Clips) -> Row:
    return Row(
        metric=metric,
        state=state(metric),
        standing=standing(metric),
        value=value(metric),
        parts=told(metric),
        interval=interval(metric),
        error=error(metric),
        tier=TIERS[metric.basis],
        usual=usual(metric),
        picture=scale(metric),
        hear=tuple((span, clips.covering(span)) for span in metric.spans[:_HEARD]),
    )
