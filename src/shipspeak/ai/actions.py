"""What a person can do with this room: see, set, spend less, go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.asking import letter_queries, probe_queries
from shipspeak.ai.billing import bill_queries
from shipspeak.ai.billing.bill import DAYS, Bill
from shipspeak.ai.billing.forecast import Forecast, forecast
from shipspeak.ai.billing.hindsight import Hindsight, hindsight
from shipspeak.ai.errors import AiError
from shipspeak.ai.keys import key_queries
from shipspeak.ai.later import later_queries
from shipspeak.ai.model import PLATFORM, Key, Letter, Money, Period, Scope, Standing, Waiting, today
from shipspeak.base import in_thread
from shipspeak.database import Database, Tx

HISTORY_DAYS = 182
"""A forecast looks at eight weeks, and at how it did in the months before."""
PAST_DAYS = 366
MOST_DOLLARS = Decimal(1_000_000)


class NotAnAmount(AiError):
    """A budget is an amount of US dollars from 0 to 1,000,000, such as 25 or 0.50; or "none"."""

    status = 422
    exit_code = 64


class NoSubject(AiError):
    """Say whose budget it is: a person's id, a feature's name, or "each" for every one that has none of its own. The
    organisation and the platform have one budget each, and take no name.
    """

    status = 422
    exit_code = 64


@dataclass(frozen=True, slots=True)
class Status:
    budgets: Sequence[Standing]
    keys: Sequence[Key]
    letters: Sequence[Letter]
    bills: Sequence[Bill] = ()
    later: Sequence[Waiting] = ()
    next_try: datetime | None = None
    """When what waits for money is tried at the latest."""


async def status(database: Database, org: UUID) -> Status:
    """Budgets, keys, questions that wait, and the last days' bills."""
    async with database.tenant(org) as tx:
        await queries.expire(tx)
        budgets, letters = await queries.standings(tx, today()), await letter_queries.letters(tx)
        later, next_try = await later_queries.waiting(tx), await probe_queries.due_at(tx)
    async with database.tenant(PLATFORM) as tx:
        shared = await queries.standings(tx, today())
        keys = [key for key, _ in await key_queries.sealed(tx)]
        bills = await bill_queries.bills(tx, today() - timedelta(days=DAYS))
    return Status([*budgets, *shared], keys, letters, bills, later, next_try)


async def set_budget(tx: Tx, scope: Scope, subject: str, period: Period, limit: str) -> None:
    """`tx` is the platform's for its own budget. Raises NotAnAmount, NoSubject."""
    named = scope in {Scope.PERSON, Scope.FEATURE}
    if named != bool(subject):
        raise NoSubject
    if scope is Scope.PERSON and subject != "each":
        try:
            subject = str(UUID(subject))
        except ValueError:
            raise NoSubject from None
    await queries.set_budget(tx, scope, "*" if subject == "each" else subject, period, _amount(limit))


async def look_ahead(database: Database, org: UUID) -> Forecast | None:
    """The end of this month, from what the days before have cost. None: too few of them."""
    now = today()
    async with database.tenant(org) as tx:
        costs = dict(await queries.daily(tx, now - timedelta(days=HISTORY_DAYS)))
    if not costs:
        return None
    first = min(costs)
    history = [float(costs.get(first + timedelta(days=n), 0)) for n in range((now - first).days)]
    return await in_thread(forecast, history, now, float(costs.get(now, 0)))


async def look_back(database: Database, org: UUID) -> Hindsight | None:
    """How good the forecasts of the last year would have been here. None: no whole month is known."""
    now = today()
    async with database.tenant(org) as tx:
        costs = await queries.daily(tx, now - timedelta(days=PAST_DAYS))
    return await in_thread(hindsight, {day: float(cost) for day, cost in costs}, now, HISTORY_DAYS)


def _amount(text: str) -> Money | None:
    if text == "none":
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise NotAnAmount from None
    if not amount.is_finite() or not 0 <= amount <= MOST_DOLLARS:
        raise NotAnAmount
    return amount
