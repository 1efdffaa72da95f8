import asyncio
import contextlib
import os
import shutil
import signal
from uuid import uuid4

import asyncpg
import pytest

from shipspeak.database import (
    ADMIN,
    APP,
    DEFAULT_ORG,
    Database,
    DatabaseUnreachable,
    Server,
    TransactionLost,
    alive,
    connect,
    ensure_database,
    listen,
    migrate,
    process,
    start,
)
from tests.engine import scratch_folder

pytestmark = pytest.mark.engine

MEETING = "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'review', 'balanced', 1, 'x')"


async def test_it_commits_at_the_end_and_only_there(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.execute(MEETING, tx.org, uuid4()) == 1
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(database)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select count(*) from meeting") == 1


async def test_it_says_so_when_a_swallowed_error_cost_the_transaction(database: Database) -> None:
    with pytest.raises(TransactionLost):
        await _write_and_swallow(database)


async def test_it_refuses_a_transaction_within_a_transaction(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG):
        with pytest.raises(AssertionError, match="pass it on"):
            async with database.tenant(DEFAULT_ORG):
                pass


async def test_it_lets_a_task_born_in_a_transaction_open_its_own_later(database: Database) -> None:
    ended = asyncio.Event()

    async def later() -> int:
        await ended.wait()
        async with database.tenant(DEFAULT_ORG) as tx:
            return int(await tx.fetchval("select 1"))

    async with database.tenant(DEFAULT_ORG):
        task = asyncio.create_task(later())
    ended.set()
    assert await task == 1


async def test_it_refuses_to_be_used_after_its_end(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        pass
    with pytest.raises(AssertionError, match="has ended"):
        await tx.fetch("select 1")


async def test_it_takes_nothing_but_a_uuid_for_an_organisation(database: Database) -> None:
    with pytest.raises(TypeError):
        async with database.tenant("'; drop table meeting; --"):  # type: ignore[arg-type]
            pass


async def test_it_leaves_nothing_on_the_connection_for_the_next(server: Server, fresh: str) -> None:
    async with await connect(server.url(APP, fresh), size=1) as database:
        for org in (uuid4(), DEFAULT_ORG, uuid4(), DEFAULT_ORG):
            async with database.tenant(org) as tx:
                seen = await tx.fetchval("select count(*) from organisation")
                assert seen == (org == DEFAULT_ORG)


async def test_it_gives_the_connection_back_clean_when_cancelled(server: Server, fresh: str) -> None:
    async with await connect(server.url(APP, fresh), size=1) as database:

        async def slow() -> None:
            async with database.tenant(DEFAULT_ORG) as tx:
                await tx.execute(MEETING, tx.org, uuid4())
                await tx.fetch("select pg_sleep(60)")

        task = asyncio.create_task(slow())
        done, _ = await asyncio.wait([task], timeout=0.3)
        assert not done
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.tenant(DEFAULT_ORG) as tx:
            assert await tx.fetchval("select count(*) from meeting") == 0


async def test_it_works_behind_a_pooler_that_keeps_no_statements(server: Server, fresh: str) -> None:
    async with await connect(server.url(APP, fresh), pooler=True) as database, database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select $1::int + 1", 1) == 2


async def test_it_lets_the_application_do_no_upkeep(database: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.operator("a look around"):
            pass


async def test_it_tells_who_listens_that_a_meeting_changed(server: Server, fresh: str, database: Database) -> None:
    heard = listen(server.url(APP, fresh), "meeting")
    assert await anext(heard) is None
    meeting = uuid4()
    async with database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(MEETING, tx.org, meeting)
    assert await asyncio.wait_for(anext(heard), 5) == f"{DEFAULT_ORG} {meeting}"
    await heard.aclose()


def test_it_waits_for_a_server_that_was_killed_and_hears_again() -> None:
    folder = scratch_folder()
    server = start(folder)

    async def through_the_crash() -> None:
        await ensure_database(server)
        await migrate(server.url(ADMIN), server.passwords)
        heard = listen(server.url(APP), "meeting")
        assert await anext(heard) is None
        async with await connect(server.url(APP)) as database:
            _kill(server)
            again = asyncio.create_task(asyncio.to_thread(start, folder))
            await _hears_again(database)
            assert await asyncio.wait_for(anext(heard), 20) is None
            await again
            with pytest.raises(DatabaseUnreachable):
                await _kill_within(database, server)
            impatient = Database(database._pool, database.url, patience=0.2)
            with pytest.raises(DatabaseUnreachable):
                await _until_it_answers(impatient)
        await heard.aclose()

    asyncio.run(through_the_crash())
    shutil.rmtree(folder)


async def _hears_again(database: Database) -> None:
    """A server process outlives its master by a moment, and may begin a transaction that it does not end."""
    with contextlib.suppress(DatabaseUnreachable):
        return await _until_it_answers(database)
    return await _until_it_answers(database)


async def _until_it_answers(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await tx.fetchval("select 1") == 1


async def _kill_within(database: Database, server: Server) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        _kill(server)
        while True:
            await tx.fetchval("select 1")


def _kill(server: Server) -> None:
    found = process.running(server.data)
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
    while alive(server):
        pass


async def _write_and_fail(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(MEETING, tx.org, uuid4())
        raise ZeroDivisionError


async def _write_and_swallow(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(MEETING, tx.org, uuid4())
        with contextlib.suppress(asyncpg.UndefinedTableError):
            await tx.fetch("select 1 from nowhere")
