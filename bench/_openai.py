"""A fake of OpenAI's HTTP API that says what a script tells it to, down to cut connections. Loopback only."""

import asyncio
import json
import random
import re
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Ending, Reply, Usage


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class FakeOpenAI:
    """Says the lines of its script in turn, and the last of them for ever."""

    script: list[Reply | Fault]
    takes_s: float = 0.0
    """On average; each takes between half and half as much again."""
    heard: list[Heard] = field(default_factory=list)
    keep: bool = True
    """Remember what was heard."""
    tells_how_long: bool = False
    """As the text of each answer: the milliseconds that it spent here."""
    streams: bool = False
    """Questions that ask for it are answered piece by piece, as many a second as `tokens_s`."""
    tokens_s: float = 10_000.0
    stops_after: int | None = None
    """Pieces after which it stands still for a minute."""
    answer: Callable[[Heard], Reply | Fault] | None = None
    """Says it instead of the script."""
    moved_to: str | None = None
    """Where it sends everybody."""
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def _line(self, heard: Heard) -> Reply | Fault:
        if self.answer is not None:
            return self.answer(heard)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    async def _think(self, heard: Heard) -> None:  # noqa: ARG002 -- who cares for it overrides this
        await asyncio.sleep(self.takes_s * (0.5 + random.random()))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (heard := await _request(reader)) is not None:
                if self.keep:
                    self.heard.append(heard)
                line = self._line(heard)
                began = time.perf_counter()
                await self._think(heard)
                if isinstance(line, Fault) and line.kind is Kind.TIMEOUT:
                    await asyncio.sleep(60)
                if isinstance(line, Fault) and line.kind is Kind.CUT:
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-type: application/json\r\n\r\n{")
                    await writer.drain()
                    return
                if self.tells_how_long and isinstance(line, Reply):
                    line = replace(line, text=f"{1000 * (time.perf_counter() - began):.3f}")
                if self.streams and isinstance(line, Reply) and b'"stream":true' in heard.body:
                    await self._stream(writer, line)
                else:
                    writer.write(_moved(self.moved_to, heard.path) if self.moved_to else _http(line, heard.path))
                    await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):  # at the end of the loop
            return
        finally:
            writer.close()

    async def _stream(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        """As OpenAI does: a sign that it begins, the text in pieces of four characters, and all of it at the end."""
        head, _, body = _http(reply, "/v1/responses").partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith((b"content-type", b"content-length"))]
        kind = [b"content-type: text/event-stream; charset=utf-8", b"transfer-encoding: chunked"]
        writer.write(b"\r\n".join([*lines, *kind]) + b"\r\n\r\n")
        whole = json.loads(body)
        await _say(writer, "response.created", response=whole | {"status": "in_progress", "output": []})
        pieces = [reply.text[at : at + 4] for at in range(0, len(reply.text), 4)]
        for number, piece in enumerate(pieces):
            if number == self.stops_after:
                await asyncio.sleep(60)
            await asyncio.sleep(1 / self.tokens_s)
            await _say(writer, "response.output_text.delta", delta=piece)
        await _say(writer, f"response.{whole['status']}", response=whole)
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def _say(writer: asyncio.StreamWriter, kind: str, **more: object) -> None:
    event = f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()
    writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
    await writer.drain()


async def _request(reader: asyncio.StreamReader) -> Heard | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(first.split(" ")[1], headers, body)


def _http(line: Reply | Fault, path: str) -> bytes:
    status, headers, body = (200, *_answer(line, path)) if isinstance(line, Reply) else _refusal(line)
    headers |= {"content-type": "application/json", "content-length": str(len(body))}
    limits = line.limits
    told = {
        "x-request-id": line.request_id,
        "x-ratelimit-limit-requests": limits.requests,
        "x-ratelimit-remaining-requests": limits.requests_left,
        "x-ratelimit-limit-tokens": limits.tokens,
        "x-ratelimit-remaining-tokens": limits.tokens_left,
    }
    headers |= {name: str(value) for name, value in told.items() if value is not None}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


def _moved(to: str, path: str) -> bytes:
    return f"HTTP/1.1 307 Moved\r\nlocation: {to}{path.removeprefix('/v1')}\r\ncontent-length: 0\r\n\r\n".encode()


def _answer(reply: Reply, path: str) -> tuple[dict[str, str], bytes]:
    usage = reply.usage
    said: dict[str, object]
    if path.endswith("/models"):
        said = {"object": "list", "data": [{"id": "some-model", "object": "model", "created": 0, "owned_by": "nobody"}]}
        return {}, json.dumps(said).encode()
    if path.endswith("/audio/transcriptions"):
        said = {"text": reply.text, "languages": [{"code": "en"}]}
        if usage is not None:
            said["usage"] = {"type": "duration", "seconds": usage.audio_ms / 1000}
        return {}, json.dumps(said).encode()
    part = {"type": "output_text", "text": reply.text, "annotations": []}
    if reply.ending is Ending.REFUSED:
        part = {"type": "refusal", "refusal": reply.text}
    status = "incomplete" if reply.ending is Ending.TRUNCATED else "completed"
    message = {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": [part]}
    said = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_795_000_000,
        "model": "some-model",
        "status": status,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if reply.ending is Ending.TRUNCATED else None,
        "instructions": None,
        "metadata": {},
        "output": [{"type": "reasoning", "id": "rs_1", "summary": []}, message],
        "parallel_tool_calls": False,
        "service_tier": reply.tier,
        "temperature": None,
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
    }
    if usage is not None:
        details = {"cached_tokens": usage.cached_tokens, "cache_write_tokens": usage.cache_write_tokens}
        said["usage"] = {
            "input_tokens": usage.input_tokens,
            "input_tokens_details": details,
            "output_tokens": usage.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": usage.input_tokens + usage.output_tokens,
        }
    return {}, json.dumps(said).encode()


def _refusal(fault: Fault) -> tuple[int, dict[str, str], bytes]:
    if fault.kind is Kind.GARBLED:
        return 200, {}, b'{"text": 3, "output": "'
    headers = {} if fault.retry_after_s is None else {"retry-after-ms": str(round(fault.retry_after_s * 1000))}
    error = {"message": "said for a person: it may quote what was asked", "code": fault.code, "type": fault.type}
    return fault.status or 500, headers, json.dumps({"error": error}).encode()


class _Even(FakeOpenAI):
    """Takes as long for a question as the last time, so that two ways to ask it can be compared. How long on average
    stands in its name: `opening-500.17` takes between 250 and 750 ms.
    """

    async def _think(self, heard: Heard) -> None:
        if heard.path.endswith("/models"):  # LiteLLM's proxy looks what there is when it starts: that is no question
            return
        found = re.search(rb'"prompt_cache_key": ?"\w+-(\d+)\.\d+"', heard.body)
        assert found is not None
        await asyncio.sleep(int(found[1]) / 1000 * (0.5 + zlib.crc32(found[0][-8:]) / 2**32))


async def _alone() -> None:
    """In a process of its own, so that what it costs is not counted as ours."""
    said = Reply('{"score": 3}', usage=Usage(input_tokens=600, output_tokens=40), tier="default", request_id="req_1")
    async with _Even([said], keep=False, tells_how_long=True) as fake:
        print(fake.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_alone())
