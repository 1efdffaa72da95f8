"""Batches at OpenAI and whoever speaks its protocol: a file of requests in, a file of answers and one of errors out."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from shipspeak.ai.batches import Line, Look, read
from shipspeak.ai.classify import Fault, Kind
from shipspeak.ai.openai_provider import official, refused, response_request
from shipspeak.ai.provider import Failed

if TYPE_CHECKING:
    import openai

WITHIN_S = 120.0
OVER = frozenset({"completed", "failed", "expired", "cancelled"})


class _Batch(msgspec.Struct):
    id: str
    status: str
    input_file_id: str
    output_file_id: str | None = None
    error_file_id: str | None = None


class OpenAIBatches:
    """One endpoint. A connection is opened for each visit: they are minutes apart."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        """`headers`: sent besides, for servers that want some."""
        self._url = url
        self._headers = headers

    async def hand_in(self, lines: Sequence[Line], model: str, key: str) -> str:
        body = b"\n".join(
            msgspec.json.encode(
                {
                    "custom_id": str(line.id),
                    "method": "POST",
                    "url": "/v1/responses",
                    "body": {"model": model, **response_request(line.ask)},
                }
            )
            for line in lines
        )
        async with self._client(key) as client:
            file = await client.files.create(file=("questions.jsonl", body), purpose="batch")
            made = await client.batches.with_raw_response.create(
                input_file_id=file.id, endpoint="/v1/responses", completion_window="24h"
            )
            return msgspec.json.decode(made.content, type=_Batch).id

    async def look(self, id: str, key: str) -> Look:
        async with self._client(key) as client:
            batch = await self._batch(client, id)
            if batch.status not in OVER:
                return Look(over=False)
            files = [await self._file(client, name) for name in (batch.output_file_id, batch.error_file_id) if name]
            return Look(over=True, said=read(*files))

    async def forget(self, id: str, key: str) -> None:
        async with self._client(key) as client:
            batch = await self._batch(client, id)
            for name in (batch.input_file_id, batch.output_file_id, batch.error_file_id):
                if name:
                    await client.files.delete(name)

    async def _batch(self, client: "openai.AsyncOpenAI", id: str) -> _Batch:
        raw = await client.batches.with_raw_response.retrieve(id)
        return msgspec.json.decode(raw.content, type=_Batch)

    async def _file(self, client: "openai.AsyncOpenAI", name: str) -> bytes:
        content: Any = await client.files.content(name)
        return bytes(content.content)

    @asynccontextmanager
    async def _client(self, key: str) -> AsyncIterator["openai.AsyncOpenAI"]:
        """What goes wrong inside is Failed."""
        import openai  # noqa: PLC0415 -- half a second that only who asks waits for

        try:
            async with (
                asyncio.timeout(WITHIN_S),
                official(self._url, key, default_headers=self._headers) as client,
            ):
                yield client
        except openai.APIStatusError as error:
            raise Failed(refused(error)) from None
        except openai.APIConnectionError:
            raise Failed(Fault(Kind.CUT)) from None
        except TimeoutError:
            raise Failed(Fault(Kind.TIMEOUT)) from None
        except msgspec.MsgspecError:
            raise Failed(Fault(Kind.GARBLED)) from None
