"""Against software that nobody here wrote: aimock as OpenAI, llmock as its limits and as a judge of its clients."""

import asyncio
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from shipspeak.ai.deciding import backoff
from shipspeak.ai.errors import Parked
from shipspeak.ai.keys.keyring import add, revoke, weigh
from shipspeak.ai.model import PLATFORM, Caller
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.desk import CLIP, COACH, SECRET, desk
from tests.ai.road import Fate, one_in, road
from tests.ai.servers import aimock, llmock, verdict
from tests.ai.till import accounts_differ

pytestmark = pytest.mark.engine

TO_TERRA = '[routes]\nrespond = ["gpt-6.1-terra"]\ntranscribe = ["gpt-transcribe"]\n'
HEARD = {"transcription": {"text": "we ship on friday", "usage": {"type": "duration", "seconds": 30}}}
JUDGED = {"content": '{"score": 3}', "usage": {"prompt_tokens": 120, "completion_tokens": 9}}


def refused(status: int, code: str, type: str = "x") -> dict[str, object]:
    return {"error": {"message": "we ship on friday", "type": type, "code": code}, "status": status}


async def test_it_transcribes_and_judges_and_books_to_the_token_and_the_second(
    database: Database, tmp_path: Path
) -> None:
    fixtures = [
        {"match": {"endpoint": "transcription"}, "response": HEARD},
        {"match": {"model": "gpt-6.1-terra"}, "response": JUDGED},
    ]
    async with aimock(fixtures, tmp_path) as url, desk(database, tmp_path, OpenAIProvider(url), own=TO_TERRA) as at:
        heard = await at.gateway.ask(at.caller, CLIP)
        judged = await at.gateway.ask(at.caller, COACH)
        rows = await at.rows("select input_tokens, output_tokens, audio_ms from ai_attempt order by started_at")
    assert (heard.text, heard.cost_usd) == ("we ship on friday", Decimal("0.00225"))
    assert (judged.text, judged.cost_usd) == ('{"score": 3}', Decimal("0.000165"))
    assert [tuple(row.values()) for row in rows] == [(0, 0, 30_000), (120, 9, 0)]


async def test_keys_are_rotated_without_a_failed_call(database: Database, tmp_path: Path) -> None:
    """The drill: add, weigh, drain, revoke, while calls come in."""
    fixtures = [{"match": {"model": "gpt-6.1-terra"}, "response": JUDGED}]
    good = f"{SECRET}-main,{SECRET}-next"
    async with (
        aimock(fixtures, tmp_path, keys=good) as url,
        desk(database, tmp_path, OpenAIProvider(url), own=TO_TERRA) as at,
    ):
        ring, answered, stop = at.gateway._keyring, 0, asyncio.Event()

        async def calls() -> None:
            nonlocal answered
            while not stop.is_set():
                await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=str(answered)))
                answered += 1

        async def then(step: str) -> None:
            async with database.tenant(PLATFORM) as tx:
                match step:
                    case "add":
                        await add(tx, at.vault, "next", "openai", f"{SECRET}-next", None)
                    case "drain":
                        await weigh(tx, "main", 0)
                    case "revoke":
                        await revoke(tx, at.vault, "main")
            ring._looked = -1000
            seen = answered
            while answered < seen + 10:  # noqa: ASYNC110 -- the calls go on meanwhile
                await asyncio.sleep(0.01)

        at_work = asyncio.create_task(calls())
        for step in ("add", "drain", "revoke"):
            await then(step)
        stop.set()
        await at_work
        used = await at.rows("select key_name, outcome, count(*) from ai_attempt group by 1, 2 order by 1")
    assert answered >= 30
    assert {row["outcome"] for row in used} == {"answered"}
    assert {row["key_name"] for row in used} == {"main", "next"}


async def test_a_leaked_keys_successor_takes_over_where_the_provider_refuses_it(
    database: Database, tmp_path: Path
) -> None:
    fixtures = [{"match": {"model": "gpt-6.1-terra"}, "response": JUDGED}]
    async with (
        aimock(fixtures, tmp_path, keys=f"{SECRET}-next") as url,
        desk(database, tmp_path, OpenAIProvider(url), keys=("main", "next"), own=TO_TERRA) as at,
    ):
        for n in range(6):
            await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=str(n)))
        states = {row["name"]: row["state"] for row in await at.rows("select name, state from ai_key", PLATFORM)}
    assert states["next"] == "good"


async def test_no_money_is_parked_after_one_request(database: Database, tmp_path: Path) -> None:
    no_money = refused(429, "project_spend_limit_exceeded", "insufficient_quota")
    fixtures = [{"match": {"model": "gpt-6.1-terra"}, "response": no_money}]
    async with aimock(fixtures, tmp_path) as url, desk(database, tmp_path, OpenAIProvider(url), own=TO_TERRA) as at:
        with pytest.raises(Parked, match="project_spend_limit_exceeded"):
            await at.gateway.ask(at.caller, COACH)
        assert len(await at.attempts()) == 1


@pytest.mark.parametrize("fate", [Fate.DROPPED, Fate.CUT, Fate.SPOILED, Fate.BUSY])
async def test_a_bad_road_costs_no_answer_and_no_account(
    database: Database, tmp_path: Path, fate: Fate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request in five is lost, and there is nobody else to ask."""
    monkeypatch.setattr(backoff, "BASE_S", 0.01)
    fixtures = [{"match": {"model": "gpt-6.1-terra"}, "response": JUDGED}]
    async with (
        aimock(fixtures, tmp_path) as server,
        road(server, one_in(5, fate, seed=4)) as (url, way),
        desk(database, tmp_path, OpenAIProvider(url), own=TO_TERRA) as at,
    ):
        for n in range(25):
            answer = await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=str(n)))
            assert answer.text == JUDGED["content"]
        outcomes = [outcome for *_, outcome in await at.attempts()]
        assert await accounts_differ(database) == []
    assert way.met.count(fate) >= 3
    assert (len(outcomes), outcomes.count("answered")) == (len(way.met), 25)
    uncertain = outcomes.count("uncertain")
    assert uncertain == (0 if fate is Fate.BUSY else way.met.count(fate))  # what was sent may have been billed


async def test_a_judge_of_clients_finds_nothing_to_say(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """llmock allows 120 requests a minute and watches how its clients take it; the road loses one in twenty."""
    monkeypatch.setattr(backoff, "BASE_S", 0.1)
    own = TO_TERRA + "[providers.openai]\nrequests = 120\n"
    async with (
        llmock("--rpm", "120", "--log-level", "warning") as server,
        road(f"{server}/v1", one_in(20, Fate.BUSY, seed=4)) as (url, way),
        desk(database, tmp_path, OpenAIProvider(url), own=own) as at,
    ):
        nobody = Caller(DEFAULT_ORG, "coach")
        asks = [msgspec.structs.replace(COACH, version=str(n)) for n in range(125)]
        answers = await asyncio.gather(*(at.gateway.ask(nobody, ask, within_s=60) for ask in asks))
        status, said = await asyncio.to_thread(verdict, server)
        refusals = await at.rows("select count(*) from ai_attempt where code like '%rate%'")
    assert all(answer.text for answer in answers)
    assert Fate.BUSY in way.met
    assert status == 0, said
    assert refusals[0]["count"] < 10
