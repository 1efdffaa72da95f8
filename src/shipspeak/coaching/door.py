"""Whether one more recording may come in: asked before a byte of it is taken."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from shipspeak.coaching.waiting import Waiting
from shipspeak.database import Database
from shipspeak.jobs import Bounds, let_in


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


def announced(content_length: str | None) -> int | None:
    """What a request says of its own size; None where it says nothing that can be read."""
    return int(content_length) if content_length and content_length.isascii() and content_length.isdigit() else None


def _free(disk: Path | None) -> int | None:
    return None if disk is None else shutil.disk_usage(disk).free
