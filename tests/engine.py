"""What the engine stage stands on: one embedded PostgreSQL for all tests, a fresh database for each."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from shipspeak.database import (
    ADMIN,
    APP,
    WORKER,
    Database,
    Server,
    connect,
    ensure_database,
    forget_gone,
    migrate,
    start,
    stop,
)
from shipspeak.database.account import ELSEWHERE
from shipspeak.database.process import end

_TEMPLATE = "template_of_tests"
_OURS = "ss-pg-"


def scratch_folder() -> Path:
    """For a server: short, as a socket's name must be, and named after this process, so that another can tell whether
    anybody still needs it.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{_OURS}{os.getpid()}-"))
    folder.chmod(0o711)
    return folder


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session", autouse=True)
def nothing_left_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As root their data may lie below /var/lib/shipspeak: it goes with them, and that of runs that were killed, and
    their servers.
    """
    scratch = Path(tempfile.gettempdir())
    forget_gone(scratch)
    for folder in scratch.glob(f"{_OURS}[0-9]*-*"):
        if not _lives(int(folder.name.removeprefix(_OURS).partition("-")[0])):
            end(folder / "data")
            shutil.rmtree(folder, ignore_errors=True)
    yield
    for link in tmp_path_factory.getbasetemp().rglob(ELSEWHERE):
        link.unlink()
    forget_gone(scratch)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with one migrated database that no test writes in."""
    folder = scratch_folder()
    running = start(folder)

    async def fill() -> None:
        await ensure_database(running, _TEMPLATE)
        await migrate(running.url(ADMIN, _TEMPLATE), running.passwords)

    asyncio.run(fill())
    yield running
    stop(running)
    shutil.rmtree(folder)


@pytest.fixture
async def fresh(server: Server) -> AsyncIterator[str]:
    """The name of a migrated database that belongs to this test alone."""
    name = f"test_{secrets.token_hex(6)}"
    await _as_admin(server, f"create database {name} template {_TEMPLATE}")
    yield name
    await _as_admin(server, f"drop database {name} with (force)")


@pytest.fixture
async def database(server: Server, fresh: str) -> AsyncIterator[Database]:
    """As the application: never a superuser, or row security proves nothing."""
    async with await connect(server.url(APP, fresh)) as opened:
        yield opened


@pytest.fixture
async def worker_database(server: Server, fresh: str) -> AsyncIterator[Database]:
    """As the worker, in the same database as `database`."""
    async with await connect(server.url(WORKER, fresh)) as opened:
        yield opened


@pytest.fixture
async def catalogue(server: Server, fresh: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A superuser's connection to the same database: to read the catalogue and to prepare, never to prove."""
    connection = await asyncpg.connect(server.url(ADMIN, fresh))
    await connection.execute("set search_path = shipspeak")
    yield connection
    await connection.close()


async def _as_admin(server: Server, sql: str) -> None:
    connection = await asyncpg.connect(server.url(ADMIN, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
