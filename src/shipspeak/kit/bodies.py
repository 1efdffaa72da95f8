"""How much may come with a request before anybody has looked who sends it. Plain ASGI, like `headers`.

A framework reads a form or JSON whole before it asks who is there: without a bound, any program of this machine could
fill its memory. A door that takes recordings says so, once it knows who stands before it.
"""

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 1024 * 1024
"""Bytes: some hundred times the longest form or JSON that a door of ours takes."""
_BOUND = "shipspeak.most"


def may_be_long(request: Request) -> None:
    """For a door that reads the body as a stream and bounds it by itself."""
    request.scope[_BOUND] = None


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
