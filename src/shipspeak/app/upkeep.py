"""What a worker does beside its work: rounds that go on until it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from shipspeak.base import where

log = logging.getLogger(__name__)

PAUSE_S = 60.0
"""After an error that nobody planned for."""
Round = Callable[[], Awaitable[None]]


@asynccontextmanager
async def beside(*rounds: Round) -> AsyncIterator[None]:
    """All of `rounds` while the block lasts; when it is left they have ended, so what they use may be closed then."""
    tasks = [asyncio.create_task(_lasting(one)) for one in rounds]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _lasting(work: Round) -> None:
    """An unexpected error costs a minute, and not the upkeep until the next start. Its message may quote content."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 -- the last place: what nobody planned for
            log.error("upkeep met an unexpected %s\n%s", type(error).__qualname__, "\n".join(where(error)))  # noqa: TRY400 -- its text
        await asyncio.sleep(PAUSE_S)
