"""Our own server for one command that is run beside everything else, or alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shipspeak.base import ShipSpeakError
from shipspeak.database import process
from shipspeak.database.account import ELSEWHERE
from shipspeak.database.embedded import start, stop
from shipspeak.database.migrate import migrate
from shipspeak.database.roles import ensure_database
from shipspeak.database.server import ADMIN, Server


class NothingHere(ShipSpeakError):
    """Nothing was ever set up in {folder}. Run ./ship up first, or name the folder that you mean: SHIPSPEAK_HOME."""

    status = 503
    exit_code = 75


@asynccontextmanager
async def visiting(folder: Path, *, make: bool = False) -> AsyncIterator[Server]:
    """The server of `folder`, brought up to date. Where it did not run, it is stopped again.

    `make`: also where there is none yet. Raises NothingHere, and as `start` and `migrate`.
    """
    data = _home(folder) / "data"
    if not (make or data.exists()):
        raise NothingHere(folder=folder.parent)
    ran = process.running(data) is not None
    server = await asyncio.to_thread(start, folder)
    try:
        if not ran:
            await ensure_database(server)
            await migrate(server.url(ADMIN), server.passwords)
        yield server
    finally:
        if not ran:
            await asyncio.to_thread(stop, server)


def _home(folder: Path) -> Path:
    link = folder / ELSEWHERE
    return link.resolve() if link.is_symlink() else folder
