"""Whether one more recording may come in: asked before a byte of it is taken."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from shipspeak.coaching.waiting import Waiting
from shipspeak.database import Database
from shipspeak.jobs import Bounds, let_in, refuse_full

LOOK = 8 * 1024 * 1024
"""Bytes between two looks."""


@dataclass(frozen=True, slots=True)
class Door:
    bounds: Bounds
    disk: Path | None
    """Where recordings are kept; None: in a store that has no end."""

    async def pass_through(self, database: Database, waiting: Waiting, org: UUID, coming: int | None) -> None:
        """coming: bytes announced. Raises YourQueueFull, QueueFull, DiskNearlyFull."""
        free = await asyncio.to_thread(_free, self.disk)
        async with database.tenant(org) as tx:
            await let_in(tx, self.bounds, total=waiting.queue, free=free, coming=coming)

    async def keep_open(self, arriving: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """`arriving` as it comes; looks again every few megabytes whether the disk still has room: what was announced
        when others had announced nothing yet, or was never announced, must not fill it. Raises DiskNearlyFull.
        """
        since = LOOK
        async for chunk in arriving:
            since += len(chunk)
            if since >= LOOK:
                since = 0
                refuse_full(self.bounds, await asyncio.to_thread(_free, self.disk), 0)
            yield chunk


def announced(content_length: str | None) -> int | None:
    """What a request says of its own size; None where it says nothing that can be read."""
    return int(content_length) if content_length and content_length.isascii() and content_length.isdigit() else None


def _free(disk: Path | None) -> int | None:
    return None if disk is None else shutil.disk_usage(disk).free
