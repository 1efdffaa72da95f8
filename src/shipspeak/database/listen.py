"""What changed, told by PostgreSQL as it happens (LISTEN/NOTIFY)."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import asyncpg

from shipspeak.database.pool import LOST

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 5.0
_SIGN_OF_LIFE_S = 15.0
"""A connection over a network can die without a word; one question in this time finds out."""


async def listen(url: str, *channels: str) -> AsyncGenerator[str | None, None]:
    """Payloads of `channels` as they come; None at the start and after each broken connection.

    None means: something may have been missed, look for yourself. Never ends by itself: the server's death is waited
    out, growing from 0.1 s to 5 s between tries. Takes one connection of its own, directly, not through a transaction
    pooler. Close it with `aclose` (or `contextlib.aclosing`).
    """
    wait = _FIRST_WAIT_S
    while True:
        heard: asyncio.Queue[str | None] = asyncio.Queue()
        try:
            connection = await asyncpg.connect(url, timeout=10, command_timeout=10)
        except LOST:
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT_S, wait * 2)
            continue
        try:
            connection.add_termination_listener(lambda *_, heard=heard: heard.put_nowait(None))
            for channel in channels:
                await connection.add_listener(channel, lambda *call, heard=heard: heard.put_nowait(str(call[-1])))
            wait = _FIRST_WAIT_S
            yield None
            while not connection.is_closed():
                try:
                    # Not `wait_for`: before Python 3.12 it swallows a cancellation that comes together with news.
                    async with asyncio.timeout(_SIGN_OF_LIFE_S):
                        payload = await heard.get()
                except TimeoutError:
                    await connection.execute("select 1")
                    continue
                if payload is not None:
                    yield payload
        except LOST:
            pass
        finally:
            with contextlib.suppress(*LOST):
                await connection.close(timeout=2)
