"""One class of tests for every provider: the real one, over a socket, and its scripted twin."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest

from bench._openai import FakeOpenAI
from shipspeak.ai.classify import Fault, Kind
from shipspeak.ai.model import Ending, Limits, Reply, Respond, Transcribe, Usage
from shipspeak.ai.openai_provider import OpenAIProvider
from shipspeak.ai.provider import Failed, Provider
from shipspeak.ai.scripted import ScriptedProvider
from tests.ai.desk import CLIP, COACH

LIMITS = Limits(500, 499, 200_000, 150_000)


class Stage:
    """A provider, and what it is told to say."""

    def __init__(self, provider: Provider, script: list[Reply | Fault]) -> None:
        self.provider = provider
        self._script = script

    async def hears(self, line: Reply | Fault, ask: Transcribe | Respond, within_s: float = 5) -> Reply | Fault:
        self._script[:] = [line]
        try:
            return await self.provider.send(ask, "some-model", "sk-some-key", within_s)
        except Failed as failed:
            return failed.fault


@pytest.fixture(params=["real", "streamed", "scripted"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    if request.param == "scripted":
        scripted = ScriptedProvider.saying(Reply(""))
        yield Stage(scripted, scripted.script)
        return
    async with FakeOpenAI([Reply("")], streams=request.param == "streamed") as fake:
        real = OpenAIProvider(fake.url)
        yield Stage(real, fake.script)
        await real.close()


class TestProvider:
    @pytest.mark.parametrize(
        "reply",
        [
            Reply("we ship", usage=Usage(audio_ms=30_500), request_id="req_7", limits=LIMITS),
            Reply("", usage=None),
            Reply("Ünïcode “quotes” 好", usage=Usage(audio_ms=1)),
        ],
    )
    async def test_it_transcribes(self, stage: Stage, reply: Reply) -> None:
        assert await stage.hears(reply, CLIP) == reply

    @pytest.mark.parametrize(
        "reply",
        [
            Reply('{"score": 3}', usage=Usage(900, 100, 50, 20), tier="flex", request_id="req_8", limits=LIMITS),
            Reply('{"sc', Ending.TRUNCATED, Usage(900, 0, 0, 100), "default"),
            Reply("", usage=None, tier="default"),
        ],
    )
    async def test_it_responds(self, stage: Stage, reply: Reply) -> None:
        assert await stage.hears(reply, COACH) == reply

    async def test_it_says_when_the_model_would_not_answer(self, stage: Stage) -> None:
        said = await stage.hears(Reply("", Ending.REFUSED, Usage(9, 0, 0, 9)), COACH)
        assert isinstance(said, Reply)
        assert (said.ending, said.usage) == (Ending.REFUSED, Usage(9, 0, 0, 9))

    @pytest.mark.parametrize(
        "fault",
        [
            Fault(Kind.STATUS, 429, "rate_limit_exceeded", "requests", 1.25, "req_9", LIMITS),
            Fault(Kind.STATUS, 429, "credit_balance_exhausted", "insufficient_quota"),
            Fault(Kind.STATUS, 401, "invalid_api_key", "invalid_request_error"),
            Fault(Kind.STATUS, 400, "invalid_value", "invalid_request_error"),
            Fault(Kind.STATUS, 503, "server_is_overloaded", "server_error"),
            Fault(Kind.STATUS, 502),
        ],
        ids=lambda fault: fault.name,
    )
    @pytest.mark.parametrize("ask", [CLIP, COACH], ids=["clip", "coach"])
    async def test_it_tells_refusals_by_their_code(self, stage: Stage, fault: Fault, ask: Transcribe | Respond) -> None:
        assert await stage.hears(fault, ask) == fault

    @pytest.mark.parametrize("kind", [Kind.CUT, Kind.GARBLED])
    async def test_it_tells_how_an_answer_broke(self, stage: Stage, kind: Kind) -> None:
        said = await stage.hears(Fault(kind), COACH)
        assert isinstance(said, Fault)
        assert said.kind is kind

    async def test_it_ends_in_time(self, stage: Stage) -> None:
        if isinstance(stage.provider, ScriptedProvider):
            stage.provider.takes_s = 60
        said = await stage.hears(Fault(Kind.TIMEOUT), COACH, within_s=0.2)
        assert said == Fault(Kind.TIMEOUT)


async def test_nobody_there_means_nothing_was_sent() -> None:
    real = OpenAIProvider("http://127.0.0.1:9/v1")
    with pytest.raises(Failed) as failed:
        await real.send(COACH, "m", "sk-some-key", 5)
    assert failed.value.fault == Fault(Kind.CONNECT)
    await real.close()


async def test_it_sends_what_was_agreed_once_and_asks_that_nothing_be_kept() -> None:
    async with FakeOpenAI([Fault(Kind.STATUS, 500), Reply("{}")]) as fake:
        real = OpenAIProvider(fake.url)
        with pytest.raises(Failed):
            await real.send(COACH, "gpt-6-luna", "sk-first", 5)
        await real.send(COACH, "gpt-6-luna", "sk-second", 5)
        await real.send(with_prompt(), "gpt-transcribe", "sk-second", 5)
        first, second, clip = fake.heard  # no retry of the client's own
        await real.close()
    assert (first.headers["authorization"], second.headers["authorization"]) == ("Bearer sk-first", "Bearer sk-second")
    asked = json.loads(second.body)
    assert (asked["store"], asked["text"]["format"]["strict"], asked["max_output_tokens"]) == (False, True, 100)
    assert (asked["instructions"], asked["input"]) == (COACH.instructions, COACH.content)
    assert clip.path == "/v1/audio/transcriptions"
    for part in (b'name="prompt"', b"Um, uh", b"gpt-transcribe", b'filename="clip.ogg"', CLIP.audio):
        assert part in clip.body


def with_prompt() -> Transcribe:
    return msgspec.structs.replace(CLIP, prompt="Um, uh, I mean", keywords=("ARR",), languages=("en",))


def test_a_fault_shows_nothing_of_what_the_provider_said() -> None:
    fault = Fault(Kind.STATUS, 400, "your text 'we fire Bo' is bad", None)
    assert str(Failed(fault)) == "http-400"
    assert replace(fault, code="invalid_value").name == "invalid_value"


async def test_it_does_not_go_where_an_answer_sends_it() -> None:
    """A redirect would take what was said in a meeting to an address that nobody has agreed to."""
    async with FakeOpenAI([Reply("{}")]) as elsewhere, FakeOpenAI([Reply("{}")]) as fake:
        fake.moved_to = elsewhere.url
        real = OpenAIProvider(fake.url)
        for ask in (COACH, CLIP):
            with pytest.raises(Failed) as failed:
                await real.send(ask, "some-model", "sk-some-key", 5)
            assert failed.value.fault.status == 307
        await real.close()
        assert (len(fake.heard), elsewhere.heard) == (2, [])
