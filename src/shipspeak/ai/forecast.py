"""What the month will have cost at its end, with an interval. Pure; the seed makes it repeatable.

Fourteen days or more: how dear weekends are, a trend by Theil and Sen (the median of all slopes: one dear day does not
bend it) as far as Mann and Kendall's test tells it from chance, and what is left over. Fewer: days drawn from those
there are. Either way the fit itself is drawn again, so the interval knows how little was known. Fewer than three days:
nothing is said.

Where more is known than a fit looks at, past days are made today again, for as many days ahead: how far off those
forecasts were widens the interval, as draws know the noise of days and not that a trend may turn or go on (split
conformal prediction: Papadopoulos et al. 2002). How good it is on histories made for it, `./ship bench money` prints.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median

LEAST, SEASONED = 3, 14
FITTED = 56
"""Days that a fit looks at: eight weeks."""
LEARNED, EVERY, ENOUGH = 28, 3, 6
"""A past day is made today again where so many days before it are known, each third one, where there are so many."""
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
    chance, lately = Random(seed), history[-FITTED:]  # noqa: S311 -- draws, not secrets
    draw = _seasoned(lately, today, ahead) if len(lately) >= SEASONED else _plain(lately, len(ahead))
    sums = sorted(_whole(spent_today, draw(chance)) for _ in range(DRAWS))
    came = _came(history, today, len(ahead))
    expected = _at(sums, 0.5)

    def within(share: float) -> tuple[float, float]:
        low, high = _at(sums, (1 - share) / 2), _at(sums, (1 + share) / 2)
        if len(came) >= ENOUGH:
            low, high = min(low, expected * _least(came, share)), max(high, expected * _most(came, share))
        return spent + max(low, spent_today), spent + high

    return Forecast(spent + spent_today, spent + expected, within(0.8), within(0.95))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _came(history: Sequence[float], today: date, ahead: int) -> Sequence[float]:
    """What came, as a share of what was expected, each time that past days were made today; in order."""
    found = []
    for known in range(len(history) - ahead, LEARNED - 1, -EVERY):
        day = today - timedelta(days=len(history) - known)
        expected = _expected(history[max(0, known - FITTED) : known], day, ahead)
        if expected > 0:
            found.append(sum(history[known : known + ahead]) / expected)
    return sorted(found)


def _most(came: Sequence[float], share: float) -> float:
    """What (1 + share) / 2 of all such months stay below: of n, the one in that place among n + 1."""
    place = math.ceil((len(came) + 1) * (1 + share) / 2)
    return came[min(len(came), place) - 1]


def _least(came: Sequence[float], share: float) -> float:
    place = math.floor((len(came) + 1) * (1 - share) / 2)
    return came[max(1, place) - 1]


def _whole(spent_today: float, days: Sequence[float]) -> float:
    """What a day has cost already is not taken off the days after it."""
    return max(spent_today, days[0]) + sum(days[1:])


def _plain(history: Sequence[float], ahead: int) -> Draw:
    def draw(chance: Random) -> Sequence[float]:
        # Drawn twice: which days we happened to see, then which of those come again.
        seen = chance.choices(history, k=len(history))
        return chance.choices(seen, k=ahead)

    return draw


def _read(history: Sequence[float], today: date) -> tuple[Sequence[date], dict[bool, float], Sequence[float], Line]:
    """The days, how dear their kinds are, what they cost but for that, and the trend of it."""
    days = [today - timedelta(days=len(history) - n) for n in range(len(history))]
    dear = _dear(history, days)
    level = [cost / dear[_free(day)] for cost, day in zip(history, days, strict=True)]
    return days, dear, level, _fit(level)


def _expected(history: Sequence[float], today: date, ahead: int) -> float:
    """What so many days will cost, without drawing."""
    _, dear, level, line = _read(history, today)
    rest = sum(value - line(n) for n, value in enumerate(level)) / len(level)
    days = ((n, today + timedelta(days=n)) for n in range(ahead))
    return sum(max(0.0, line(len(level) + n) + rest) * dear[_free(day)] for n, day in days)


def _seasoned(history: Sequence[float], today: date, ahead: Sequence[date]) -> Draw:
    days, dear, level, first = _read(history, today)
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
