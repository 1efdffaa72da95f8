"""News of meetings for the pages that wait for them: one listening connection for each process, however many wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from uuid import UUID

from shipspeak.database import listen
from shipspeak.jobs import CHANNEL as QUEUE

CHANNEL = "meeting"
FRESH = 60.0
"""Seconds that the length of the queue is believed: workers say it every few seconds, while there are any."""


class Waiting:
    """Fans out PostgreSQL's notices. A notice carries ids alone; whoever waits looks for itself what is new."""

    def __init__(self) -> None:
        self._bells: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._queue, self._queue_at = 0, float("-inf")

    @property
    def queue(self) -> int | None:
        """Runs of all organisations that have not ended, as the workers last said; None: not known."""
        return self._queue if monotonic() - self._queue_at < FRESH else None

    async def run(self, url: str) -> None:
        """For as long as the process lives."""
        async for payload in listen(url, CHANNEL, QUEUE):
            if payload is None:
                # The connection is new: anything may have happened before.
                for bells in self._bells.values():
                    _ring(bells)
            elif payload.isdecimal():
                self._queue, self._queue_at = int(payload), monotonic()
            else:
                _ring(self._bells.get(UUID(payload.split()[1]), set()))

    @asynccontextmanager
    async def bell(self, meeting: UUID) -> AsyncIterator[asyncio.Event]:
        """An event that is set when something is new; clear it, look, wait again."""
        bell = asyncio.Event()
        self._bells[meeting].add(bell)
        try:
            yield bell
        finally:
            self._bells[meeting].discard(bell)
            if not self._bells[meeting]:
                del self._bells[meeting]


def _ring(bells: set[asyncio.Event]) -> None:
    for bell in bells:
        bell.set()
