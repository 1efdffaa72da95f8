"""A figure from meeting to meeting, over all the weeks that are shown. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from shipspeak.coaching.model import Metric
from shipspeak.coaching.weeks.compare import FIGURES
from shipspeak.coaching.weeks.model import Held, Moved, Week
from shipspeak.coaching.weeks.strips import Strip, strips

LEAST = 2
"""Meetings with the figure: one alone is no way from here to there."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure of one meeting."""

    held: Held
    place: float
    """0…1 of the width."""
    metric: Metric
    value: float


@dataclass(frozen=True, slots=True)
class Course:
    metric: Metric
    """As the latest meeting has it."""
    weeks: tuple[tuple[Strip, tuple[Dot, ...]], ...]
    """The first one first; those without the figure have no dots."""
    moved: Moved | None
    """The last week beside the one before it, where enough meetings of both have the figure."""

    @property
    def interval(self) -> bool:
        """Whether it was estimated anywhere, and so has an interval to show."""
        return any(one.metric.low != one.metric.high for _, ones in self.weeks for one in ones)

    @property
    def now(self) -> float | None:
        """Mean of the last week."""
        return mean(self.weeks[-1][1])


def mean(dots: Sequence[Dot]) -> float | None:
    return fmean(one.value for one in dots) if dots else None


def courses(weeks: Sequence[Week]) -> tuple[Course, ...]:
    """Of each figure that can be followed: what moved first, then in the reports' order. `weeks`: the latest first."""
    latest = {metric.key: metric for week in reversed(weeks) for one in week.held for metric in one.metrics}
    moved = {one.key: one for week in weeks[:1] for one in week.moved}
    placed = list(zip(strips(weeks), reversed(weeks), strict=True))
    found = []
    for key, metric in latest.items():
        dots = tuple((strip, tuple(_dots(strip, week, key))) for strip, week in placed)
        if sum(len(ones) for _, ones in dots) >= LEAST:
            found.append(Course(metric, dots, moved.get(key)))
    return tuple(sorted(found, key=lambda one: not (one.moved and one.moved.tells)))


def _dots(strip: Strip, week: Week, key: str) -> Iterator[Dot]:
    width = (strip.end - strip.start) / len(week.held)
    for number, held in enumerate(week.held):
        for metric in held.metrics:
            if metric.key == key and metric.basis in FIGURES and metric.value is not None:
                yield Dot(held, strip.start + (number + 0.5) * width, metric, metric.value)
