"""PostgreSQL of a bench's own, empty but for our tables; nothing of it is left afterwards."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shipspeak.database import ADMIN, Server, ensure_database, migrate, start, stop


@contextmanager
def own_server(name: str) -> Iterator[tuple[Path, Server]]:
    """A folder for whatever else the bench keeps, and the server in it. Not for inside an event loop."""
    folder = Path(tempfile.mkdtemp(prefix=f"shipspeak-{name}-"))
    folder.chmod(0o711)  # or, as root, the database would lie elsewhere, and stay there
    try:
        server = start(folder / "database")
        try:
            asyncio.run(_with_tables(server))
            yield folder, server
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _with_tables(server: Server) -> None:
    await ensure_database(server)
    await migrate(server.url(ADMIN), server.passwords)
