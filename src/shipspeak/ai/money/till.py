"""Till: an organisation's money, as this process moves it. Who comes while it is busy is served next, all of them in
one transaction (migration ai_till): fifty calls at once take a few round trips, and one connection of the pool.

Who has an answer need not wait until it is settled: the reservation stands, so every budget knows of it already. What
is settled behind a caller's back is never seen to be late, though: it goes first where it matters to who comes after.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from uuid import UUID

import asyncpg

from shipspeak.ai.booking import Booking, Closing, Kept
from shipspeak.ai.model import Passed, Refusal
from shipspeak.ai.money import till_queries
from shipspeak.ai.money.in_line import PATIENCE_S, UNSENT, Refused, Waiting
from shipspeak.database import Database, DatabaseUnreachable, Direct, outside

log = logging.getLogger(__name__)

Settling = asyncio.Future[bytes | None]
"""Done when an attempt is settled."""
MOST = 100
"""Served in one transaction: about 10 ms of the server's time."""
TIDY_S = 15.0
"""How often attempts past their lease are looked for."""
BEHIND_S = 0.02
"""How long what nobody waits for is gathered before it is settled: those who reserve go first meanwhile. If the process
is killed within this time, the attempt counts as its estimate.
"""
GATHER_S = 0.05
"""How long those who settled are gathered before the disk is waited for. Nobody else waits for that: whoever commits
what stands on an answer waits for all of the log before it, and so for the answer's row.
"""
FIRST_PAUSE_S = 0.05
BUSY = (
    DatabaseUnreachable,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.QueryCanceledError,
)
"""What passes by itself."""


