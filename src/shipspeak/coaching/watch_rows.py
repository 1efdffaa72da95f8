"""How far it is, for the pages: the newest word, twice a second, into the meeting's row."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from shipspeak.coaching import queries
from shipspeak.coaching.model import Meeting
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import Database, DatabaseUnreachable, TransactionLost, Tx
from shipspeak.jobs import say_length
from shipspeak.speech import Preview
from shipspeak.vault import KeyDestroyed

HEAR = "hear"
"""The stage that counts the whole recording."""
EVERY = 0.5
"""Seconds: people see it move, and the database hardly notices."""


@dataclass(slots=True)
class RowWatcher:
    """A `Watcher` that any thread may call: it keeps only the newest, and `writing` writes that down."""

    database: Database
    shelf: Shelf
    meeting: Meeting
    _progress: tuple[str, int, int] | None = field(default=None, init=False)
    _preview: Preview | None = field(default=None, init=False)
    _length: int = field(default=0, init=False)

    def progress(self, stage: str, done: int, total: int) -> None:
        self._progress = (stage, done, total)

    def preview(self, preview: Preview) -> None:
        self._preview = preview

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """While the block runs."""
        task = asyncio.create_task(self._write_often())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _write_often(self) -> None:
        while True:
            # A database that starts again, or a meeting that was deleted, is no reason for the work to fail here.
            with contextlib.suppress(DatabaseUnreachable, TransactionLost, KeyDestroyed):
                await self._write()
            await asyncio.sleep(EVERY)

    async def _say_length(self, tx: Tx, stage: str, _: int, total: int) -> None:
        """How long the recording is, as soon as hearing it tells; again where it turns out longer."""
        if stage == HEAR and total > 1.1 * self._length:
            self._length = total
            await say_length(tx, self.meeting.id, total / 1000)

    async def _write(self) -> None:
        progress, self._progress = self._progress, None
        preview, self._preview = self._preview, None
        if progress is None and preview is None:
            return
        id, org = self.meeting.id, self.meeting.org
        async with self.database.tenant(org) as tx:
            if progress is not None:
                await queries.say_progress(tx, id, *progress)
                await self._say_length(tx, *progress)
            if preview is not None:
                await queries.keep_preview(tx, id, self.shelf.seal_preview(org, id, preview))
