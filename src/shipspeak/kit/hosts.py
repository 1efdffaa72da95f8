"""By which names this service may be asked for. Another site can point its name at this machine (DNS rebinding); then a
browser takes its pages and ours for one site, and only the Host header tells. Plain ASGI, like `headers`.
"""

import re
from collections.abc import Callable, Collection

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shipspeak.base import ShipSpeakError

_PORT = re.compile(r":\d*\Z")


class OtherName(ShipSpeakError):
    """This was asked for under a name that is not this machine's, so it was not done. Open the address that ./ship up
    printed.
    """

    status = 400
    exit_code = 77


class Hosts:
    """Answers what is asked for under any other name than `names` with `refusal`. `names`: "localhost", "[::1]"."""

    def __init__(
        self, app: ASGIApp, names: Collection[str], refusal: Callable[[Request, ShipSpeakError], Response]
    ) -> None:
        self._app, self._names, self._refusal = app, names, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            if _PORT.sub("", request.headers.get("host", "")).lower() not in self._names:
                await self._refusal(request, OtherName())(scope, receive, send)
                return
        await self._app(scope, receive, send)
