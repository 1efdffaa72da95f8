"""What every answer says to a browser. Plain ASGI: a few microseconds, and it does not hold back a stream."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Headers:
    """Adds `headers` to every answer that has not set them itself."""

    def __init__(self, app: ASGIApp, headers: Sequence[tuple[str, str]]) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in self._headers if h[0] not in given)]
            await send(message)

        await self._app(scope, receive, with_headers)


SECURITY = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    # Pages hold what people said: no copy in a shared cache or on the disk of the browser.
    ("cache-control", "no-store"),
)
