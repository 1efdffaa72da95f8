"""Teller: the only hand in the till. Reserves before an attempt, settles after it, in every budget that applies."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial
from time import monotonic
from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.booking import Booking, Closing, Kept
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import PLATFORM, Caller, Money, Refusal
from shipspeak.ai.money.in_line import PATIENCE_S, UNSENT, Refused
from shipspeak.ai.money.till import Settling, Till
from shipspeak.database import Database, outside

log = logging.getLogger(__name__)

LOOK_S = 15.0
"""How soon a first budget of the platform counts."""


class Teller:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._tills: dict[UUID, Till] = {}
        self._platform = False
        self._looked = -LOOK_S
        self._looking = asyncio.Lock()

    async def reserve(self, booking: Booking) -> bytes | None:
        """None: reserved. Otherwise the sealed answer that the same question got before, and nothing is reserved.

        Raises BudgetSpent, naming the tightest budget that refuses; then nothing is reserved anywhere.

        The platform's budget is asked second, in a transaction of its own: its rows belong to another organisation.
        A crash between the two leaves a reservation that expires like any other.
        """
        try:
            remembered = await self._till(booking.caller.org).book(booking)
            if remembered is None:
                await self._ask_the_platform(booking)
        except Refused as refused:
            raise _spent(refused.refusal, booking.estimate_usd) from None
        return remembered

    async def settle(self, booking: Booking, closing: Closing, kept: Kept | None = None) -> None:
        """Close the attempt, whatever becomes of the caller: it is in line before this waits for the first time.

        A database that is away or busy is waited for as long as this process lives; the caller, who has an answer to
        go on with, waits PATIENCE_S at most. What is never written down expires and counts as its estimate.
        """
        settling = [self._till(booking.caller.org).close(booking, closing, kept)]
        if self._platform:
            settling.append(self._till(PLATFORM).close(_anonymous(booking), closing, None))
        self._complain_of(booking, settling)
        _, late = await asyncio.wait(settling, timeout=PATIENCE_S)
        if late:
            log.warning("attempt %s is not settled yet, the database is away", booking.id)

    def settle_behind(
        self, booking: Booking, closing: Closing, keep: Callable[[], Kept | None] | None = None
    ) -> Settling:
        """The same, and who has the answer goes on at once: until then its reservation stands, so no budget has room
        that it has not; and whoever reserves here finds what was settled before. Wait with `settled` before you show
        what it cost, or commit what stands on it. `keep` makes what is kept of the answer.
        """
        settling = [self._till(booking.caller.org).close_behind(booking, closing, keep)]
        if self._platform:
            settling.append(self._till(PLATFORM).close_behind(_anonymous(booking), closing, None))
        self._complain_of(booking, settling)
        return settling[0]

    async def settled(self) -> None:
        """Wait for all that is settled behind, PATIENCE_S at most. Never within a transaction, even where nothing
        is to be waited for.
        """
        outside()
        waiting = frozenset[Settling]().union(*(till.unsettled() for till in self._tills.values()))
        if waiting and (late := (await asyncio.wait(waiting, timeout=PATIENCE_S))[1]):
            log.warning("%s attempts are not settled yet, the database is away", len(late))

    async def finish(self) -> None:
        """Wait for what is being settled."""
        left = sum(await asyncio.gather(*(till.finish() for till in self._tills.values())))
        if left:
            log.warning("%s attempts are not settled and will expire, the database is away", left)

    def _complain_of(self, booking: Booking, settling: Sequence[Settling]) -> None:
        for one in settling:
            one.add_done_callback(partial(_complain, booking.id))

    async def _ask_the_platform(self, booking: Booking) -> None:
        try:
            if await self._has_platform():
                await self._till(PLATFORM).book(_anonymous(booking))
        except BaseException:
            await asyncio.wait([self._till(booking.caller.org).close(booking, UNSENT, None)], timeout=PATIENCE_S)
            raise

    def _till(self, org: UUID) -> Till:
        if org not in self._tills:
            self._tills[org] = Till(self._database, org)
        return self._tills[org]

    async def _has_platform(self) -> bool:
        if monotonic() - self._looked >= LOOK_S:
            async with self._looking:
                if monotonic() - self._looked >= LOOK_S:
                    async with self._database.tenant(PLATFORM) as tx:
                        self._platform = await queries.any_budget(tx)
                    self._looked = monotonic()
        return self._platform


def _complain(attempt: UUID, settling: Settling) -> None:
    """The answer is paid for and goes to whoever asked, all the same."""
    if not settling.cancelled() and (error := settling.exception()):
        log.error("attempt %s cannot be settled and will expire", attempt, exc_info=error)


def _anonymous(booking: Booking) -> Booking:
    """As the platform knows it: what and how much, not whose."""
    return replace(booking, caller=Caller(PLATFORM, booking.caller.feature), digest=None)


def _spent(refusal: Refusal, needs: Money) -> BudgetSpent:
    return BudgetSpent(
        scope=refusal.scope.value,
        period=refusal.period.value,
        limit=f"{refusal.limit_usd:.4f}",
        spent=f"{refusal.spent_usd:.4f}",
        reserved=f"{refusal.reserved_usd:.4f}",
        needs=f"{needs:.4f}",
        resets=refusal.resets_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
