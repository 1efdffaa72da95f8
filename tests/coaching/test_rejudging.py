"""Cards worded again when a model is told something better: real worker, gateway and backlog; a scripted provider."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shipspeak.ai import actions as ai
from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.later.backlog import Backlog
from shipspeak.ai.model import Ask, Reply, Respond, Usage
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.batches import ScriptedBatches
from shipspeak.ai.shown import status
from shipspeak.coaching import actions
from shipspeak.coaching.judged import NEWEST, prompt
from shipspeak.coaching.judged.prompt import FOLDER
from shipspeak.coaching.model import COACH, REJUDGE, Report, State, Upload, Wishes
from shipspeak.coaching.rejudging import ask_anew, rejudging
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tasks import Bench, coaching
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import AtHand, sealed_writer
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.jobs import Pace, run_worker
from shipspeak.outside import memory_files
from tests.ai.desk import Desk, desk
from tests.ai.till import accounts_differ, budget
from tests.coaching.judging import card, told
from tests.rules.catalogue import Admin

pytestmark = pytest.mark.engine

TRANSCRIPT = Path(__file__).parents[2] / "sample" / "product-review.vtt"
BETTER = "cards.9"
QUICK = Pace(lease=5, beat=1, look=0.1)
FIRST = "The answer stood at the end of your turn, behind what led to it."
SECOND = "Whoever asks listens for the answer first and for the way to it later."


def said(ask: Respond, text: str) -> Reply:
    answer = json.dumps({"cards": [card(one, text) for one in told(ask)["cards"]]})
    return Reply(answer, usage=Usage(input_tokens=6_000, output_tokens=900), tier="default", request_id="r")


@dataclass
class Judge:
    """A provider that words every card the same."""

    asked: list[Respond] = field(default_factory=list)

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        assert isinstance(ask, Respond)
        self.asked.append(ask)
        return said(ask, FIRST)

    async def close(self) -> None: ...


@dataclass
class Shop:
    """A worker with a key, and one meeting that it coached with a model."""

    at: Desk
    judge: Judge
    batches: ScriptedBatches
    backlog: Backlog
    bench: Bench
    meeting: UUID = field(default_factory=uuid4)

    async def accept(self, wishes: Wishes) -> None:
        vault = self.bench.shelf.vault
        vault.admit(DEFAULT_ORG, self.meeting)
        with sealed_writer(self.bench.files, vault, DEFAULT_ORG, self.meeting, "original/0") as writer:
            writer.write(TRANSCRIPT.read_bytes())
        uploads = (Upload("review.vtt", writer.stored),)
        async with self.bench.database.tenant(DEFAULT_ORG) as tx:
            await actions.accept(tx, self.bench.shelf, self.meeting, "t", uploads, wishes)

    async def work(self) -> None:
        """Until nothing is left to do."""
        stop, bench = asyncio.Event(), self.bench
        tasks = {COACH: coaching(bench), REJUDGE: rejudging(bench, lambda: None, BETTER)}
        at_work = asyncio.create_task(run_worker(bench.database, tasks, name="w", stop=stop, pace=QUICK))
        async with asyncio.timeout(60):
            while True:
                if not await self.at.rows("select 1 from run where state in ('waiting', 'working')"):
                    break
                await asyncio.sleep(0.05)
        stop.set()
        await at_work
        assert await self.at.rows("select problem from run where state = 'failed'") == []

    async def look(self) -> int:
        """As a worker does every five minutes, and what follows."""
        found = await ask_anew(self.bench, DEFAULT_ORG, BETTER)
        await self.work()
        return found

    async def batch(self, text: str = SECOND) -> int:
        """Hand in what waits and have it answered; how many were."""
        await self.backlog.hand_in(DEFAULT_ORG)
        for line in list(self.batches.handed_in.values())[-1]:
            self.batches.says[line.ask.content] = said(line.ask, text)
        return sum([await self.backlog.collect(DEFAULT_ORG) for _ in range(2)])

    async def report(self) -> Report:
        async with self.at.database.tenant(DEFAULT_ORG) as tx:
            return (await actions.read_report(tx, self.bench.shelf, self.meeting)).report

    async def shown(self) -> str:
        return status(await ai.status(self.at.database, DEFAULT_ORG))


@asynccontextmanager
async def shop(database: Database, worker: Database, folder: Path, judge: Judge | None = None) -> AsyncIterator[Shop]:
    own = '[routes]\ntranscribe = []\nrespond = ["gpt-6.1-terra"]\n'
    judge = judge or Judge()
    async with desk(database, folder, judge, own=own) as at:
        batches, catalogue = ScriptedBatches(None), Catalogue.read(folder / "ai.toml")
        backlog = Backlog(
            catalogue, {"openai": batches}, Teller(database), at.gateway._keyring, at.memory, database, at.vault
        )
        at_hand = AtHand(at.gateway, Books(database, catalogue), backlog)

        async def models() -> AtHand:
            return at_hand

        bench = Bench(worker, memory_files(), Shelf(at.vault), None, None, models=models)  # type: ignore[arg-type]  # nothing is heard
        yield Shop(at, judge, batches, backlog, bench)
        assert await accounts_differ(database) == []


@pytest.fixture
async def made(
    database: Database, worker_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shop]:
    """With a report of the newest prompt there is, and a better one beside it."""
    prompts = tmp_path / "prompts"
    shutil.copytree(FOLDER, prompts)
    shutil.copytree(prompts / NEWEST, prompts / BETTER)
    with (prompts / BETTER / "instructions.md").open("a") as file:
        file.write("Write plainly.\n")
    monkeypatch.setattr(import_module(prompt.__module__), "FOLDER", prompts)
    async with shop(database, worker_database, tmp_path) as made:
        await made.accept(Wishes(me="Maya", words=Where.PROVIDER))
        await made.work()
        assert len(made.judge.asked) == 1
        yield made


async def test_a_better_prompt_is_asked_by_batch_and_the_report_says_so(made: Shop) -> None:
    before = await made.report()
    assert before.findings.author.prompt == NEWEST
    assert await made.look() == 1
    assert await made.look() == 0, "its question waits already"
    assert (await made.report()) == before, "nothing changes before there is an answer"
    assert "coaching.judge  1" in await made.shown()

    assert await made.batch() == 1
    assert await made.look() == 1
    after = await made.report()
    assert len(made.judge.asked) == 1, "nobody was asked but the batch"
    assert {one.matters for one in after.findings.focus} >= {SECOND} != {FIRST}
    assert (after.findings.author.prompt, after.findings.author.model) == (BETTER, "gpt-6.1-terra")
    (note,) = [note for note in after.notes if "worded these cards again" in note]
    assert f"({NEWEST}, now {BETTER})" in note
    same = ("metrics", "scores", "marks", "dropped")
    assert all(getattr(after.findings, name) == getattr(before.findings, name) for name in same)
    assert (after.passages, after.plan, after.turns) == (before.passages, before.plan, before.turns)
    # Both are in what it cost, the second at half of the first's price.
    first, second = await made.at.rows("select cost_usd, feature from ai_attempt order by started_at")
    assert second["cost_usd"] * 2 == first["cost_usd"]
    assert after.made.cost_usd == float(first["cost_usd"] + second["cost_usd"])
    assert await made.look() == 0
    assert "For batches, at half the price: none." in await made.shown()


async def test_without_room_in_a_budget_it_waits_and_is_seen_to(made: Shop) -> None:
    await budget(made.at.database, "0.0001")
    await made.look()
    assert await made.backlog.hand_in(DEFAULT_ORG) == 0
    assert "for the next batch, or for money" in await made.shown()
    assert await made.look() == 0
    await budget(made.at.database, "1")
    assert await made.batch() == 1
    await made.look()
    assert (await made.report()).findings.author.prompt == BETTER


async def test_an_answer_of_no_use_leaves_the_older_cards(made: Shop) -> None:
    before = await made.report()
    await made.look()
    assert await made.batch("You always were a weak speaker.") == 1
    await made.look()  # it is told what is wrong, by batch too
    assert await made.batch("<b>Excellent</b>!") == 1
    await made.look()
    assert await made.report() == before
    assert await made.look() == 0, "it is not tried for ever"


async def test_who_no_longer_wants_a_provider_is_left_alone(made: Shop) -> None:
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        await actions.say_words(tx, made.bench.shelf, made.meeting, Where.HERE, alone=False)
    await made.work()
    assert (await made.report()).findings.author.model is None
    assert await made.look() == 0
    assert made.batches.handed_in == {}


async def test_a_wish_that_changes_meanwhile_goes_first(made: Shop) -> None:
    await made.look()
    assert await made.backlog.hand_in(DEFAULT_ORG) == 1
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("update meeting set version = version + 1 where id = $1", made.meeting)
    before = await made.report()
    assert await made.batch() == 1
    assert await made.look() == 0, "its report is not of what is wished for now"
    assert await made.report() == before


async def test_where_more_would_have_to_be_done_anew_the_report_stays(made: Shop, catalogue: Admin) -> None:
    before = await made.report()
    await catalogue.execute("delete from step where name like 'hear.%'")
    await made.look()
    assert await made.report() == before
    assert await made.look() == 0, "it is not tried for ever"
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, made.bench.shelf, made.meeting)).state is State.READY
