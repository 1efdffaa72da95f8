"""What is unusual about spending now: a day or an hour dearer than its history, a budget that will not last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shipspeak.ai import queries
from shipspeak.ai.billing import usage_queries
from shipspeak.ai.billing.anomaly import LEAST_SEEN, Unusual, unusual
from shipspeak.ai.billing.burn import HOURS, Burning, burning
from shipspeak.database import Tx

DAYS_BACK, HOURS_BACK = 56, 14 * 24
LEAST_DAY, LEAST_HOUR = 1.0, 0.25
"""US dollars: below, nobody need be told."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Dear:
    """A day or hour that cost more than its history lets one expect."""

    of: str
    """"day" or "hour"."""
    at: datetime
    feature: str
    """Empty: all of them together."""
    found: Unusual


async def dear(tx: Tx, now: datetime) -> Sequence[Dear]:
    """Today and yesterday, this hour and the one before; of all together, and of each feature."""
    day, hour = now.replace(hour=0, minute=0, second=0, microsecond=0), now.replace(minute=0, second=0, microsecond=0)
    days = await usage_queries.daily(tx, (day - timedelta(days=DAYS_BACK)).date())
    hours = await usage_queries.hourly(tx, hour - timedelta(hours=HOURS_BACK))
    found = [
        *(
            Dear("day", at, feature, one)
            for feature, costs in sorted(days.items())
            for at in (day, day - timedelta(days=1))
            if (one := unusual(costs.get(at, 0.0), like(costs, at), LEAST_DAY))
        ),
        *(
            Dear("hour", at, feature, one)
            for feature, costs in sorted(hours.items())
            for at in (hour, hour - timedelta(hours=1))
            if (one := unusual(costs.get(at, 0.0), _before(costs, hour - timedelta(hours=1)), LEAST_HOUR))
        ),
    ]
    return [one for one in found if not _told(one, found)]


async def burnt(tx: Tx, now: datetime) -> Sequence[Burning]:
    """Budgets that will be gone before their period ends."""
    standings = await queries.standings(tx, now.date())
    lately = await usage_queries.lately(tx, now, HOURS) if standings else {}
    return [
        one
        for budget in standings
        if (one := burning(budget, lately.get((budget.scope, budget.subject), {}), now)) is not None
    ]


def like(costs: Mapping[datetime, float], at: datetime) -> Sequence[float]:
    """Days before it of the same kind (weekend or not); all days before it where there are too few of those."""
    before = {day: cost for day, cost in costs.items() if day < at}
    same = [cost for day, cost in before.items() if (day.weekday() >= SATURDAY) is (at.weekday() >= SATURDAY)]
    return same if len(same) >= LEAST_SEEN else list(before.values())


def _before(costs: Mapping[datetime, float], at: datetime) -> Sequence[float]:
    return [cost for hour, cost in costs.items() if hour < at]


def _told(one: Dear, found: Sequence[Dear]) -> bool:
    """All together are dear because of one feature, which says more; and a day because of an hour, which says less."""
    by_feature = not one.feature and any(other.feature and (other.of, other.at) == (one.of, one.at) for other in found)
    by_day = one.of == "hour" and any(
        other.of == "day" and (other.feature, other.at.date()) == (one.feature, one.at.date()) for other in found
    )
    return by_feature or by_day
