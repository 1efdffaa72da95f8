"""OpenAI and whoever speaks its protocol, by the official client with its own retries switched off.

The client builds the request; the answer is read by us, into what we use of it: a status word or a field that is new
must not break a call that was paid for.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from shipspeak.ai.deciding.answers import BadAnswer, response, transcription
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.deciding.headers import limits, retry_after
from shipspeak.ai.model import Ask, Reply, Respond, Transcribe
from shipspeak.ai.providers import streamed
from shipspeak.ai.providers.provider import Failed
from shipspeak.base import keep_loaded

if TYPE_CHECKING:
    import openai

CONNECT_S = 5.0
UNREAD = {"X-Stainless-Raw-Response": "stream"}
"""Has the client hand over an answer whose body is still to come."""
MOST_CLIENTS = 16


class OpenAIProvider:
    """One endpoint. Connections are kept open between calls and keys."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._clients: dict[str, openai.AsyncOpenAI] = {}

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        client = self._client(key)
        # Imported by `_client`: half a second that only who asks a model waits for.
        import httpx2  # noqa: PLC0415 -- comes with the client
        import openai  # noqa: PLC0415

        raw: Any = None
        try:
            async with asyncio.timeout(within_s):
                if isinstance(ask, Transcribe):
                    raw = await _transcribe(client, ask, model)
                    reply = transcription(raw.content)
                else:
                    raw = await _respond(client, ask, model)
                    reply = response(await streamed.read(raw))
        except openai.APIStatusError as error:
            raise Failed(refused(error)) from None
        except openai.APIConnectionError as error:
            raise Failed(Fault(_how_it_broke(error))) from None
        except httpx2.TransportError:  # in the middle of the answer
            raise Failed(Fault(Kind.CUT)) from None
        except TimeoutError:
            raise Failed(Fault(Kind.TIMEOUT)) from None
        except BadAnswer as bad:
            fault = Fault(bad.kind, bad.status, bad.code, request_id=raw.headers.get("x-request-id"))
            raise Failed(fault) from None
        finally:
            if isinstance(raw, httpx2.Response):
                await raw.aclose()
        return replace(reply, request_id=raw.headers.get("x-request-id"), limits=limits(raw.headers))

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def _client(self, key: str) -> "openai.AsyncOpenAI":
        if key not in self._clients:
            if len(self._clients) >= MOST_CLIENTS:  # keys that were rotated away
                self._clients.pop(next(iter(self._clients)))
            self._clients[key] = official(self._url, key)
        return self._clients[key]


def official(url: str, key: str, **more: Any) -> "openai.AsyncOpenAI":  # noqa: ANN401 -- the client's own options
    """The official client as we use it. It does not go where an answer sends it: what is asked leaves for the address
    that was given, and for no other.
    """
    import openai  # noqa: PLC0415 -- half a second that only who asks waits for

    _once_loaded()
    return openai.AsyncOpenAI(
        api_key=key,
        base_url=url,
        max_retries=0,
        timeout=openai.Timeout(None, connect=CONNECT_S),
        http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        **more,
    )


@cache
def _once_loaded() -> None:

    logging.getLogger("openai").setLevel(logging.WARNING)  # its debug level writes down what was asked
    keep_loaded()


async def _transcribe(client: "openai.AsyncOpenAI", ask: Transcribe, model: str) -> Any:  # noqa: ANN401 -- the client's raw answer
    more: dict[str, Any] = {}
    if ask.prompt:
        more["prompt"] = ask.prompt
    if ask.keywords:
        more["keywords"] = list(ask.keywords)
    if ask.languages:
        more["languages"] = list(ask.languages)
    return await client.audio.transcriptions.with_raw_response.create(
        file=(f"clip.{ask.form}", ask.audio), model=model, response_format="json", **more
    )


async def _respond(client: "openai.AsyncOpenAI", ask: Respond, model: str) -> Any:  # noqa: ANN401 -- likewise
    """By the client's plain `post`: its typed method walks the question once more for each of its parts, and its own
    reading of a stream makes an object of each piece.
    """
    import httpx2  # noqa: PLC0415 -- comes with the client

    body = {"model": model, "stream": True, **response_request(ask)}
    return await client.post("/responses", cast_to=httpx2.Response, body=body, options={"headers": UNREAD})


def response_request(ask: Respond) -> dict[str, Any]:
    """The question as `/responses` takes it, but for the model."""
    form = {"type": "json_schema", "name": ask.name, "schema": msgspec.json.decode(ask.schema), "strict": True}
    return {
        "instructions": ask.instructions,
        "input": ask.content,
        "text": {"format": form},
        "max_output_tokens": ask.most_tokens,
        "prompt_cache_key": f"{ask.name}-{ask.version}",
        "store": False,  # not kept by the provider for later retrieval
    }


def refused(error: "openai.APIStatusError") -> Fault:
    headers: Mapping[str, str] = error.response.headers
    return Fault(
        Kind.STATUS,
        error.status_code,
        error.code,
        error.type if isinstance(error.type, str) else None,
        retry_after(headers),
        error.request_id,
        limits(headers),
    )


def _how_it_broke(error: "openai.APIConnectionError") -> Kind:
    """Whether anything can have been sent."""
    import httpx2  # noqa: PLC0415 -- comes with the client

    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.UnsupportedProtocol):
        return Kind.CONNECT
    return Kind.TIMEOUT if isinstance(cause, httpx2.TimeoutException) else Kind.CUT
