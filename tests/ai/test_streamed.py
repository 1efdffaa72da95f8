"""An answer that comes as it is written: the same answer however it is cut into pieces; none where it stands still."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._openai import FakeOpenAI
from shipspeak.ai import streamed
from shipspeak.ai.answers import BadAnswer
from shipspeak.ai.classify import Fault, Kind
from shipspeak.ai.errors import NotNow
from shipspeak.ai.model import Reply, Usage
from shipspeak.ai.openai_provider import OpenAIProvider
from shipspeak.ai.provider import Failed
from shipspeak.database import Database
from tests.ai.desk import COACH, WELL, desk
from tests.ai.till import accounts_differ

LONG = Reply('{"score": 3}' + " " * 400, usage=Usage(input_tokens=100, output_tokens=10), tier="default")
WHOLE = {"status": "completed", "output": []}
TO_TERRA = '[routes]\nrespond = ["gpt-6.1-terra"]\n'


def event(kind: str, end: str = "\n", **more: object) -> str:
    return f"event: {kind}{end}data: {json.dumps({'type': kind, **more})}{end}{end}"


async def of(pieces: Sequence[bytes], kind: str = "text/event-stream; charset=utf-8") -> bytes:
    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return await streamed.read(httpx2.Response(200, headers={"content-type": kind}, content=body()))


@given(st.sampled_from(["\n", "\r\n"]), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_pieces_of_any_size_make_the_same_answer(end: str, sizes: list[int]) -> None:
    text = f": a sign of life{end}{end}" + event("response.created", end) + event(streamed.BEGUN, end, delta="“ja”")
    left = (text + event("response.completed", end, response=WHOLE) + "data: [DONE]\n\n").encode()
    pieces = []
    while left:
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(left[:size])
        left = left[size:]
    assert json.loads(asyncio.run(of(pieces))) == WHOLE


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_whatever_else_comes_is_no_answer(pieces: list[bytes]) -> None:
    with pytest.raises(BadAnswer):
        asyncio.run(of([b"data: {\n\n", *pieces]))
    with pytest.raises(BadAnswer):
        asyncio.run(of([event("response.created").encode(), *(piece.replace(b"\n", b"") for piece in pieces)]))


async def test_a_server_that_does_not_stream_is_read_as_it_is() -> None:
    assert await of([b'{"sta', b'tus": 1}'], "application/json") == b'{"status": 1}'


async def test_an_error_in_the_middle_is_told_by_its_code() -> None:
    with pytest.raises(BadAnswer) as bad:
        await of([event(streamed.BEGUN).encode(), event("error", code="server_error", message="we fire Bo").encode()])
    assert (bad.value.status, bad.value.code) == (500, "server_error")


async def test_a_stream_without_an_end_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "MOST_BYTES", 1_000)
    with pytest.raises(BadAnswer):
        await of([event(streamed.BEGUN, delta="la").encode()] * 100)


async def test_a_model_that_stands_still_is_told_from_one_that_thinks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "STALL_S", 0.2)
    async with FakeOpenAI([LONG], streams=True, stops_after=3) as fake:
        real = OpenAIProvider(fake.url)
        began = time.monotonic()
        with pytest.raises(Failed) as failed:
            await real.send(COACH, "m", "sk", 30)
        assert failed.value.fault == Fault(Kind.TIMEOUT)
        assert time.monotonic() - began < 10
        # Longer silence before the first word is no reason to give up.
        monkeypatch.setattr(streamed, "STALL_S", 2.0)
        fake.stops_after, fake.takes_s, fake.tokens_s, fake.script = None, 4.0, 3_000, [LONG]
        assert (await real.send(COACH, "m", "sk", 30)).text == LONG.text
        await real.close()


@pytest.mark.engine
async def test_a_stream_that_is_cut_is_charged_as_estimated_and_asked_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was used stands in the last event alone."""
    monkeypatch.setattr(streamed, "STALL_S", 0.2)
    async with (
        FakeOpenAI([replace(WELL, text=LONG.text)], streams=True, stops_after=2) as fake,
        desk(database, tmp_path, OpenAIProvider(fake.url), own=TO_TERRA) as at,
    ):
        with pytest.raises(NotNow):
            await at.gateway.ask(at.caller, COACH, within_s=3)
        cut = await at.rows("select outcome, cost_usd, estimate_usd from ai_attempt")
        assert cut
        assert all(row["outcome"] == "uncertain" and row["cost_usd"] == row["estimate_usd"] > 0 for row in cut)
        monkeypatch.undo()
        fake.stops_after = None
        answer = await at.gateway.ask(at.caller, COACH)
        (well,) = await at.rows("select cost_usd, output_tokens from ai_attempt where outcome = 'answered'")
        assert (answer.cost_usd, well["output_tokens"]) == (well["cost_usd"], 10)
        assert await accounts_differ(database) == []
