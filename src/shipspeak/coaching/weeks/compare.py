"""Two weeks of figures side by side: a difference is told only if it is more than meetings differ anyway.

Welch's t over the meetings' values (Welch 1947): how far meetings of one week lie apart holds what every report's own
interval holds and what differs between meetings besides. Many figures are compared at once, so that one in twenty would
seem to have moved by chance: Holm's step-down (1979) keeps that to one week in twenty.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from statistics import fmean, variance

from shipspeak.coaching.model import Basis, Metric
from shipspeak.coaching.weeks.model import Held, Moved
from shipspeak.sampling import further_apart, student

LEAST = 2
"""Meetings with the figure in each of both weeks; fewer say nothing of how far meetings lie apart."""
LEVEL = 0.05
FIGURES = frozenset({Basis.CENSUS, Basis.ESTIMATE})


def moved(now: Sequence[Held], before: Sequence[Held]) -> tuple[Moved, ...]:
    """Every figure that can be compared; those that tell something first, then in the reports' order."""
    latest = {metric.key: metric for one in (*before, *now) for metric in one.metrics}
    found = []
    for key, metric in latest.items():
        values, earlier = _values(now, key), _values(before, key)
        if min(len(values), len(earlier)) >= LEAST:
            found.append(_compared(metric, values, earlier))
    return tuple(one for one, _ in sorted(_told(found), key=lambda pair: not pair[0].tells))


def _values(held: Sequence[Held], key: str) -> list[float]:
    return [
        metric.value
        for one in held
        for metric in one.metrics
        if metric.key == key and metric.basis in FIGURES and metric.value is not None
    ]


def _compared(metric: Metric, now: Sequence[float], before: Sequence[float]) -> tuple[Moved, float]:
    """… and the probability that as much is seen where nothing moved."""
    difference = fmean(now) - fmean(before)
    parts = [variance(values) / len(values) for values in (now, before)]
    spread = sum(parts)
    reach, chance = 0.0, 0.0 if difference else 1.0
    if spread > 0:
        freedom = spread**2 / sum(
            part**2 / (len(values) - 1) for part, values in zip(parts, (now, before), strict=True)
        )
        reach, chance = student(freedom) * sqrt(spread), further_apart(abs(difference) / sqrt(spread), freedom)
    one = Moved(
        key=metric.key,
        name=metric.name,
        unit=metric.unit,
        now=fmean(now),
        before=fmean(before),
        low=difference - reach,
        high=difference + reach,
        tells=False,
        meetings=(len(now), len(before)),
    )
    return one, chance


def _told(found: Sequence[tuple[Moved, float]]) -> list[tuple[Moved, float]]:
    """Holm: the smallest probability must lie below LEVEL / n, the next below LEVEL / (n - 1) … until one does not."""
    told, sure = list(found), True
    for rank, at in enumerate(sorted(range(len(found)), key=lambda at: found[at][1])):
        sure = sure and found[at][1] < LEVEL / (len(found) - rank)
        told[at] = replace(found[at][0], tells=sure), found[at][1]
    return told
