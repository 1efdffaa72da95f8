import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from shipspeak.base import Clock, ShipSpeakError
from shipspeak.database import DEFAULT_ORG, Database, Tx
from shipspeak.jobs import (
    Job,
    Journey,
    LeaseLost,
    Pace,
    Problem,
    Run,
    Task,
    enqueue,
    enqueue_again,
    queries,
    run_worker,
    seconds_spent,
)

pytestmark = pytest.mark.engine

COACH = Job("test.coach")
QUICK = Pace(lease=0.5, beat=0.1, look=0.1, longest_wait=0.01)


class TooManyHours(ShipSpeakError):
    """The recording {title} has {hours} hours; the limit is {limit}."""

    status = 422


@asynccontextmanager
async def working(database: Database, task: Task, *, workers: int = 1, pace: Pace = QUICK) -> AsyncIterator[None]:
    stop = asyncio.Event()
    at_work = [
        asyncio.create_task(run_worker(database, {COACH: task}, name=f"worker-{n}", stop=stop, pace=pace))
        for n in range(workers)
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*at_work)


async def ask(database: Database) -> UUID:
    async with database.tenant(DEFAULT_ORG) as tx:
        return await enqueue(tx, COACH)


async def state_of(database: Database, run: UUID) -> tuple[str, str | None]:
    async with database.tenant(DEFAULT_ORG) as tx:
        row = await tx.fetchrow("select state, problem from run where id = $1", run)
        assert row is not None
        return row["state"], row["problem"]


async def ended(database: Database, *runs: UUID) -> None:
    async with asyncio.timeout(20):
        while True:
            states = [(await state_of(database, run))[0] for run in runs]
            if all(state in ("done", "failed") for state in states):
                return
            await asyncio.sleep(0.02)


def flow(*steps: Callable[[], Awaitable[bytes]]) -> Task:
    async def work(_: Run, journey: Journey) -> None:
        for number, step in enumerate(steps):
            await journey.step(f"step_{number}", step)

    return Task(work)


async def test_it_does_what_was_asked_for_once_the_transaction_commits(
    database: Database, worker_database: Database
) -> None:
    meeting, seen = uuid4(), asyncio.Queue[Run]()

    async def work(run: Run, _: Journey) -> None:
        seen.put_nowait(run)

    async with working(worker_database, Task(work), pace=Pace(look=60)):
        async with database.tenant(DEFAULT_ORG) as tx:
            await _meeting(tx, meeting)
            run = await enqueue(tx, COACH, meeting=meeting, report=meeting)
            assert seen.empty()
        held = await asyncio.wait_for(seen.get(), 5)  # told, for a look comes once a minute here
        await ended(database, run)
    assert (held.org, held.meeting, held.ids) == (DEFAULT_ORG, meeting, {"report": str(meeting)})
    assert await state_of(database, run) == ("done", None)


async def _meeting(tx: Tx, id: UUID) -> None:
    await tx.execute(
        """insert into meeting (org_id, id, kind, preset, seed, sealed)
           values ($1, $2, 'review', 'balanced', 1, 'x')""",
        tx.org,
        id,
    )


