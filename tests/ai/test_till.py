"""The till, when many come at once, when the database is busy, away, or forgets."""

import asyncio
import logging
import os
import random
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from shipspeak.ai.booking import Booking
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import Outcome, Scope
from shipspeak.ai.money import in_line, till, till_queries
from shipspeak.ai.money.teller import Teller
from shipspeak.database import (
    ADMIN,
    APP,
    DEFAULT_ORG,
    Database,
    DatabaseUnreachable,
    Server,
    alive,
    connect,
    ensure_database,
    migrate,
    process,
    start,
    stop,
)
from tests.ai.till import PERSON, accounts_differ, booking, budget, closing, standing
from tests.engine import scratch_folder

pytestmark = pytest.mark.engine


@pytest.fixture
async def narrow(server: Server, fresh: str) -> AsyncIterator[Database]:
    """One connection, which is waited for but a moment."""
    async with await connect(server.url(APP, fresh), size=1, patience=0.05) as opened:
        yield opened


async def outcomes(database: Database) -> list[str | None]:
    async with database.tenant(DEFAULT_ORG) as tx:
        return [row["outcome"] for row in await tx.fetch("select outcome from ai_attempt order by started_at, id")]


@asynccontextmanager
async def all_connections_busy(narrow: Database) -> AsyncIterator[None]:
    """Somebody else has the only one."""
    has_it, may_go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with narrow.tenant(DEFAULT_ORG):
            has_it.set()
            await may_go.wait()

    holding = asyncio.create_task(hold())
    await has_it.wait()
    yield
    may_go.set()
    await holding


async def spend(teller: Teller, booked: Booking) -> None:
    await teller.reserve(booked)
    await teller.settle(booked, closing())


