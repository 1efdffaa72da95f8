"""What a person can do with this room: see, set, spend less, go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.asking import letter_queries
from shipspeak.ai.billing import bill_queries
from shipspeak.ai.billing.bill import DAYS, Bill
from shipspeak.ai.billing.forecast import Forecast, forecast
from shipspeak.ai.billing.hindsight import Hindsight, hindsight
from shipspeak.ai.errors import AiError
from shipspeak.ai.keys import key_queries
from shipspeak.ai.later import later_queries
from shipspeak.ai.model import PLATFORM, Key, Letter, LetterState, Money, Period, Scope, Standing, Waiting, today
from shipspeak.base import ShipSpeakError, in_thread
from shipspeak.database import Database, Tx

if TYPE_CHECKING:
    from shipspeak.ai.asking.gateway import Gateway

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


async def status(database: Database, org: UUID) -> Status:
    """Budgets, keys, questions that wait, and the last days' bills."""
    async with database.tenant(org) as tx:
        await queries.expire(tx)
        budgets, letters = await queries.standings(tx, today()), await letter_queries.letters(tx)
        later = await later_queries.waiting(tx)
    async with database.tenant(PLATFORM) as tx:
        shared = await queries.standings(tx, today())
        keys = [key for key, _ in await key_queries.sealed(tx)]
        bills = await bill_queries.bills(tx, today() - timedelta(days=DAYS))
    return Status([*budgets, *shared], keys, letters, bills, later)


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


async def waiting_letters(tx: Tx) -> Sequence[Letter]:
    """Questions without an answer, the oldest first."""
    return await letter_queries.letters(tx)


@dataclass(frozen=True, slots=True)
class Replayed:
    letter: Letter
    problem: str | None
    """None: answered, and remembered for whoever asks the same."""


async def replay(
    database: Database, org: UUID, gateway: "Gateway", state: LetterState | None = None
) -> Sequence[Replayed]:
    """Ask again what waits, one after the other."""
    async with database.tenant(org) as tx:
        waiting = await letter_queries.letters(tx, state)
    return [Replayed(letter, await _again(org, gateway, letter)) for letter in waiting]


async def _again(org: UUID, gateway: "Gateway", letter: Letter) -> str | None:
    try:
        await gateway.ask_again(org, letter.id)
    except ShipSpeakError as error:
        return str(error)
    return None


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
