"""One command asks again, and the report follows: real worker, real gateway, real queue; a scripted provider."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.later.rounds import Round, backlog_round
from shipspeak.ai.model import Ask, Reply, Respond
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.provider import Failed
from shipspeak.ai.shown import replayed
from shipspeak.base import Settings
from shipspeak.coaching import actions
from shipspeak.coaching.model import Kind, Wishes
from shipspeak.coaching.resuming import Resuming
from shipspeak.coaching.terms import Where
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.desk import COACH, NO_MONEY, status
from tests.coaching.test_rejudging import FIRST, Judge, Shop, said, shop

pytestmark = pytest.mark.engine


class Poor(Judge):
    """Refuses until it is told that there is money."""

    fault = NO_MONEY
    rich = False

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        assert isinstance(ask, Respond)
        self.asked.append(ask)
        if not self.rich:
            raise Failed(self.fault)
        return said(ask, FIRST)


@pytest.fixture
async def poor(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[Shop]:
    async with shop(database, worker_database, tmp_path, Poor()) as made:
        yield made


def resuming(made: Shop, folder: Path, *, others_stay: bool = False) -> Resuming:
    """As another process: gateways of its own, that know nothing of what the worker's was told."""
    at, database = made.at, made.at.database

    def opened() -> Gateway:
        catalogue, ring = Catalogue.read(folder / "ai.toml"), Keyring(database, at.vault)
        return Gateway(catalogue, {"openai": made.judge}, Teller(database), ring, at.memory)

    return Resuming(database, made.bench.shelf, opened, others_stay)


async def typed(made: Shop, folder: Path, *, others_stay: bool = False) -> str:
    """What `./ship ai replay` does, and says."""
    return replayed(*await resuming(made, folder, others_stay=others_stay).now(DEFAULT_ORG))


async def letters(made: Shop) -> list[str]:
    return [row["state"] for row in await made.at.rows("select state from ai_letter")]


@pytest.mark.parametrize("code", ["credit_balance_exhausted", "invalid_value"])
async def test_the_report_is_made_again_with_the_answer_and_nobody_presses_anything(
    poor: Shop, tmp_path: Path, code: str
) -> None:
    judge = poor.judge
    assert isinstance(judge, Poor)
    judge.fault = NO_MONEY if code in str(NO_MONEY.name) else status(400, code)
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await poor.work()
    before = await poor.report()
    assert before.findings.author.model is None
    parked = judge.fault is NO_MONEY
    assert await letters(poor) == ["parked" if parked else "dead"]

    told = await typed(poor, tmp_path)
    assert code in told
    assert "Nothing need be pressed" not in told, "there is still no answer"
    judge.rich = True
    told = await typed(poor, tmp_path)
    assert f"Nothing need be pressed, and nothing is paid for twice:\n  /meetings/{poor.meeting}" in told
    asked = len(judge.asked)
    await poor.work()
    after = await poor.report()
    assert (after.findings.author.model, len(judge.asked)) == ("gpt-6.1-terra", asked), "it was remembered"
    assert await letters(poor) == ["answered"]
    (paid,) = await poor.at.rows("select count(*), sum(cost_usd) as usd from ai_attempt where outcome = 'answered'")
    assert paid["count"] == 1
    assert after.made.cost_usd == float(paid["usd"])


async def test_a_question_to_some_models_is_asked_again_of_the_same(poor: Shop, tmp_path: Path) -> None:
    """Of others it would be another question, whose answer nobody looks for."""
    judge = poor.judge
    assert isinstance(judge, Poor)
    own = tmp_path / "ai.toml"
    own.write_text(own.read_text().replace('["gpt-6.1-terra"]', '["gpt-6-luna", "gpt-6.1-terra"]'))
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await poor.work()
    judge.rich = True
    await typed(poor, tmp_path)
    assert await letters(poor) == ["answered"]
    (answered,) = await poor.at.rows("select model from ai_attempt where outcome = 'answered'")
    assert answered["model"] == "gpt-6.1-terra"


@pytest.mark.parametrize("by_program", [False, True])
async def test_what_was_asked_under_another_wish_is_not_asked_any_more(poor: Shop, *, by_program: bool) -> None:
    """It may hold what others said, and they are to stay here now, whichever door that was said at."""
    wishes = Wishes(me="Maya", words=Where.PROVIDER)
    await poor.accept(wishes)
    await poor.work()
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        if by_program:
            await actions.wish(tx, poor.bench.shelf, poor.meeting, replace(wishes, alone=True))
        else:
            await actions.say_words(tx, poor.bench.shelf, poor.meeting, Where.PROVIDER, alone=True)
    assert await letters(poor) == []


@pytest.mark.parametrize("change", ["me", "names", "kind"])
async def test_what_was_asked_of_another_voice_or_with_a_name_in_it_is_not_asked_any_more(
    poor: Shop, tmp_path: Path, change: str
) -> None:
    """Who is another now said it, or a name stands in it that is withheld now; and nobody pays for both questions."""
    judge = poor.judge
    assert isinstance(judge, Poor)
    wishes = Wishes(me="Maya", words=Where.PROVIDER, alone=True)
    await poor.accept(wishes)
    await poor.work()
    (before,) = judge.asked
    changed = replace(wishes, me="Gordon" if change == "me" else "Maya")
    changed = replace(changed, kind=Kind.ONE_ON_ONE) if change == "kind" else changed
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        names = {"S3": "Recommendation"} if change == "names" else None
        await actions.wish(tx, poor.bench.shelf, poor.meeting, changed, names)
    await poor.work()
    assert await letters(poor) == ["parked"], "the question of today's wishes"
    judge.rich = True
    await typed(poor, tmp_path)
    assert len(judge.asked) == 2
    assert before not in judge.asked[1:]


async def test_who_asks_once_more_leaves_what_waits(poor: Shop) -> None:
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await poor.work()
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await actions.ask_once_more(tx, poor.bench.shelf, poor.meeting)
    assert await letters(poor) == ["parked"]


async def test_an_installation_that_keeps_others_here_withdraws_what_was_put_aside_before(
    poor: Shop, tmp_path: Path
) -> None:
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await poor.work()
    asked = len(poor.judge.asked)
    told = await typed(poor, tmp_path, others_stay=True)
    assert "Not asked, and gone, as what their meetings' person wishes has changed: 1." in told
    assert (await letters(poor), len(poor.judge.asked)) == ([], asked)


async def test_what_waits_for_a_batch_is_withdrawn_where_others_stay_here_now(poor: Shop, tmp_path: Path) -> None:
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    (meeting,) = await poor.at.rows("select version from meeting where sealed <> ''")
    await poor.backlog.put(replace(poor.at.caller, meeting=poor.meeting, version=meeting["version"]), COACH)
    assert len(await poor.at.rows("select 1 from ai_later")) == 1
    settings, may = Settings(home=tmp_path), resuming(poor, tmp_path, others_stay=True).may
    assert await backlog_round(poor.at.database, poor.at.vault, settings, [DEFAULT_ORG], may) == Round(0, 0, 0)
    assert await poor.at.rows("select 1 from ai_later") == []


async def test_a_meeting_that_is_deleted_meanwhile_is_left_alone(poor: Shop, tmp_path: Path) -> None:
    await poor.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await poor.work()
    poor.at.vault.shred(DEFAULT_ORG, poor.meeting)
    told = await typed(poor, tmp_path)
    assert "Nothing need be pressed" not in told
