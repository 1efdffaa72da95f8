"""A worker: takes what is due, does it, keeps its lease alive, gives back what it cannot finish.

Any number of workers share one database. They need not know each other: a run is taken by one statement that locks its
row, held by a lease that is renewed while the worker lives, and written to under a fence that grows with each taking.
"""

import asyncio
import contextlib
import logging
import time
import traceback
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

import asyncpg

from shipspeak.base import ShipSpeakError
from shipspeak.database import Database, DatabaseUnreachable, TransactionLost, listen
from shipspeak.jobs import queries
from shipspeak.jobs.clerk import Clerk
from shipspeak.jobs.errors import GaveUp, LeaseLost, MadeWay, Overgrown, TooMuchMemory, Unexpected
from shipspeak.jobs.fair import Limits
from shipspeak.jobs.journey import Journey
from shipspeak.jobs.memory import resident
from shipspeak.jobs.model import Job, Problem, Run
from shipspeak.jobs.task import Task

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. A worker that dies holds a run for at most `lease + look` = 25 s (promise: 30 s)."""

    lease: float = 20.0
    beat: float = 5.0
    """Three beats may go missing (a busy machine, a database that starts again) before a lease ends."""
    look: float = 5.0
    """How often an idle worker looks. It is told of new runs at once; this finds ended leases."""
    longest_wait: float = 20.0
    """Between two tries of a run that met an unexpected error: 2, 4, 8, 16, 20 …"""
    tell: float = 0.5
    """At least this between two forecasts: a hundred uploads at once are one piece of news."""
    weigh: float = 0.25
    """How often the memory of a worker at work is looked at."""


TRIES_IN_MEMORY = 2
"""What outgrew its bound twice without finishing a step will do so again."""


async def run_worker(  # noqa: PLR0913 -- by name, each with its default
    database: Database,
    tasks: Mapping[Job, Task],
    *,
    name: str,
    concurrency: int = 1,
    stop: asyncio.Event | None = None,
    pace: Pace | None = None,
    limits: Limits | None = None,
    memory: int | None = None,
) -> None:
    """Work until `stop` is set; then give the runs in hand back at once, so that whoever starts next resumes them.

    `database` is logged in as `shipspeak_worker`. `name` is this worker's alone, and the same each time it starts
    (machine and slot): what it held when it died is then free at its next start, not when the lease ends.
    CPU-heavy work belongs in threads or processes: the leases are renewed on this event loop. A database that goes
    away is waited for, without end.

    `limits` hold for all workers that are given them. `memory`: bytes that this process and its children may have in
    memory while they work; beyond, the runs in hand are given back and Overgrown is raised. The process should then
    end: what its libraries hold comes back in no other way.
    """
    known = {job.name: task for job, task in tasks.items()}
    worker = _Worker(database, known, name, stop, pace or Pace(), limits or Limits(), memory)
    ears = asyncio.create_task(worker.listen())
    try:
        await worker.serve(concurrency)
    finally:
        ears.cancel()
        await asyncio.gather(ears, return_exceptions=True)
    if worker.overgrown:
        raise Overgrown


class _Worker:
    def __init__(
        self,
        database: Database,
        tasks: Mapping[str, Task],
        name: str,
        stop: asyncio.Event | None,
        pace: Pace,
        limits: Limits,
        memory: int | None,
    ) -> None:
        self._database = database
        self._tasks = tasks
        self._name = name
        self._stop = stop or asyncio.Event()
        self._told = asyncio.Event()
        self._newborn = True
        self._pace = pace
        self._limits = limits
        self._memory = memory
        self._clerk = Clerk(database, limits)
        self._told_at = float("-inf")
        self._news = True
        """Something has changed that people in the queue were not told of."""
        self.overgrown = False

    async def listen(self) -> None:
        async with contextlib.aclosing(listen(self._database.url, "run")) as news:
            async for _ in news:
                self._news = True
                self._told.set()

    async def serve(self, concurrency: int) -> None:
        at_work: set[asyncio.Task[None]] = set()
        try:
            while not self._stop.is_set():
                self._told.clear()  # before the look: what comes during it is looked at again
                run = await self._take() if len(at_work) < concurrency else None
                if run is not None:
                    at_work.add(asyncio.create_task(self._hold(run)))
                    self._news = True
                else:
                    within = self._pace.look if await self._tell() else self._pace.tell
                    await _first(self._told.wait(), self._stop.wait(), *at_work, within=within)
                at_work = {task for task in at_work if not task.done()}
        finally:
            self._stop.set()
            await asyncio.gather(*at_work)

    async def _take(self) -> Run | None:
        asked = self._database.clock.passed()
        try:
            async with self._database.operator("take what is due") as tx:
                if self._newborn:
                    await queries.take_back(tx, self._name)
                    self._newborn = False
                # After a jump all leases may look ended: those who live have one lease's time to renew theirs.
                inherit = self._database.clock.even(await tx.clock(), asked) >= self._pace.lease
                return await queries.take(
                    tx, self._name, self._tasks.keys(), self._pace.lease, self._limits, inherit=inherit
                )
        except (DatabaseUnreachable, TransactionLost, asyncpg.LockNotAvailableError):
            return None  # the next look comes soon enough

    async def _tell(self) -> bool:
        """Whether everybody knows what is new; at the latest every `look`, for time itself is news."""
        since = time.monotonic() - self._told_at
        if since < self._pace.tell or (not self._news and since < self._pace.look):
            return not self._news
        self._news, self._told_at = False, time.monotonic()
        with contextlib.suppress(DatabaseUnreachable, TransactionLost, asyncpg.PostgresError):  # said at the next look
            await self._clerk.tell()
        return True

    async def _hold(self, run: Run) -> None:
        """Do it, and settle how it ended."""
        work = asyncio.create_task(self._do(run))
        watches = [asyncio.create_task(watch) for watch in (self._keep_alive(run, work), self._weigh())]
        await _first(work, self._stop.wait())
        for watch in watches:
            watch.cancel()
        if not work.done():
            work.cancel()
            await asyncio.gather(work, *watches, return_exceptions=True)
            await self._let_go(run)
            return
        await asyncio.gather(*watches, return_exceptions=True)
        await self._settle(run, LeaseLost() if work.cancelled() else work.exception())

    async def _do(self, run: Run) -> None:
        task = self._tasks[run.job]
        if run.attempt > task.attempts:
            raise GaveUp(attempts=task.attempts)
        await task.work(run, Journey(self._database, run, self._somebody_waits))

    async def _somebody_waits(self) -> bool:
        async with self._database.operator("ask who waits") as tx:
            return await queries.somebody_waits(tx, self._tasks.keys())

    async def _keep_alive(self, run: Run, work: "asyncio.Task[None]") -> None:
        while True:
            await asyncio.sleep(self._pace.beat)
            try:
                async with self._database.operator("keep a lease") as tx:
                    still_ours = await queries.renew(tx, run, self._pace.lease)
            except (DatabaseUnreachable, TransactionLost, asyncpg.PostgresError):
                continue  # the lease may end meanwhile; the fence decides who writes
            if not still_ours:
                work.cancel()
                return

    async def _weigh(self) -> None:
        """Stop this worker when it has outgrown its bound."""
        while self._memory is not None:
            if resident() > self._memory:
                self.overgrown = True
                self._stop.set()
            await asyncio.sleep(self._pace.weigh)

    async def _let_go(self, run: Run) -> None:
        """What is in hand when this worker stops."""
        if not self.overgrown:
            await self._give_back(run, 0, counts=False)
        elif run.attempt < TRIES_IN_MEMORY:
            await self._give_back(run, 0, counts=True)
        else:
            assert self._memory is not None
            await self._finish(run, Problem.of(TooMuchMemory(limit_mb=self._memory // 2**20)))

    async def _settle(self, run: Run, error: BaseException | None) -> None:
        last = run.attempt >= self._tasks[run.job].attempts
        match error:
            case None:
                await self._finish(run, None)
            case LeaseLost():
                log.warning("run %s went to another worker", run.id)
            case MadeWay():
                await self._give_back(run, 0, counts=False)
            case DatabaseUnreachable() | TransactionLost() if not last:
                await self._give_back(run, self._pace.look, counts=True)
            case ShipSpeakError():
                await self._finish(run, Problem.of(error))
            case _:
                _log_without_content(run, error)
                if last:
                    await self._finish(run, Problem.of(Unexpected(attempts=run.attempt)))
                else:
                    await self._give_back(run, min(self._pace.longest_wait, 2.0**run.attempt), counts=True)

    async def _finish(self, run: Run, problem: Problem | None, *, tell: bool = True) -> None:
        try:
            async with self._database.tenant(run.org) as tx:
                await queries.finish(tx, run, problem)
                if problem is not None and tell:
                    await self._tasks[run.job].failed(tx, run, problem)
        except LeaseLost:
            log.warning("run %s went to another worker", run.id)
        except (DatabaseUnreachable, TransactionLost):
            # All steps are remembered: whoever takes it when the lease ends has only this left to do.
            log.warning("run %s is not settled, the database is away", run.id)
        except Exception as error:  # noqa: BLE001 -- whatever `failed` raised, the run itself must end
            _log_without_content(run, error)
            if tell:  # told or not, once is enough: a full disk refuses both, and its lease ends by itself
                await self._finish(run, problem, tell=False)

    async def _give_back(self, run: Run, wait_s: float, *, counts: bool) -> None:
        # Its lease ends by itself.
        with contextlib.suppress(DatabaseUnreachable, TransactionLost, asyncpg.LockNotAvailableError):
            async with self._database.operator("give a run back") as tx:
                await queries.release(tx, run, wait_s, counts=counts)


async def _first(*ways: "asyncio.Task[None] | Awaitable[object]", within: float | None = None) -> None:
    """Wait until one of `ways` is done, or `within` seconds. Tasks live on; what was merely waited for is let go."""
    passing = [asyncio.ensure_future(way) for way in ways if not isinstance(way, asyncio.Task)]
    lasting = [way for way in ways if isinstance(way, asyncio.Task)]
    try:
        await asyncio.wait([*passing, *lasting], timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in passing:
            way.cancel()


def _log_without_content(run: Run, error: BaseException) -> None:
    """Where it happened and of what kind; an error's message may quote what was said."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s in run %s\n%s", type(error).__name__, run.id, places)
