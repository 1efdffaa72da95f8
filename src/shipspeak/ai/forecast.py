"""What the month will have cost at its end, with an interval. Pure; the seed makes it repeatable.

Fourteen days or more: weekday factors, a trend by Theil and Sen (the median of all slopes: one dear day does not bend
it), and what is left over drawn again and again. Fewer: days drawn from those there are, which gives a wide band. Fewer
than three: nothing is said. How good it is on histories made for it, `./ship bench ai` prints.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median

LEAST, SEASONED = 3, 14
DRAWS = 2_000
SHRINK = 2
"""A weekday counts as this many average ones before its own are seen."""
LONGEST_TREND = 14
"""Days that a trend is believed to go on; a month of it would promise the moon or nothing."""


Draw = Callable[[Random], float]
"""One way in which the days ahead may come: what they cost together."""


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
    sums = sorted(spent + max(spent_today, draw(chance)) for _ in range(DRAWS))

    def at(share: float) -> float:
        return sums[min(DRAWS - 1, int(share * DRAWS))]

    return Forecast(spent + spent_today, at(0.5), (at(0.1), at(0.9)), (at(0.025), at(0.975)))


def _plain(history: Sequence[float], ahead: int) -> Draw:
    def draw(chance: Random) -> float:
        # Drawn twice: which days we happened to see, then which of those come again.
        seen = chance.choices(history, k=len(history))
        return sum(chance.choices(seen, k=ahead))

    return draw


def _seasoned(history: Sequence[float], today: date, ahead: Sequence[date]) -> Draw:
    days = [today - timedelta(days=len(history) - n) for n in range(len(history))]
    factors = _factors(history, days)
    level = [cost / factors[day.weekday()] for cost, day in zip(history, days, strict=True)]
    slope = median((level[j] - level[i]) / (j - i) for j in range(len(level)) for i in range(j))
    start = median(value - slope * n for n, value in enumerate(level))
    left_over = [value - start - slope * n for n, value in enumerate(level)]
    last = len(level) - 1
    coming = [
        (start + slope * (last + min(n, LONGEST_TREND)), factors[day.weekday()]) for n, day in enumerate(ahead, 1)
    ]

    def draw(chance: Random) -> float:
        seen = chance.choices(left_over, k=len(left_over))
        drawn = chance.choices(seen, k=len(coming))
        return sum(max(0.0, level + rest) * factor for (level, factor), rest in zip(coming, drawn, strict=True))

    return draw


def _factors(history: Sequence[float], days: Sequence[date]) -> list[float]:
    """How dear each weekday is compared with all days; Monday first."""
    mean = sum(history) / len(history) or 1.0
    factors = []
    for weekday in range(7):
        own = [cost / mean for cost, day in zip(history, days, strict=True) if day.weekday() == weekday]
        factors.append(max(0.05, (sum(own) + SHRINK) / (len(own) + SHRINK)))
    return factors
