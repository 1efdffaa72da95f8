"""The queue as people and workers meet it, in PostgreSQL, as the application's roles."""

import asyncio
import contextlib
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from shipspeak.database import DEFAULT_ORG, Database, Server, listen
from shipspeak.database.server import WORKER
from shipspeak.jobs import (
    CHANNEL,
    Bounds,
    How,
    Job,
    Journey,
    Limits,
    Outlook,
    Overgrown,
    Pace,
    Run,
    Size,
    Task,
    YourQueueFull,
    board,
    enqueue,
    enqueue_again,
    let_in,
    outlook,
    queries,
    run_worker,
    say_length,
)
from shipspeak.jobs.clerk import Clerk
from shipspeak.jobs.speed import FIRST_S, FIRST_START_S, GROWTH, LENGTH_UNKNOWN
from tests.rules.catalogue import Admin

pytestmark = pytest.mark.engine

COACH = Job("test.coach")
QUICK = Pace(lease=0.5, beat=0.1, look=0.1, longest_wait=0.01, tell=0.01, weigh=0.01)
OTHER = UUID(int=7)


async def ask(database: Database, org: UUID = DEFAULT_ORG, how: How | None = None) -> tuple[UUID, UUID]:
    """(meeting, run)"""
    meeting = uuid4()
    async with database.tenant(org) as tx:
        await tx.execute(
            "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'review', 'x', 1, 'x')",
            org,
            meeting,
        )
        return meeting, await enqueue(tx, COACH, meeting=meeting, how=how)


async def take(database: Database, limits: Limits | None = None) -> Run | None:
    async with database.operator("play a worker") as tx:
        return await queries.take(tx, "worker", [COACH.name], 60, limits or Limits())


async def test_it_does_the_sample_after_a_person_who_came_later(database: Database, worker_database: Database) -> None:
    _, sample = await ask(database, how=How(batch=True))
    _, person = await ask(database)
    taken = [await take(worker_database), await take(worker_database)]
    assert [run and run.id for run in taken] == [person, sample]


async def test_the_sample_makes_way_between_two_steps(database: Database, worker_database: Database) -> None:
    order: list[str] = []
    stop = asyncio.Event()

    async def work(run: Run, journey: Journey) -> None:
        async def one(step: str) -> bytes:
            order.append(f"{'person' if run.meeting else 'sample'} {step}")
            if order == ["sample hear"]:
                await ask(database)  # while it is heard, somebody comes
            return b""

        await journey.step("hear", lambda: one("hear"))
        await journey.step("transcribe", lambda: one("transcribe"))
        if len(order) == 4:
            stop.set()

    async with database.tenant(DEFAULT_ORG) as tx:
        await enqueue(tx, COACH, how=How(batch=True))
    await asyncio.wait_for(
        run_worker(worker_database, {COACH: Task(work)}, name="worker", stop=stop, pace=QUICK), timeout=20
    )
    assert order == ["sample hear", "person hear", "person transcribe", "sample transcribe"]


async def test_it_goes_on_with_what_was_interrupted_before_it_begins_anew(
    database: Database, worker_database: Database
) -> None:
    _, first = await ask(database)
    await ask(database)
    begun = await take(worker_database)
    assert begun
    assert begun.id == first
    await ask(database)
    async with worker_database.operator("stop a worker") as tx:
        await queries.release(tx, begun, 0, counts=False)
    again = await take(worker_database)
    assert again
    assert again.id == first


async def test_it_holds_the_limits_however_many_look_at_once(database: Database, worker_database: Database) -> None:
    for _ in range(8):
        await ask(database)
    taken = await asyncio.gather(*(take(worker_database, Limits(total=3)) for _ in range(8)))
    assert sum(run is not None for run in taken) == 3
    assert await take(worker_database, Limits(each=3)) is None
    assert await take(worker_database, Limits(each=4)) is not None


async def test_it_tells_each_its_place_and_nobody_anothers(
    catalogue: Admin, database: Database, worker_database: Database
) -> None:
    await catalogue.execute("insert into organisation (org_id) values ($1)", OTHER)
    size = How(size=Size("balanced", 600.0))
    mine = [(await ask(database, how=size))[0] for _ in range(3)]
    theirs, _ = await ask(database, OTHER, how=size)
    await Clerk(worker_database, Limits()).tell()
    alone = FIRST_START_S + FIRST_S * (600 / LENGTH_UNKNOWN) ** GROWTH
    for meeting, place in zip(mine, (1, 3, 4), strict=True):  # theirs is the second: organisations take turns
        async with database.tenant(DEFAULT_ORG) as tx:
            told = await outlook(tx, meeting)
            assert await outlook(tx, theirs) is None
        assert told
        assert told.place == place
        assert told.seconds == pytest.approx(place * alone, abs=1)
        assert told.soonest is not None
        assert told.latest is not None
        assert told.soonest < told.seconds < told.latest
    async with database.tenant(OTHER) as tx:
        told = await outlook(tx, theirs)
    assert told
    assert told.place == 2


async def told(database: Database, meeting: UUID) -> Outlook:
    async with database.tenant(DEFAULT_ORG) as tx:
        found = await outlook(tx, meeting)
    assert found
    return found