async def test_fifty_at_once_take_a_few_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = 0
    serve = till_queries.serve

    async def counted(*given: object, **more: object) -> till_queries.Served:
        nonlocal trips
        trips += 1
        return await serve(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(till_queries, "serve", counted)
    teller = Teller(database)
    await asyncio.gather(*(spend(teller, booking()) for _ in range(50)))
    assert await outcomes(database) == ["answered"] * 50
    assert trips <= 6
    assert await accounts_differ(database) == []


async def test_where_there_is_room_for_some_the_first_get_it(database: Database) -> None:
    await budget(database, "0.10")
    teller = Teller(database)
    booked = [booking("0.007") for _ in range(20)]
    found = await asyncio.gather(*(teller.reserve(one) for one in booked), return_exceptions=True)
    assert [isinstance(one, BudgetSpent) for one in found] == [False] * 14 + [True] * 6
    small = booking("0.002")
    await teller.reserve(small)  # 0.098 is taken
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (0, Decimal("0.100"))
    assert await accounts_differ(database) == []


async def test_who_comes_alone_is_written_down_like_those_who_come_together(database: Database) -> None:
    """Two ways through the same rules (migration 0020): every column, and every counter, is the same by both."""
    teller, (alone, *together) = Teller(database), [booking("0.03") for _ in range(3)]
    await teller.reserve(alone)
    await asyncio.gather(*(teller.reserve(one) for one in together))
    async with database.tenant(DEFAULT_ORG) as tx:
        rows = await tx.fetch("select *, expires_at - started_at as lease from ai_attempt")
    apart = {"id", "call_id", "started_at", "expires_at"}
    assert len(rows) == 3
    assert len({tuple((name, value) for name, value in row.items() if name not in apart) for row in rows}) == 1
    assert await accounts_differ(database) == []


@pytest.mark.parametrize("scope", [Scope.ORGANISATION, Scope.PERSON, Scope.FEATURE])
async def test_who_comes_alone_is_refused_by_any_budget_and_leaves_nothing(database: Database, scope: Scope) -> None:
    own = {Scope.ORGANISATION: "", Scope.PERSON: str(PERSON), Scope.FEATURE: "coach"}[scope]
    teller = Teller(database)
    if own:
        await budget(database, "0", scope, "*")  # one of its own goes before it
    await budget(database, "0.05", scope, own)
    await teller.reserve(booking("0.05"))
    with pytest.raises(BudgetSpent) as refused:
        await teller.reserve(booking("0.01"))
    assert (refused.value.facts["scope"], refused.value.facts["reserved"]) == (scope.value, "0.0500")
    if own:
        await budget(database, None, scope, own)
        with pytest.raises(BudgetSpent, match=r"of 0\.0000"):
            await teller.reserve(booking("0.001"))
    assert len(await outcomes(database)) == 1
    assert await accounts_differ(database) == []


async def test_what_is_settled_behind_a_callers_back_counts_for_whoever_comes_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is refused for money that has come back, though the till has not heard of it yet."""
    monkeypatch.setattr(till, "BEHIND_S", 3600.0)
    await budget(database, "0.10")
    teller, first = Teller(database), booking("0.10")
    await teller.reserve(first)
    teller.settle_behind(first, closing("0.02"))
    await teller.reserve(booking("0.08"))
    with pytest.raises(BudgetSpent):
        await teller.reserve(booking("0.01"))
    assert set(await outcomes(database)) == {"answered", None}
    assert await accounts_differ(database) == []


async def test_until_it_is_settled_every_budget_knows_the_most_it_may_cost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till, "BEHIND_S", 3600.0)
    await budget(database, "0.10")
    teller, booked = Teller(database), [booking("0.02") for _ in range(5)]
    for one in booked:
        await teller.reserve(one)
        teller.settle_behind(one, closing("0.01"))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (0, Decimal("0.10"))
    await teller.settled()
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.05"), 0)
    await teller.settled()  # nothing is left to wait for
    assert await accounts_differ(database) == []


async def test_a_process_that_ends_settles_what_nobody_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till, "BEHIND_S", 3600.0)
    teller, booked = Teller(database), booking()
    await teller.reserve(booked)
    teller.settle_behind(booked, closing())
    await teller.finish()
    assert await outcomes(database) == ["answered"]


async def test_settling_is_not_given_up_because_all_connections_are_busy(
    narrow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """130 calls on 8 connections once ended with attempts that "the database is away" left to expire."""
    monkeypatch.setattr(in_line, "PATIENCE_S", 5.0)
    teller = Teller(narrow)
    booked = [booking() for _ in range(130)]
    await asyncio.gather(*(teller.reserve(one) for one in booked))
    async with all_connections_busy(narrow):
        settling = [asyncio.create_task(teller.settle(one, closing())) for one in booked]
        await asyncio.sleep(0.4)  # eight times as long as a connection is waited for
    await asyncio.gather(*settling)
    assert set(await outcomes(narrow)) == {"answered"}
    assert await accounts_differ(narrow) == []


async def test_whoever_has_an_answer_goes_on_while_it_is_settled(
    narrow: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("shipspeak.ai.money.teller.PATIENCE_S", 0.1)
    teller, booked = Teller(narrow), booking()
    await teller.reserve(booked)
    async with all_connections_busy(narrow):
        with caplog.at_level(logging.WARNING):
            await teller.settle(booked, closing())
    assert "is not settled yet" in caplog.text
    await teller.finish()
    assert await outcomes(narrow) == ["answered"]


async def test_a_reservation_waits_and_then_says_that_the_database_is_away_and_leaves_nothing(
    narrow: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_line, "PATIENCE_S", 0.2)
    teller = Teller(narrow)
    async with all_connections_busy(narrow):
        with pytest.raises(DatabaseUnreachable):
            await teller.reserve(booking())
    await asyncio.sleep(0.5)
    await teller.finish()
    assert await outcomes(narrow) == []
    assert await accounts_differ(narrow) == []


async def test_a_reservation_that_is_called_off_leaves_nothing_reserved(database: Database) -> None:
    await budget(database, "1")
    teller = Teller(database)
    for wait in (0.0, 0.0005, 0.001, 0.002, 0.004):  # before it is sent, under way, when it has just been made
        task = asyncio.create_task(teller.reserve(booking()))
        await asyncio.sleep(wait)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if task.cancelled():
            await teller.finish()
            (day,) = await standing(database)
            assert day.reserved_usd == 0
    assert await accounts_differ(database) == []


async def test_one_that_the_database_does_not_take_fails_alone(database: Database) -> None:
    teller = Teller(database)
    bad = booking()
    bad = replace(bad, caller=replace(bad.caller, feature="No Such Form!"))
    found = await asyncio.gather(*(teller.reserve(one) for one in (booking(), bad, booking())), return_exceptions=True)
    assert [type(one) for one in found] == [type(None), asyncpg.CheckViolationError, type(None)]
    assert len(await outcomes(database)) == 2
    assert await accounts_differ(database) == []


async def test_nobody_comes_to_the_till_within_a_transaction_and_nobody_else_is_hurt_by_it(database: Database) -> None:
    """Whoever serves at the till took over the transaction it was called in: all who waited there failed with it."""
    teller, booked = Teller(database), [booking() for _ in range(3)]
    for one in booked:
        await teller.reserve(one)
    others = [asyncio.create_task(spend(teller, booking())) for _ in range(3)]
    teller.settle_behind(booked[0], closing())
    wrong: list[Callable[[], Awaitable[object]]] = [
        lambda: teller.reserve(booking()),
        lambda: teller.settle(booked[1], closing()),
        lambda: _behind(teller, booked[2]),
        teller.settled,
        teller.finish,
        Teller(database).settled,
    ]
    async with database.tenant(DEFAULT_ORG):
        for way in wrong:
            with pytest.raises(AssertionError, match="a transaction is open already"):
                await way()
    await asyncio.gather(*others)
    for one in booked[1:]:
        await teller.settle(one, closing())
    await teller.finish()
    assert await outcomes(database) == ["answered"] * 6
    assert await accounts_differ(database) == []


async def _behind(teller: Teller, booked: Booking) -> None:
    teller.settle_behind(booked, closing())


async def test_what_was_sent_twice_is_done_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks after the server has done it, and before it can say so."""
    broken, serve = 0, till_queries.serve

    async def breaks(*given: object, **more: object) -> till_queries.Served:
        nonlocal broken
        served = await serve(*given, **more)  # type: ignore[arg-type]
        broken += 1
        if broken % 2:
            raise DatabaseUnreachable
        return served

    monkeypatch.setattr(till_queries, "serve", breaks)
    teller = Teller(database)
    await asyncio.gather(*(spend(teller, booking()) for _ in range(5)))
    assert await outcomes(database) == ["answered"] * 5
    assert await accounts_differ(database) == []


async def test_a_server_that_forgot_the_last_moments_in_a_crash_is_told_again(
    database: Database, catalogue: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the disk: so whatever was settled is kept in mind until it is there."""
    monkeypatch.setattr(till, "GATHER_S", 0.2)
    await budget(database, "0.35")
    teller = Teller(database)
    await spend(teller, booking("0.30"))
    await catalogue.execute("delete from ai_attempt; delete from ai_counter")  # as a crash leaves it
    await Teller(database).reserve(booking("0.30"))  # which leaves no room, but what is spent is spent
    await asyncio.sleep(0.3)
    await teller.finish()
    assert sorted(map(str, await outcomes(database))) == ["None", Outcome.ANSWERED]
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.01"), Decimal("0.30"))
    assert await accounts_differ(database) == []


def test_a_server_killed_in_the_middle_loses_no_attempt_and_no_cent() -> None:
    folder = scratch_folder()
    server = start(folder)
    chance = random.Random(7)

    async def call(teller: Teller, booked: Booking) -> None:
        await asyncio.sleep(2 * chance.random())
        await teller.reserve(booked)
        await asyncio.sleep(chance.random() / 2)
        teller.settle_behind(booked, closing("0.002"))

    async def through_the_crash() -> None:
        await ensure_database(server)
        await migrate(server.url(ADMIN), server.passwords)
        async with await connect(server.url(APP), size=3) as database:
            teller, booked = Teller(database), [booking() for _ in range(150)]
            calls = asyncio.gather(*(call(teller, one) for one in booked))
            await asyncio.sleep(1)
            found = process.running(server.data)
            assert found is not None
            os.kill(found.pid, signal.SIGKILL)
            while alive(server):  # noqa: ASYNC110 -- it is another process
                await asyncio.sleep(0.01)
            await asyncio.to_thread(start, folder)
            await calls
            await teller.finish()
            async with database.tenant(DEFAULT_ORG) as tx:
                rows = {row["id"]: row["cost_usd"] for row in await tx.fetch("select id, cost_usd from ai_attempt")}
            assert rows == {one.id: Decimal("0.002") for one in booked}
            assert await accounts_differ(database) == []

    asyncio.run(through_the_crash())
    stop(server)
    shutil.rmtree(folder)


async def test_it_works_behind_a_pooler_that_keeps_no_statements(server: Server, fresh: str) -> None:
    async with await connect(server.url(APP, fresh), pooler=True) as database:
        teller = Teller(database)
        await asyncio.gather(*(spend(teller, booking()) for _ in range(3)))
        await teller.finish()
        assert await outcomes(database) == ["answered"] * 3


async def test_a_call_is_one_organisations_and_leaves_nothing_on(
    worker_database: Database, catalogue: asyncpg.Connection
) -> None:
    """A worker logs in under another name than the application; on one connection it serves many organisations."""
    other = UUID(int=99)
    await catalogue.execute("insert into organisation (org_id) values ($1)", other)
    teller = Teller(worker_database)
    await spend(teller, booking())
    await spend(teller, booking(org=other))
    await teller.finish()
    async with worker_database.tenant(other) as tx:
        assert await tx.fetchval("select count(*) from ai_attempt") == 1
    async with worker_database._pool.acquire() as connection:
        left = await connection.fetchrow("select current_user, current_setting('shipspeak.org', true) as org")
    assert left is not None
    assert (left["current_user"], left["org"] or None) == ("shipspeak_worker", None)


async def test_a_plan_made_while_the_ledger_was_empty_does_not_read_all_of_it_for_each_attempt(
    narrow: Database, catalogue: asyncpg.Connection
) -> None:
    """Closing one attempt read every attempt of its organisation, in a session that had planned on an empty table."""
    teller = Teller(narrow)
    for _ in range(8):  # from the sixth on a session keeps its plan
        await spend(teller, booking(person=UUID(int=1)))
    for _ in range(4):
        await asyncio.gather(*(spend(teller, booking(person=UUID(int=1))) for _ in range(50)))
    await teller.finish()
    async with narrow.tenant(DEFAULT_ORG) as tx:
        await tx.execute("select pg_stat_force_next_flush()")
    read = dict(
        await catalogue.fetch(
            "select indexrelname, idx_tup_read from pg_stat_user_indexes where relname = 'ai_attempt'"
        )
    )
    assert sum(read.values()) <= 208 * 6, read  # a few for each attempt, not 208 for each
