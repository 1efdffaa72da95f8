"""Drift: do differences between sample and whole still scatter around nothing, and do intervals still cover?

Two cumulative sums for each stratum, fed one meeting at a time. Pure.

- *Estimates.* Two-sided CUSUM of standardised differences (Page 1954, Biometrika 41, "Continuous inspection schemes").
  By design they have mean 0 and at most variance 1, so nothing has to be learned before it can watch, which is why
  this and not Page-Hinkley, whose mean is estimated on the way. An allowance of half a standard error is the best one
  against a shift of one (Montgomery, Introduction to Statistical Quality Control, ch. 9).
- *Intervals.* Bernoulli CUSUM of "the interval missed" (Reynolds & Stoumbos 1999, J. Quality Technology 31): the log
  likelihood ratio of missing 15 % against the nominal 5 %.

The limits are chosen by average run lengths, printed by `./ship bench drift`: in control a stratum's metric raises one
false alarm in some 4,500 meetings compared, while one standard error of bias is found after 16.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from math import log
from typing import Final

ALLOWANCE: Final = 0.5
"""Standard errors by which every difference is discounted: half of the shift that must be found."""
LIMIT: Final = 8.0
"""Of the sum of differences, in standard errors."""
OUTLIER: Final = 4.0
"""A single difference counts for at most so many standard errors: one odd meeting is no drift."""

MISSES: Final = 0.05
"""Share of intervals that miss when all is well: they are of 95 %."""
TOO_MANY: Final = 0.15
"""The share that must be found."""
MISSED: Final = log(TOO_MANY / MISSES)
COVERED: Final = log((1 - TOO_MANY) / (1 - MISSES))
MISS_LIMIT: Final = 5.5
"""Of the sum of misses, as a log likelihood ratio."""

NINETY_FIVE: Final = 1.959964
"""Half of a 95 % interval, in standard errors."""


class Alarm(StrEnum):
    """What a stratum did."""

    TOO_HIGH = "too-high"
    """Estimates lie above what the whole meeting says."""
    TOO_LOW = "too-low"
    MISSES = "misses"
    """Intervals miss what the whole meeting says more often than they may."""


@dataclass(frozen=True, slots=True)
class Point:
    """One meeting compared: how far the estimate was off, and whether its interval covered."""

    off: float
    """(estimate - whole) / standard error."""
    covered: bool


@dataclass(frozen=True, slots=True)
class State:
    """Of one stratum, after `seen` meetings."""

    seen: int = 0
    high: float = 0.0
    """Sum of what was too high, 0 …; its alarm is at LIMIT."""
    low: float = 0.0
    """Sum of what was too low, 0 …"""
    misses: float = 0.0
    """Log likelihood ratio of too many misses, 0 …; its alarm is at MISS_LIMIT."""
    alarm: Alarm | None = None
    """The first one; it stays."""

    @property
    def nearest(self) -> float:
        """How near the nearest limit is: 0 … 1, and more once it was crossed."""
        return max(self.high / LIMIT, self.low / LIMIT, self.misses / MISS_LIMIT)


def point(estimate: float, low: float, high: float, whole: float) -> Point:
    """Compare one estimate and its 95 % interval with what the whole meeting says.

    Intervals of small counts are not symmetric, so the standard error is taken from the side on which the truth lies.
    """
    side = high - estimate if whole > estimate else estimate - low
    error = max(0.0, side) / NINETY_FIVE
    gap = estimate - whole
    if abs(gap) < 1e-9 * max(1.0, abs(whole)):
        off = 0.0
    elif error * OUTLIER <= abs(gap):
        off = OUTLIER if gap > 0 else -OUTLIER
    else:
        off = gap / error
    return Point(off, low <= whole <= high)


def step(state: State, point: Point) -> State:
    """One meeting more. O(1)."""
    off = max(-OUTLIER, min(OUTLIER, point.off))
    after = State(
        seen=state.seen + 1,
        high=max(0.0, state.high + off - ALLOWANCE),
        low=max(0.0, state.low - off - ALLOWANCE),
        misses=max(0.0, state.misses + (COVERED if point.covered else MISSED)),
    )
    return replace(after, alarm=state.alarm or _alarm(after))


def follow(points: Iterable[Point]) -> tuple[State, ...]:
    """The state before the first meeting and after each, in their order."""
    return tuple(accumulate(points, step, initial=State()))


def _alarm(state: State) -> Alarm | None:
    if state.high > LIMIT:
        return Alarm.TOO_HIGH
    if state.low > LIMIT:
        return Alarm.TOO_LOW
    return Alarm.MISSES if state.misses > MISS_LIMIT else None