async def test_it_learns_how_fast_this_machine_is(
    catalogue: Admin, database: Database, worker_database: Database
) -> None:
    """Of a run that took 50 s for a recording of twice its guessed length, and stood two seconds in its first step."""
    size = How(size=Size("balanced", 300.0, "m4a"))
    meeting, _ = await ask(database, how=size)
    held = await take(worker_database)
    assert held
    await Clerk(worker_database, Limits()).tell()
    async with database.tenant(DEFAULT_ORG) as tx:
        await say_length(tx, meeting, 600.0)
    journey = Journey(worker_database, replace(held, taken=held.taken - 2))
    for step in ("hear.0a", "transcribe.0b", "transcribe.0c"):
        await journey.step(step, lambda: asyncio.sleep(0, b""))
    async with database.tenant(DEFAULT_ORG) as tx:
        await queries.finish(tx, held, None)
    await catalogue.execute(
        """update run set stages = stages || '{"transcribe": 48}', finished_at = told_at + told_s * interval '2 s'"""
    )
    async with worker_database.operator("look at the past") as tx:
        history = await board.history(tx)
    (past,) = history.past
    assert past.stages == {
        "hear": pytest.approx(2, abs=1),
        "transcribe": 48,
        "transcribe 2": pytest.approx(0, abs=1),
    }
    assert past.turned == pytest.approx(2)
    assert past.run.company == 1
    waiting, _ = await ask(database, how=size)
    await Clerk(worker_database, Limits()).tell()
    assert (await told(database, waiting)).seconds == pytest.approx(50, abs=3)


async def test_it_tells_how_much_is_left_while_it_is_worked_on(
    catalogue: Admin, database: Database, worker_database: Database
) -> None:
    size = How(size=Size("balanced", 600.0))
    before, _ = await ask(database, how=size)
    held = await take(worker_database)
    assert held
    async with database.tenant(DEFAULT_ORG) as tx:
        await say_length(tx, before, 600.0)
        await queries.finish(tx, held, None)
    await catalogue.execute("""update run set stages = '{"hear": 40, "transcribe": 100}'""")
    meeting, _ = await ask(database, how=size)
    clerk = Clerk(worker_database, Limits())
    await clerk.tell()
    first = await told(database, meeting)
    assert first.seconds == pytest.approx(140, abs=3)
    held = await take(worker_database)
    assert held
    assert (await told(database, meeting)).seconds == pytest.approx(first.seconds, abs=3)  # the page does not go blank
    await Journey(worker_database, held).step("hear.0a", lambda: asyncio.sleep(0, b""))
    await clerk.tell()
    left = await told(database, meeting)
    assert left.place is None
    assert left.seconds == pytest.approx(100, abs=3)


async def test_it_takes_what_is_done_again_for_short_and_in_its_turn(
    database: Database, worker_database: Database
) -> None:
    meeting, run = await ask(database, how=How(size=Size("balanced", 600.0)))
    held = await take(worker_database)
    assert held
    await Journey(worker_database, held).step("hear", lambda: asyncio.sleep(0, b""))
    _, newer = await ask(database)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await enqueue_again(tx, COACH, meeting=meeting) == run
        assert await tx.fetchval("select kind from run where id = $1", run) == "again"
    following = await take(worker_database)
    assert following
    assert following.id == newer


async def test_it_wakes_the_page_that_waits_and_says_how_long_the_queue_is(
    server: Server, fresh: str, database: Database, worker_database: Database
) -> None:
    meeting, _ = await ask(database)
    heard: set[str] = set()

    async def hear() -> None:
        async with contextlib.aclosing(listen(server.url(WORKER, fresh), "meeting", CHANNEL)) as news:
            async for one in news:
                if one is None:
                    await Clerk(worker_database, Limits()).tell()
                else:
                    heard.add(one)
                if len(heard) == 2:
                    return

    await asyncio.wait_for(hear(), 10)
    assert heard == {f"{DEFAULT_ORG} {meeting}", "1"}


async def test_it_shuts_the_door_on_one_organisation_and_not_on_another(catalogue: Admin, database: Database) -> None:
    await catalogue.execute("insert into organisation (org_id) values ($1)", OTHER)
    bounds = Bounds(each=2, total=100, spare=0)
    for _ in range(2):
        async with database.tenant(DEFAULT_ORG) as tx:
            await let_in(tx, bounds, total=None, free=None, coming=None)
        await ask(database)
    with pytest.raises(YourQueueFull):
        async with database.tenant(DEFAULT_ORG) as tx:
            await let_in(tx, bounds, total=None, free=None, coming=None)
    async with database.tenant(OTHER) as tx:
        await let_in(tx, bounds, total=None, free=None, coming=None)


async def test_a_worker_that_outgrows_its_bound_gives_its_run_back_and_ends(
    database: Database, worker_database: Database
) -> None:
    async def grows(_: Run, __: Journey) -> None:
        await asyncio.sleep(60)

    _, run = await ask(database)
    found = []
    for _ in range(2):
        with pytest.raises(Overgrown):
            await run_worker(worker_database, {COACH: Task(grows)}, name="worker", pace=QUICK, memory=2**20)
        async with database.tenant(DEFAULT_ORG) as tx:
            row = await tx.fetchrow("select state, attempt, problem ->> 'code' from run where id = $1", run)
            assert row is not None
            found.append(tuple(row))
    assert found == [("waiting", 1, None), ("failed", 2, "too-much-memory")]


async def test_a_worker_within_its_bound_works_on(database: Database, worker_database: Database) -> None:
    stop = asyncio.Event()

    async def short(_: Run, __: Journey) -> None:
        await asyncio.sleep(0.1)
        stop.set()

    await ask(database)
    await run_worker(worker_database, {COACH: Task(short)}, name="worker", stop=stop, pace=QUICK, memory=2**40)
