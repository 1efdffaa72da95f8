"""Everything there is to know about money, at once: for the cost page and its JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from shipspeak.ai import actions, queries, usage_queries, watch, words
from shipspeak.ai.actions import Status
from shipspeak.ai.bill import apart
from shipspeak.ai.books import Accounts
from shipspeak.ai.burn import Burning, begun, half_spent_early
from shipspeak.ai.degrade import SOFT
from shipspeak.ai.forecast import Forecast
from shipspeak.ai.model import Egress, Ends, Money, Note, Passed, Period, Scope, Spend
from shipspeak.ai.watch import Dear
from shipspeak.database import Database

WHOLE = (Scope.ORGANISATION, Period.MONTH)
"""The budget that a forecast is of."""
SHOWN_DAYS = 180
"""Ahead of which a model's end is shown; a check fails only near it."""


@dataclass(frozen=True, slots=True)
class Costs:
    """This month, in UTC."""

    now: datetime
    days: Sequence[tuple[date, Money]]
    """Every day of the month so far; those without any cost too."""
    by_model: Sequence[Spend]
    by_feature: Sequence[Spend]
    ahead: Forecast | None
    status: Status
    left: Sequence[Egress]
    """The machine, this month."""
    ever: Sequence[Egress]
    passed: Sequence[tuple[datetime, Passed]]
    ends: Sequence[Ends]
    """Models that end before long, the nearest first."""
    notes: Sequence[Note]
    """What a person should look at, the most pressing first."""

    @property
    def spent_usd(self) -> Money:
        return sum((cost for _, cost in self.days), Money(0))


async def look_at_costs(database: Database, org: UUID, books: Accounts | None) -> Costs:
    """`books`: None where the description of the models cannot be used; then no model's end is known."""
    now = datetime.now(UTC)
    first = begun(Period.MONTH, now)
    status, ahead = await actions.status(database, org), await actions.look_ahead(database, org)
    coming = books.ending(now.date() + timedelta(days=SHOWN_DAYS)) if books else ()
    async with database.tenant(org) as tx:
        costs = dict(await queries.daily(tx, first.date()))
        burnt, dear = await watch.burnt(tx, now), await watch.dear(tx, now)
        return Costs(
            now=now,
            days=[(day, costs.get(day, Money(0))) for day in _days(first.date(), now.date())],
            by_model=await queries.spend(tx, first.date(), "model"),
            by_feature=await queries.spend(tx, first.date(), "feature"),
            ahead=ahead,
            status=status,
            left=await queries.egress(tx, since=first.date()),
            ever=await queries.egress(tx),
            passed=await usage_queries.alerts(tx, first),
            ends=coming,
            notes=list(_notes(status, ahead, burnt, dear, coming, now)),
        )


def _notes(
    status: Status,
    ahead: Forecast | None,
    burnt: Sequence[Burning],
    dear: Sequence[Dear],
    coming: Sequence[Ends],
    now: datetime,
) -> Iterator[Note]:
    yield from words.of_letters(status.letters)
    yield from words.of_keys(status.keys, now.date())
    near = [one for one in status.budgets if one.limit_usd and one.spent_usd + one.reserved_usd >= SOFT * one.limit_usd]
    yield from (words.of_nearly_spent(one) for one in near)
    burning = [one.budget for one in burnt]
    yield from (Note(words.of_burning(one), words.RAISE) for one in burnt if one.budget not in near)
    yield from (
        Note(words.of_half(one), words.RAISE)
        for one in status.budgets
        if half_spent_early(one, now) and one not in burning and one not in near
    )
    yield from (
        Note(words.of_forecast(ahead, one), words.RAISE)
        for one in status.budgets
        if ahead and (one.scope, one.period) == WHOLE and ahead.expected > one.limit_usd and one not in near + burning
    )
    yield from (Note(words.of_dear(one), words.LOOK) for one in dear)
    yield from (Note(words.of_apart(one), words.COMPARE) for one in apart(status.bills, now.date()))
    yield from words.of_ends(coming, now.date())


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
