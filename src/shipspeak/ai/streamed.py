"""An answer that comes as it is written (server-sent events): read to its end, given up when it stops in the middle.

Nothing of it is used before it is whole. What streaming brings is that a model that stands still can be told from one
that takes its time: without it both are silent until the deadline.
"""

import asyncio
from typing import TYPE_CHECKING

import msgspec

from shipspeak.ai.answers import BadAnswer
from shipspeak.ai.classify import Kind

if TYPE_CHECKING:
    import httpx2

STALL_S = 5.0
"""Seconds without a sign, once the answer has begun. Before that a model may think, and only the deadline ends it."""
MOST_BYTES = 8_000_000
"""Of a stream: a thousand times what the longest of our answers takes."""
BEGUN = "response.output_text.delta"
ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class _Event(msgspec.Struct):
    type: str = ""
    response: msgspec.Raw = msgspec.Raw()
    code: str | None = None


async def read(answer: "httpx2.Response") -> bytes:
    """The response object of the last event; the body as it is where the server does not stream.

    Raises BadAnswer, TimeoutError where it stood still, and what httpx2 raises where the connection broke.
    """
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        return await answer.aread()
    held, size, loop = b"", 0, asyncio.get_running_loop()
    async with asyncio.timeout(None) as patience:
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > MOST_BYTES:
                raise BadAnswer
            *events, held = (held + piece).replace(b"\r\n", b"\n").split(b"\n\n")
            for event in map(_event, events):
                if event.type in ENDS:
                    return bytes(event.response)
                if event.type == "error":
                    raise BadAnswer(Kind.STATUS, 500, event.code)
                if event.type == BEGUN or patience.when() is not None:
                    patience.reschedule(loop.time() + STALL_S)
    raise BadAnswer(Kind.CUT)


def _event(block: bytes) -> _Event:
    """Of its `data` lines; a comment (a sign of life) is an event without a type."""
    data = b"\n".join(line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:"))
    if not data or data == b"[DONE]":
        return _Event()
    try:
        return msgspec.json.decode(data, type=_Event)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadAnswer from None