class Till:
    def __init__(self, database: Database, org: UUID) -> None:
        self._database = database
        self._org = org
        self._queue: list[Waiting] = []
        self._behind: list[Waiting] = []
        """To be settled, while nobody waits for it."""
        self._brings: asyncio.TimerHandle | None = None
        self._unsettled: set[Settling] = set()
        self._serving: asyncio.Task[None] | None = None
        self._tidied = -TIDY_S
        self._unsure: list[Waiting] = []
        """Settled, and perhaps not on the disk yet."""
        self._writing: asyncio.Task[None] | None = None

    async def book(self, booking: Booking) -> bytes | None:
        """Reserve; or the sealed answer that was given before. Raises Refused, DatabaseUnreachable.

        Called off or given up, nothing stays reserved.
        """
        if booking.digest is not None and any(one.booking.digest == booking.digest for one in self._behind):
            self._bring_forward()  # the same question has just been answered
        waiting = self._add(Waiting(booking))
        try:
            return await waiting.served
        except asyncio.CancelledError:
            if not waiting.served.cancelled() and not waiting.served.exception():  # served, and called off all the same
                self._add(Waiting(booking, UNSENT))
            raise

    def close(self, booking: Booking, closing: Closing, kept: Kept | None) -> Settling:
        """Settle, however long it takes: in line from now on, whatever becomes of the caller."""
        return self._add(self._to_settle(Waiting(booking, closing, kept))).served

    def close_behind(self, booking: Booking, closing: Closing, keep: Callable[[], Kept | None] | None) -> Settling:
        """The same while whoever has the answer goes on; what is kept of it is made meanwhile."""
        outside()
        self._behind.append(waiting := self._to_settle(Waiting(booking, closing, keep=keep)))
        if self._brings is None:
            self._brings = asyncio.get_running_loop().call_later(BEHIND_S, self._bring_forward)
        return waiting.served

    def unsettled(self) -> frozenset[Settling]:
        """All that is still to be settled, and is from now on as fast as it can be. Not within a transaction."""
        outside()
        self._bring_forward()
        return frozenset(self._unsettled)

    async def finish(self) -> int:
        """Serve everybody who waits, for PATIENCE_S at most; how many attempts are left to expire."""
        outside()
        self._bring_forward()
        deadline = monotonic() + PATIENCE_S
        while (tasks := self._at_work()) and (left := deadline - monotonic()) > 0:
            await asyncio.wait(tasks, timeout=left)
        for task in self._at_work():
            task.cancel()
        return sum(waiting.closing is not None for waiting in self._queue)

    def _at_work(self) -> "list[asyncio.Task[None]]":
        return [task for task in (self._serving, self._writing) if task is not None and not task.done()]

    def _to_settle(self, waiting: Waiting) -> Waiting:
        self._unsettled.add(waiting.served)
        waiting.served.add_done_callback(self._unsettled.discard)
        return waiting

    def _add(self, waiting: Waiting) -> Waiting:
        # Whoever serves them inherits the transaction that it is called in, and all who wait would fail with it.
        outside()
        self._queue.append(waiting)
        self._wake()
        return waiting

    def _bring_forward(self) -> None:
        """What was settled behind somebody's back is next."""
        if self._brings is not None:
            self._brings.cancel()
            self._brings = None
        if self._behind:
            these, self._behind = self._behind, []
            for one in these:
                one.make_kept()
            self._queue[:0] = these
            self._wake()

    def _wake(self) -> None:
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        pause = FIRST_PAUSE_S
        while self._queue:
            together: list[Waiting] = []
            try:
                async with self._database.direct() as direct:
                    while self._queue:  # whoever was served goes on before the connection is given back
                        together, self._queue = self._queue[:MOST], self._queue[MOST:]
                        await self._serve_these(direct, [one for each in together for one in each.still_wanted()])
                        together, pause = [], FIRST_PAUSE_S
            except BUSY as error:
                self._queue[:0] = together
                for one in self._queue:
                    one.grow_impatient(error, sent=one in together)
                await asyncio.sleep(pause)
                pause = min(1.0, 2 * pause)
            except asyncio.CancelledError:
                self._queue[:0] = together
                raise
            except Exception as error:  # noqa: BLE001 -- whoever waits is told, rather than left waiting
                together += self._queue
                self._queue.clear()
                for one in together:
                    one.fail(error)

    async def _serve_these(self, direct: Direct, waiting: Sequence[Waiting]) -> None:
        """Raises one of BUSY; then those who were not served are still not done, or nobody knows."""
        if not waiting:
            return
        tidy = monotonic() - self._tidied >= TIDY_S
        try:
            served = await till_queries.serve(direct, self._org, waiting, tidy=tidy)
        except BUSY:
            raise
        except Exception as error:  # noqa: BLE001 -- it is raised where it belongs
            await self._one_by_one(direct, waiting, error)
            return
        self._tidied = monotonic() if tidy else self._tidied
        for alert in served.passed:
            _say(alert)
        refused = {row.id: row.refusal for row in served.refused}
        remembered = {row.id: row.sealed for row in served.remembered}
        for one in waiting:
            id = one.booking.id
            if one.closing is None:
                self._booked(one, refused.get(id), remembered.get(id))
            elif id not in served.unknown:
                self._closed(one)
            elif one.closing == UNSENT:
                one.give(None)
            else:
                await self._remind(direct, one)

    async def _one_by_one(self, direct: Direct, waiting: Sequence[Waiting], error: Exception) -> None:
        """One that the database does not take must not hold up the others."""
        if len(waiting) == 1:
            waiting[0].fail(error)
            return
        for one in waiting:
            await self._serve_these(direct, [one])

    def _booked(self, one: Waiting, refused: Refusal | None, remembered: bytes | None) -> None:
        if refused is not None and not one.insists and self._has_closings():
            self._bring_forward()  # what came before and is cheaper than it might have been may leave room
            self._queue.append(replace(one, insists=True))
        elif refused is not None:
            one.fail(Refused(refused))
        elif remembered is None and one.served.cancelled():
            self._queue.append(Waiting(one.booking, UNSENT))
        else:
            one.give(remembered)

    def _has_closings(self) -> bool:
        return bool(self._behind) or any(one.closing is not None for one in self._queue)

    def _closed(self, one: Waiting) -> None:
        one.give(None)
        self._unsure.append(one)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Wait for the disk; whatever a crash has taken away is settled again."""
        while self._unsure:
            await asyncio.sleep(GATHER_S)
            these, self._unsure = self._unsure, []
            try:
                async with self._database.direct() as direct:
                    forgotten = await till_queries.on_disk(direct, self._org, [one.booking.id for one in these])
            except BUSY:
                self._unsure[:0] = these
                continue
            for one in these:
                if one.booking.id in forgotten:
                    self._add(one)

    async def _remind(self, direct: Direct, one: Waiting) -> None:
        """The server crashed and forgot the reservation: the money is spent, whatever budgets say now."""
        anew = Waiting(replace(one.booking, digest=None), regardless=True)
        await self._serve_these(direct, [anew])
        if error := anew.served.exception():
            one.fail(error)
        else:
            await self._serve_these(direct, [one])


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
