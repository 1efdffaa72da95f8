"""Teller: the only hand in the till. Reserves before an attempt, settles after it, in every budget that applies."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from time import monotonic
from uuid import UUID

import asyncpg

from shipspeak.ai import queries
from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import PLATFORM, Caller, Money, Outcome, Passed, Refusal
from shipspeak.database import Database, DatabaseUnreachable, Tx

log = logging.getLogger(__name__)

Keep = Callable[[Tx], Awaitable[None]]
"""What else is written in the transaction that settles."""

LOOK_S = 15.0
"""How soon a first budget of the platform counts."""
TRIES = 3
"""Each waits for the database for its patience (10 s) by itself."""


class Teller:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._platform = False
        self._looked = -LOOK_S
        self._looking = asyncio.Lock()
        self._settling: set[asyncio.Task[None]] = set()

    async def reserve(self, booking: Booking) -> None:
        """Raises BudgetSpent, naming the tightest budget that refuses; then nothing is reserved anywhere.

        The platform's budget is asked second, in a transaction of its own: its rows belong to another organisation.
        A crash between the two leaves a reservation that expires like any other.
        """
        refused = await self._in(booking.caller.org, booking)
        if not refused and await self._has_platform():
            refused = await self._in(PLATFORM, _anonymous(booking))
            if refused:
                await self._close(booking.caller.org, booking, Closing(Outcome.UNSENT, Money(0)), None)
        if refused:
            raise _spent(refused[0], booking.estimate_usd)

    async def settle(self, booking: Booking, closing: Closing, keep: Keep | None = None) -> None:
        """Close the attempt, whatever becomes of the caller: once begun, this is not cancelled.

        A database that is away is waited for; if it stays away, the attempt expires and counts as its estimate.
        """
        task = asyncio.create_task(self._settle(booking, closing, keep))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)
        await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait for what is being settled."""
        await asyncio.gather(*self._settling, return_exceptions=True)

    async def _settle(self, booking: Booking, closing: Closing, keep: Keep | None) -> None:
        orgs = (booking.caller.org, PLATFORM) if self._platform else (booking.caller.org,)
        for org in orgs:
            booked = _anonymous(booking) if org == PLATFORM else booking
            for tried in range(1, TRIES + 1):
                try:
                    await self._close(org, booked, closing, keep if org != PLATFORM else None)
                except DatabaseUnreachable:
                    if tried == TRIES:
                        log.warning("attempt %s is not settled, the database is away", booking.id)
                else:
                    break

    async def _in(self, org: UUID, booking: Booking) -> Sequence[Refusal]:
        async with self._database.tenant(org) as tx:
            return await queries.reserve(tx, booking)

    async def _close(self, org: UUID, booking: Booking, closing: Closing, keep: Keep | None) -> None:
        try:
            async with self._database.tenant(org) as tx:
                passed = await queries.settle(tx, booking.id, closing)
                if keep is not None:
                    await keep(tx)
        except asyncpg.ForeignKeyViolationError:  # its meeting was deleted meanwhile; the money is spent all the same
            return await self._close(org, booking, closing, None)
        except asyncpg.NoDataFoundError:  # the server crashed and forgot the reservation (migration 0012)
            async with self._database.tenant(org) as tx:
                await queries.reserve(tx, booking, regardless=True)
                passed = await queries.settle(tx, booking.id, closing)
                if keep is not None:
                    await keep(tx)
        for alert in passed:
            _say(alert)
        return None

    async def _has_platform(self) -> bool:
        if monotonic() - self._looked >= LOOK_S:
            async with self._looking:
                if monotonic() - self._looked >= LOOK_S:
                    async with self._database.tenant(PLATFORM) as tx:
                        self._platform = await queries.any_budget(tx)
                    self._looked = monotonic()
        return self._platform


def _anonymous(booking: Booking) -> Booking:
    """As the platform knows it: what and how much, not whose."""
    return replace(booking, caller=Caller(PLATFORM, booking.caller.feature))


def _spent(refusal: Refusal, needs: Money) -> BudgetSpent:
    return BudgetSpent(
        scope=refusal.scope.value,
        period=refusal.period.value,
        limit=f"{refusal.limit_usd:.4f}",
        spent=f"{refusal.spent_usd:.4f}",
        reserved=f"{refusal.reserved_usd:.4f}",
        needs=f"{needs:.4f}",
        resets=refusal.resets_at.strftime("%Y-%m-%d %H:%M UTC"),
    )


def _say(alert: Passed) -> None:
    log.warning(
        "%s %% of a budget is spent",
        alert.percent,
        extra={
            "scope": alert.scope.value,
            "period": alert.period.value,
            "limit_usd": str(alert.limit_usd),
            "spent_usd": str(alert.spent_usd),
        },
    )
