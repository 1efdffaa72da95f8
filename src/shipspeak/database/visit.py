"""Our own server for one command that is run beside everything else, or alone."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path

from shipspeak.base import ShipSpeakError
from shipspeak.database import process
from shipspeak.database.account import ELSEWHERE
from shipspeak.database.embedded import start, stop
from shipspeak.database.errors import FolderNotWritable
from shipspeak.database.migrate import migrate
from shipspeak.database.roles import ensure_database
from shipspeak.database.server import ADMIN, Server


class NothingHere(ShipSpeakError):
    """Nothing was ever set up in {folder}. Run ./ship up first, or name the folder that you mean: SHIPSPEAK_HOME."""

    status = 503
    exit_code = 75


VISITORS = "visitors"
"""Whoever needs the server holds this file, shared; it says so where one of them started it."""


@asynccontextmanager
async def visiting(folder: Path, *, make: bool = False) -> AsyncIterator[Server]:
    """The server of `folder`, brought up to date. Where it did not run, it is stopped again: by the last who visits it,
    as a command may take minutes and another comes meanwhile.

    `make`: also where there is none yet. Raises NothingHere, and as `start` and `migrate`.
    """
    data = _home(folder) / "data"
    if not (make or data.exists()):
        raise NothingHere(folder=folder.parent)
    async with attending(folder) as book:
        ran = process.running(data) is not None
        server = await asyncio.to_thread(start, folder)
        if not ran:
            begin(book)
        try:
            if not ran:
                await ensure_database(server)
                await migrate(server.url(ADMIN), server.passwords)
            yield server
        finally:
            await leave(book, server)


def begin(book: TextIOWrapper) -> None:
    """Say that whoever leaves last is to stop the server."""
    book.write("ours\n")
    book.flush()


async def leave(book: TextIOWrapper, server: Server) -> bool:
    """Stop the server, unless somebody else still needs it: then the last of them will. Whether it was stopped."""
    if not _last(book):
        return False
    await asyncio.to_thread(stop, server)
    return True


@asynccontextmanager
async def attending(folder: Path) -> AsyncIterator[TextIOWrapper]:
    """As long as this lasts, nobody else stops the server of `folder`. Raises FolderNotWritable."""
    with await asyncio.to_thread(_opened, folder) as book:
        await asyncio.to_thread(fcntl.flock, book, fcntl.LOCK_SH)
        yield book


def _opened(folder: Path) -> TextIOWrapper:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / VISITORS).open("a+")
    except OSError as refused:
        raise FolderNotWritable(folder=folder) from refused


def _last(book: TextIOWrapper) -> bool:
    """Whether a visitor started it and nobody else is there; whoever comes now waits until `book` is closed."""
    try:
        fcntl.flock(book, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    book.seek(0)
    ours = bool(book.read())
    book.truncate(0)
    return ours


def _home(folder: Path) -> Path:
    link = folder / ELSEWHERE
    return link.resolve() if link.is_symlink() else folder
