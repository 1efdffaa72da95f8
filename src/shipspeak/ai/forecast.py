"""What the month will have cost at its end, with an interval. Pure; the seed makes it repeatable.

Fourteen days or more: how dear weekends are, a trend by Theil and Sen (the median of all slopes: one dear day does not
bend it) as far as Mann and Kendall's test tells it from chance, and what is left over. Fewer: days drawn from those
there are. Either way the fit itself is drawn again, so the interval knows how little was known. Fewer than three days:
nothing is said. How good it is on histories made for it, `./ship bench money` prints.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median

LEAST, SEASONED = 3, 14
DRAWS = 1_000
FITS = 200
"""Fits that are drawn; each serves DRAWS / FITS ways ahead."""

SATURDAY = 5
Line = Callable[[int], float]
"""Cost of the n-th day, weekends aside."""
Draw = Callable[[Random], Sequence[float]]
"""One way in which the days ahead may come: what each costs, today first."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """US dollars at the end of the month."""

    spent: float
    expected: float
    likely: tuple[float, float]
    """80 of 100 months like this end within."""
    nearly_surely: tuple[float, float]
    """95 of 100."""


def forecast(history: Sequence[float], today: date, spent_today: float = 0.0, seed: int = 1) -> Forecast | None:
    """`history`: cost of each day before `today`, days without any included, the latest last. None: too few days.

    What is left of `today` counts as a whole day, less what it has cost already.
    """
    if len(history) < LEAST:
        return None
    end = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    ahead = [today + timedelta(days=n) for n in range((end - today).days)]
    spent = sum(history[-(today.day - 1) :]) if today.day > 1 else 0.0
    chance = Random(seed)  # noqa: S311 -- draws, not secrets
    draw = _seasoned(history, today, ahead) if len(history) >= SEASONED else _plain(history, len(ahead))
    sums = sorted(spent + _whole(spent_today, draw(chance)) for _ in range(DRAWS))

    def at(share: float) -> float:
        return sums[min(DRAWS - 1, int(share * DRAWS))]

    return Forecast(spent + spent_today, at(0.5), (at(0.1), at(0.9)), (at(0.025), at(0.975)))


def _whole(spent_today: float, days: Sequence[float]) -> float:
    """What a day has cost already is not taken off the days after it."""
    return max(spent_today, days[0]) + sum(days[1:])


def _plain(history: Sequence[float], ahead: int) -> Draw:
    def draw(chance: Random) -> Sequence[float]:
        # Drawn twice: which days we happened to see, then which of those come again.
        seen = chance.choices(history, k=len(history))
        return chance.choices(seen, k=ahead)

    return draw


def _seasoned(history: Sequence[float], today: date, ahead: Sequence[date]) -> Draw:
    days = [today - timedelta(days=len(history) - n) for n in range(len(history))]
    dear = _dear(history, days)
    level = [cost / dear[_free(day)] for cost, day in zip(history, days, strict=True)]
    first = _fit(level)
    left_over: dict[bool, list[float]] = {False: [], True: []}
    for n, (value, day) in enumerate(zip(level, days, strict=True)):
        left_over[_free(day)].append(value - first(n))
    fits: list[Line] = []

    def drawn(which: Sequence[date], chance: Random) -> list[float]:
        return [chance.choice(left_over[_free(day)]) for day in which]

    def draw(chance: Random) -> Sequence[float]:
        if len(fits) < FITS:
            fits.append(_fit([first(n) + rest for n, rest in enumerate(drawn(days, chance))]))
        line = chance.choice(fits)
        coming = enumerate(zip(ahead, drawn(ahead, chance), strict=True), len(level))
        return [max(0.0, line(n) + rest) * dear[_free(day)] for n, (day, rest) in coming]

    return draw


def _free(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _dear(history: Sequence[float], days: Sequence[date]) -> dict[bool, float]:
    """How dear a day of the week (False) and one of the weekend (True) is, compared with all."""
    overall = sum(history) / len(history) or 1.0
    found = {}
    for free in (False, True):
        costs = [cost for cost, day in zip(history, days, strict=True) if _free(day) is free]
        found[free] = max(0.02, sum(costs) / len(costs) / overall)
    return found


def _fit(level: Sequence[float]) -> Line:
    """The trend as far as it can be told from chance, and the middle: the slope is drawn towards none by 1 / z², the
    positive part of James and Stein's rule (1961), so that a trend fades in instead of being there at z = 1.96.
    """
    n = len(level)
    pairs = [(i, j) for j in range(n) for i in range(j)]
    rises = sum((level[j] > level[i]) - (level[j] < level[i]) for i, j in pairs)
    z = rises / math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    told = max(0.0, 1 - 1 / z**2) if z else 0.0
    slope = told * median((level[j] - level[i]) / (j - i) for i, j in pairs) if told else 0.0
    start = median(value - slope * i for i, value in enumerate(level))
    return lambda i: start + slope * i
