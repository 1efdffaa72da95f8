"""A command beside the product leaves the server as it found it."""

import os
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from shipspeak.database import (
    ADMIN,
    APP,
    DEFAULT_ORG,
    DatabaseRefuses,
    NothingHere,
    Server,
    alive,
    attending,
    begin,
    connect,
    ensure_database,
    forget_gone,
    leave,
    migrate,
    start,
    stop,
    visiting,
)

pytestmark = pytest.mark.engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "database"


async def test_it_says_where_nothing_was_ever_set_up_and_sets_nothing_up(tmp_path: Path) -> None:
    with pytest.raises(NothingHere, match=r"Run \./ship up first"):
        async with visiting(tmp_path / "home" / "database"):
            pass
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- nothing waits for it here


async def test_it_stops_what_it_started_whatever_happens(folder: Path) -> None:
    async def breaks() -> None:
        async with visiting(folder, make=True) as server, await connect(server.url(APP), size=1) as database:
            seen.append(server)
            async with database.tenant(DEFAULT_ORG) as tx:
                assert await tx.fetchval("select count(*) from meeting") == 0
            raise ZeroDivisionError

    seen: list[Server] = []
    with pytest.raises(ZeroDivisionError):
        await breaks()
    assert not alive(seen[0])


async def test_it_leaves_running_what_ran(folder: Path) -> None:
    running = start(folder)
    try:
        async with visiting(folder) as server:
            assert server == running
        assert alive(running)
    finally:
        stop(running)


async def test_who_started_it_and_goes_first_leaves_it_to_whoever_came_meanwhile(folder: Path) -> None:
    """A command that asks a provider takes minutes: the first to end took the server from under the second."""
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        server = await first.enter_async_context(visiting(folder, make=True))
        await second.enter_async_context(visiting(folder))
        await first.aclose()
        assert alive(server)
        await second.aclose()
        assert not alive(server)


async def test_a_visitor_leaves_it_to_the_product_that_came_up_meanwhile(folder: Path) -> None:
    async with AsyncExitStack() as visit:
        server = await visit.enter_async_context(visiting(folder, make=True))
        async with attending(folder):
            await visit.aclose()
            assert alive(server)
            async with visiting(folder):
                pass
            assert alive(server)
    stop(server)


async def test_the_product_that_ends_leaves_it_to_a_command_that_still_uses_it(folder: Path) -> None:
    """`./ship up` that ended took the server from under `./ship coach FILE --words provider`, money and all."""
    async with AsyncExitStack() as product, AsyncExitStack() as visit:
        book = await product.enter_async_context(attending(folder))
        started = start(folder)
        begin(book)
        await ensure_database(started)
        await migrate(started.url(ADMIN), started.passwords)
        server = await visit.enter_async_context(visiting(folder))
        assert not await leave(book, started)
        await product.aclose()
        async with await connect(server.url(APP), size=1) as database, database.tenant(DEFAULT_ORG) as tx:
            assert await tx.fetchval("select 1") == 1
        await visit.aclose()
        assert not alive(server)


async def test_the_product_that_is_alone_stops_it_whoever_started_it(folder: Path) -> None:
    started = start(folder)
    async with attending(folder) as book:
        begin(book)
        async with visiting(folder):
            pass
        assert alive(started)
        assert await leave(book, started)
    assert not alive(started)


@pytest.mark.parametrize("address", ["postgresql://[::1", "nonsense://x"])
async def test_it_says_that_an_address_is_none(address: str) -> None:
    with pytest.raises((DatabaseRefuses, asyncpg.ClientConfigurationError)):
        await migrate(address)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_what_lies_elsewhere_goes_with_its_folder_and_not_before(tmp_path: Path) -> None:
    closed, other = tmp_path / "closed", tmp_path / "other"
    closed.mkdir(mode=0o700)
    server = start(closed / "database")
    forget_gone(tmp_path)
    assert alive(server), "its folder is there"
    shutil.rmtree(closed)
    forget_gone(other)
    assert alive(server), "whether a folder that lies there is gone for good is not for us to say"
    assert forget_gone(tmp_path) == 1
    assert not alive(server)
    assert not server.home.exists()