async def _ask_and_fail(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        await enqueue(tx, COACH)
        raise ZeroDivisionError


async def test_it_leaves_no_job_when_the_caller_rolls_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _ask_and_fail(database)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select count(*) from run") == 0


async def test_it_skips_finished_steps_after_a_crash(database: Database, worker_database: Database) -> None:
    done: list[str] = []

    async def first() -> bytes:
        done.append("first")
        return b"one"

    async def second() -> bytes:
        done.append("second")
        if done.count("second") < 3:
            raise MemoryError
        return b"two"

    run = await ask(database)
    async with working(worker_database, flow(first, second)):
        await ended(database, run)
    assert done == ["first", "second", "second", "second"]
    async with database.tenant(DEFAULT_ORG) as tx:
        assert list(await seconds_spent(tx, run)) == ["step_0", "step_1"]


async def test_it_takes_over_from_a_worker_that_fell_silent(database: Database, worker_database: Database) -> None:
    run = await ask(database)
    async with worker_database.operator("play a worker that dies") as tx:
        dead = await queries.take(tx, "dead", [COACH.name], lease_s=0.3)
    assert dead is not None
    async with working(worker_database, flow()):
        await ended(database, run)
    with pytest.raises(LeaseLost):  # it was only slow: what it brings now comes too late
        await Journey(worker_database, dead).step("late", lambda: asyncio.sleep(0, b"late"))
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select count(*) from step") == 0


async def test_it_drops_a_run_that_another_has_taken(database: Database, worker_database: Database) -> None:
    begun, dropped = asyncio.Event(), asyncio.Event()

    async def long(_: Run, __: Journey) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            dropped.set()

    run = await ask(database)
    async with working(worker_database, Task(long)):
        await begun.wait()
        async with worker_database.operator("play a thief") as tx:
            await tx.execute("update run set fence = fence + 1, due_at = now() + interval '1 minute'")
        await asyncio.wait_for(dropped.wait(), 5)
    assert (await state_of(database, run))[0] == "working"


async def test_it_keeps_a_run_that_takes_longer_than_a_lease(database: Database, worker_database: Database) -> None:
    times: list[int] = []

    async def long() -> bytes:
        times.append(1)
        await asyncio.sleep(3 * QUICK.lease)
        return b""

    run = await ask(database)
    async with working(worker_database, flow(long), workers=3):
        await ended(database, run)
    assert len(times) == 1


async def test_it_shares_the_queue_and_never_runs_one_twice_at_once(
    database: Database, worker_database: Database
) -> None:
    at_work: set[UUID] = set()
    finished: list[UUID] = []

    async def work(run: Run, _: Journey) -> None:
        assert run.id not in at_work
        at_work.add(run.id)
        await asyncio.sleep(0.01)
        at_work.remove(run.id)
        finished.append(run.id)

    runs = [await ask(database) for _ in range(30)]
    async with working(worker_database, Task(work), workers=3):
        await ended(database, *runs)
    assert sorted(finished) == sorted(runs)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select max(fence) from run") == 1


async def test_it_fails_at_once_with_a_reason_that_was_expected(database: Database, worker_database: Database) -> None:
    told: list[Problem] = []

    async def too_long() -> bytes:
        raise TooManyHours(title="Zebrafish", hours=6, limit=4)

    async def failed(tx: Tx, run: Run, problem: Problem) -> None:
        assert await tx.fetchval("select state from run where id = $1", run.id) == "failed"
        told.append(problem)

    run = await ask(database)
    async with working(worker_database, Task(flow(too_long).work, failed)):
        await ended(database, run)
    assert await state_of(database, run) == ("failed", '{"code": "too-many-hours", "facts": {"hours": 6, "limit": 4}}')
    assert told == [Problem("too-many-hours", {"hours": 6, "limit": 4})]


async def test_it_gives_up_on_what_fails_each_time_and_logs_no_content(
    database: Database, worker_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []
    said = "Zebra" + "fish"  # in no line of code as one word: a traceback shows lines of code

    async def poison() -> bytes:
        tries.append(1)
        raise ValueError(said)

    run = await ask(database)
    with caplog.at_level(logging.DEBUG):
        async with working(worker_database, Task(flow(poison).work, attempts=3)):
            await ended(database, run)
    assert await state_of(database, run) == ("failed", '{"code": "unexpected", "facts": {"attempts": 3}}')
    assert len(tries) == 3
    assert "ValueError" in caplog.text
    assert said not in caplog.text


async def test_it_gives_up_on_what_kills_its_worker_each_time(database: Database, worker_database: Database) -> None:
    run = await ask(database)
    for _ in range(5):
        async with worker_database.operator("play a worker that dies") as tx:
            assert await queries.take(tx, "dead", [COACH.name], lease_s=0)
    async with working(worker_database, flow(lambda: asyncio.sleep(0, b"never"))):
        await ended(database, run)
    assert await state_of(database, run) == ("failed", '{"code": "gave-up", "facts": {"attempts": 5}}')


async def test_it_ends_a_run_even_if_nobody_can_be_told(database: Database, worker_database: Database) -> None:
    async def poison() -> bytes:
        raise TooManyHours(title="", hours=6, limit=4)

    async def failed(tx: Tx, _: Run, __: Problem) -> None:
        await tx.execute("select 1 / 0")

    run = await ask(database)
    async with working(worker_database, Task(flow(poison).work, failed)):
        await ended(database, run)
    assert (await state_of(database, run))[0] == "failed"


async def test_it_gives_back_what_it_holds_when_stopped(database: Database, worker_database: Database) -> None:
    begun = asyncio.Event()

    async def long() -> bytes:
        begun.set()
        await asyncio.sleep(60)
        return b""

    run = await ask(database)
    async with working(worker_database, flow(long)):
        await begun.wait()
    async with database.tenant(DEFAULT_ORG) as tx:
        row = await tx.fetchrow("select state, attempt, due_at <= now() as due from run where id = $1", run)
    assert row is not None
    assert tuple(row) == ("waiting", 0, True)


async def test_it_keeps_what_a_step_brings_in_one_transaction(database: Database, worker_database: Database) -> None:
    tries: list[int] = []

    async def keep(tx: Tx, result: bytes) -> None:
        await tx.execute("update run set ids = jsonb_build_object('kept', $1::text)", result.decode())
        tries.append(1)
        if len(tries) == 1:
            raise MemoryError  # neither the step nor its writing is there after this

    async def work(_: Run, journey: Journey) -> None:
        async def answer() -> bytes:
            return b"42"

        await journey.step("answer", answer, keep)

    run = await ask(database)
    async with working(worker_database, Task(work)):
        await ended(database, run)
    assert len(tries) == 2
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select ids ->> 'kept' from run where id = $1", run) == "42"


async def test_it_does_a_meeting_again_without_redoing_its_steps(database: Database, worker_database: Database) -> None:
    done: list[str] = []
    wish = "first"

    async def work(_: Run, journey: Journey) -> None:
        for name in ("hear", wish):
            await journey.step(name, lambda name=name: asyncio.sleep(0, done.append(name) or b""))

    meeting = uuid4()
    async with database.tenant(DEFAULT_ORG) as tx:
        await _meeting(tx, meeting)
        run = await enqueue_again(tx, COACH, meeting=meeting)
    async with working(worker_database, Task(work)):
        await ended(database, run)
        wish = "second"
        async with database.tenant(DEFAULT_ORG) as tx:
            assert await enqueue_again(tx, COACH, meeting=meeting) == run
        await ended(database, run)
    assert done == ["hear", "first", "second"]


async def test_it_goes_on_at_once_when_the_same_worker_starts_again(
    database: Database, worker_database: Database
) -> None:
    run = await ask(database)
    async with worker_database.operator("play a worker that dies") as tx:
        assert await queries.take(tx, "worker-0", [COACH.name], lease_s=60)
    async with working(worker_database, flow()):
        await ended(database, run)


async def test_it_goes_on_when_the_clock_is_put_back_an_hour(database: Database, worker_database: Database) -> None:
    """Everything that was written before is then due an hour later, by the clock."""
    waits, abandoned = await ask(database), await ask(database)
    async with worker_database.operator("play a worker that dies") as tx:
        assert await queries.take(tx, "dead", [COACH.name], lease_s=20)
        await tx.execute("update run set due_at = due_at + interval '1 hour'")
    async with working(worker_database, flow()):
        await ended(database, waits, abandoned)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select bool_and(spent_s between 0 and 20) from run")


async def test_it_leaves_those_who_live_their_runs_when_the_clock_is_put_ahead(
    database: Database, worker_database: Database
) -> None:
    """All leases have ended then, by the clock; who lives has one lease's time to renew his."""
    put_ahead = 0.0
    # To who watches, it is the same which of the two is put elsewhere.
    worker_database.clock = Clock(lambda: time.monotonic() - put_ahead)
    pace = Pace(lease=30, beat=5, look=0.05)
    async with working(worker_database, flow(), pace=pace):
        await asyncio.sleep(0.3)  # it has looked at the clock
        put_ahead = 3600.0
        async with database.tenant(DEFAULT_ORG) as tx:
            held = await enqueue(tx, COACH)
            await tx.execute("update run set state = 'working', worker = 'alive', due_at = now() - interval '1 hour'")
        waits = await ask(database)
        await ended(database, waits)
        assert (await state_of(database, held))[0] == "working"


def test_it_keeps_numbers_alone_of_a_problem() -> None:
    problem: Any = Problem.of(TooManyHours(title="Zebrafish", hours=6, limit=4))
    assert str(problem) == '{"code": "too-many-hours", "facts": {"hours": 6, "limit": 4}}'
