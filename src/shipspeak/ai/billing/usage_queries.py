"""SQL of what was spent lately: for whoever watches it. Calls under way count as their estimate."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from shipspeak.ai.model import Passed, Period, Scope
from shipspeak.database import Row, Tx

Costs = Mapping[str, Mapping[datetime, float]]
"""Of each feature, and of all as "": US dollars of each hour, or of each day (UTC); those of 0 left out."""


async def hourly(tx: Tx, since: datetime) -> Costs:
    return _costs(
        await tx.fetch(
            """select date_trunc('hour', started_at, 'utc') as at, feature,
                   sum(coalesce(cost_usd, estimate_usd)) as cost
               from ai_attempt where day >= ($1 at time zone 'utc')::date and started_at >= $1 group by 1, 2""",
            since,
        )
    )


async def daily(tx: Tx, since: date) -> Costs:
    return _costs(
        await tx.fetch(
            """select day::timestamp at time zone 'utc' as at, feature,
                   sum(coalesce(cost_usd, estimate_usd)) as cost
               from ai_attempt where day >= $1 group by 1, 2""",
            since,
        )
    )


async def lately(tx: Tx, now: datetime, hours: Sequence[int]) -> Mapping[tuple[Scope, str], Mapping[int, float]]:
    """US dollars of the last so many hours, for whoever a budget may be of."""
    found: defaultdict[tuple[Scope, str], dict[int, float]] = defaultdict(dict)
    for back in hours:
        rows = await tx.fetch(
            """select feature, person_id, sum(coalesce(cost_usd, estimate_usd)) as cost from ai_attempt
               where day >= ($1 at time zone 'utc')::date and started_at >= $1 group by 1, 2""",
            now - timedelta(hours=back),
        )
        for row in rows:
            for whose in _whose(row["feature"], row["person_id"]):
                found[whose][back] = found[whose].get(back, 0.0) + float(row["cost"])
    return found


async def alerts(tx: Tx, since: datetime) -> Sequence[tuple[datetime, Passed]]:
    """Which shares of which budgets were passed, the latest first; with what the budget is now."""
    rows = await tx.fetch(
        """select a.at, a.scope, a.subject, a.period, a.percent, ai_limit(a.scope, a.subject, a.period) as limit_usd,
               c.spent_usd
           from ai_alert a join ai_counter c using (scope, subject, period, starts)
           where a.at >= $1 order by a.at desc, a.percent desc limit 20""",
        since,
    )
    return [(row["at"], _passed(row)) for row in rows if row["limit_usd"] is not None]


def _passed(row: Row) -> Passed:
    return Passed(
        Scope(row["scope"]),
        row["subject"],
        Period(row["period"]),
        row["percent"],
        row["limit_usd"],
        row["spent_usd"],
    )


def _whose(feature: str, person: UUID | None) -> Sequence[tuple[Scope, str]]:
    whose = [(Scope.ORGANISATION, ""), (Scope.PLATFORM, ""), (Scope.FEATURE, feature)]
    return whose if person is None else [*whose, (Scope.PERSON, str(person))]


def _costs(rows: Sequence[Row]) -> Costs:
    found: defaultdict[str, dict[datetime, float]] = defaultdict(dict)
    for row in rows:
        if row["cost"]:
            for feature in ("", row["feature"]):
                found[feature][row["at"]] = found[feature].get(row["at"], 0.0) + float(row["cost"])
    return found
