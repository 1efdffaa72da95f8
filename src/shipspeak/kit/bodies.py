"""How much may come with a request before anybody has looked who sends it. Plain ASGI, like `headers`.

A framework reads a form or JSON whole before it asks who is there: without a bound, any program of this machine could
fill its memory. A door that takes recordings says so, once it knows who stands before it.
"""

import asyncio
from contextlib import suppress

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 1024 * 1024
"""Bytes: some hundred times the longest form or JSON that a door of ours takes."""
MOST_DROPPED, PATIENCE = 16 * 1024**3, 60
"""Bytes and seconds of what is refused that are read and dropped: some ten seconds on the same machine."""
_BOUND = "shipspeak.most"


def may_be_long(request: Request) -> None:
    """For a door that reads the body as a stream and bounds it by itself."""
    request.scope[_BOUND] = None


async def drop(request: Request) -> None:
    """Reads on and drops what still comes, within bounds. Answered while it still sends, a browser shows a broken
    connection instead of the answer.
    """
    dropped = 0
    with suppress(ClientDisconnect, RuntimeError, TimeoutError):  # it left; there is nothing more; it goes on too long
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                dropped += len(chunk)
                if dropped > MOST_DROPPED:
                    return


class Bodies:
    """Breaks a body off that goes on beyond the bound: 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[_BOUND] = MOST
        came = 0

        async def bounded() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if scope[_BOUND] is not None and came > scope[_BOUND]:
                # The one kind of error that FastAPI lets pass while it reads a body.
                raise HTTPException(413)
            return message

        await self._app(scope, bounded, send)
