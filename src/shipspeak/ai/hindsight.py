"""How good forecasts would have been: past days are made today again, and compared with what came. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from shipspeak.ai.forecast import FITTED, LEAST, forecast

EVERY = 5
"""Days between two forecasts: those of neighbouring days tell the same, and weekdays take turns."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Over all forecasts that a month has since answered."""

    forecasts: int
    months: int
    error: float
    """Mean of how far the expected month was off, as a share of what it cost."""
    average_day: float
    """The same for "as on the average day of the last eight weeks", the simplest forecast there is."""
    likely: float
    """Share of months that ended within the interval of 80 of 100."""
    nearly_surely: float
    """… of 95."""


def hindsight(costs: Mapping[date, float], today: date, back: int) -> Hindsight | None:
    """`costs` of each day, those without any may be left out; each forecast knows at most `back` days before
    it. None: no month is over of which three days were known.
    """
    first = min(costs, default=today)
    told: list[tuple[date, float, float, float, float]] = []
    day = first + timedelta(days=LEAST)
    while day < today.replace(day=1):
        told += _compare(costs, first, day, back)
        day += timedelta(days=EVERY)
    if not told:
        return None
    months = len({one[0] for one in told})
    error, plain, likely, sure = (mean(column) for column in zip(*(one[1:] for one in told), strict=True))
    return Hindsight(len(told), months, error, plain, likely, sure)


def _compare(
    costs: Mapping[date, float], first: date, day: date, back: int
) -> Sequence[tuple[date, float, float, float, float]]:
    """Its month, both errors, and whether each interval held; empty for a month that cost nothing."""
    month, end = day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    begin = max(first, day - timedelta(days=back))
    known = [costs.get(begin + timedelta(days=n), 0.0) for n in range((day - begin).days)]
    found = forecast(known, day)
    came = sum(cost for at, cost in costs.items() if max(first, month) <= at < end)
    if found is None or came <= 0:
        return []
    so_far = sum(known[-(day.day - 1) :]) if day.day > 1 else 0.0
    plain = so_far + mean(known[-FITTED:]) * (end - day).days
    likely, sure = (float(low <= came <= high) for low, high in (found.likely, found.nearly_surely))
    return [(month, abs(found.expected / came - 1), abs(plain / came - 1), likely, sure)]
