"""Will a budget be gone before its period ends? Pure.

Two questions, both of which must be answered with yes: did a short while use up a good part of the budget, and would
what is left be gone before the period ends if it went on so? That is the SRE workbook's way (chapter 5). Its hours and
shares (an hour and 2 %, six and 5 %, three days and 10 %) are made for traffic that never rests: for people, who come
in bursts and rest at weekends, they alarmed in 38 of 40 months in which a budget was just enough. With those below it
is 10 of 40, and none where it is twice enough (`./ship bench money burn`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from shipspeak.ai.model import Period, Standing

HOUR = timedelta(hours=1)
WINDOWS: Mapping[Period, Mapping[int, float]] = {
    Period.MONTH: {1: 0.08, 6: 0.12, 24: 0.15, 168: 0.27},
    Period.DAY: {1: 0.10, 3: 0.25},
}
"""Hours back: the share of the budget that must have been spent in them."""
HOURS = tuple(sorted({hours for windows in WINDOWS.values() for hours in windows}))


@dataclass(frozen=True, slots=True)
class Burning:
    """A budget that will not last."""

    budget: Standing
    hours: int
    """In which"""
    spent: float
    """so many US dollars were spent."""
    gone_at: datetime
    resets_at: datetime


def burning(budget: Standing, spent: Mapping[int, float], now: datetime) -> Burning | None:
    """`spent`: US dollars of the last hours, for each of WINDOWS. The first window that alarms, or None.

    A budget that is spent already burns no longer: another check says so.
    """
    limit, left, ends = float(budget.limit_usd), float(budget.left_usd), resets(budget.period, now)
    for hours, share in WINDOWS[budget.period].items():
        # What was spent before the period began was another budget's.
        cost = min(spent.get(hours, 0.0), float(budget.spent_usd + budget.reserved_usd))
        if left <= 0 or cost <= 0 or cost < share * limit:
            continue
        gone = now + left / cost * hours * HOUR
        if gone < ends:
            return Burning(budget, hours, cost, gone, ends)
    return None


def half_spent_early(budget: Standing, now: datetime) -> bool:
    """Half of it before half of its period has passed."""
    begins, ends = begun(budget.period, now), resets(budget.period, now)
    early = now - begins < (ends - begins) / 2
    return early and budget.limit_usd > 0 and 2 * (budget.spent_usd + budget.reserved_usd) >= budget.limit_usd


def begun(period: Period, now: datetime) -> datetime:
    day = now.date() if period is Period.DAY else now.date().replace(day=1)
    return datetime.combine(day, time(), UTC)


def resets(period: Period, now: datetime) -> datetime:
    """When it begins anew. Periods are of UTC."""
    if period is Period.DAY:
        return begun(period, now) + timedelta(days=1)
    return (begun(period, now) + timedelta(days=32)).replace(day=1)
