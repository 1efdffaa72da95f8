"""A bad road to someone else's server: a reverse proxy of ours that loses, cuts and spoils answers by a schedule.

Others' servers throw dice when they are asked for chaos; here the same requests fail each time, so that a fault found
once is found again.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class Fate(StrEnum):
    WELL = "well"
    DROPPED = "dropped"
    """The request never arrives: the connection ends without a word."""
    CUT = "cut"
    """The server answers, and the connection breaks in the middle of it."""
    SPOILED = "spoiled"
    """The answer arrives with its body overwritten."""
    BUSY = "busy"
    """503, before the server has heard of it."""


def one_in(every: int, fate: Fate, seed: int) -> list[Fate]:
    """A thousand requests of which exactly one in `every` meets `fate`, at places that the seed picks."""
    fates = [fate if n % every == 0 else Fate.WELL for n in range(1000)]
    random.Random(seed).shuffle(fates)
    return fates


@dataclass
class Road:
    """To `host`:`port`. Requests meet the fates in turn; whoever comes after the last of them fares well."""

    host: str
    port: int
    fates: Sequence[Fate]
    met: list[Fate] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _message(reader):
                fate = self.fates[len(self.met)] if len(self.met) < len(self.fates) else Fate.WELL
                self.met.append(fate)
                if fate is Fate.DROPPED:
                    return
                answer = _BUSY if fate is Fate.BUSY else await self._forward(request)
                writer.write(_on_the_way(answer, fate))
                await writer.drain()
                if fate is Fate.CUT:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _forward(self, request: bytes) -> bytes:
        """On a connection of its own: what happens to one request happens to no other."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        head, _, body = request.partition(b"\r\n\r\n")
        writer.write(head + b"\r\nconnection: close\r\n\r\n" + body)
        try:
            return await _answer(reader)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


_SAID = b'{"error": {"message": "busy", "type": "server_error", "code": "server_is_overloaded"}}'
_BUSY = b"HTTP/1.1 503 Busy\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(_SAID) + _SAID


def _on_the_way(answer: bytes, fate: Fate) -> bytes:
    if fate is Fate.CUT:
        head, gap, body = answer.partition(b"\r\n\r\n")
        return head + gap + body[: len(body) // 2]
    if fate is Fate.SPOILED:
        head, gap, body = answer.partition(b"\r\n\r\n")
        return head + gap + body.replace(b"{", b"?")
    return answer


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """A whole answer; a stream's last piece says that it is the last, and the connection may stay open behind it."""
    head = await reader.readuntil(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return head + await reader.read()
    body = b""
    while not body.endswith(b"0\r\n\r\n"):
        body += await reader.readuntil(b"\r\n")
    return head + body


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request, head and body; nothing where the client has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    return head + await reader.readexactly(length)


@asynccontextmanager
async def road(url: str, fates: Sequence[Fate]) -> AsyncIterator[tuple[str, Road]]:
    """The address of a road to the server at `url`, and what was met on it."""
    to = urlsplit(url)
    assert to.hostname is not None
    assert to.port is not None
    way = Road(to.hostname, to.port, fates)
    server = await asyncio.start_server(way.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{to.path}", way
    finally:
        server.close()
