"""Weeks worded by batches: real worker, gateway, backlog and ledger; a scripted provider, and a stranger's."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from shipspeak.accounts.model import Actor, Role
from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.later.backlog import Backlog
from shipspeak.ai.model import Reply, Usage
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.openai_batches import OpenAIBatches
from shipspeak.coaching import actions
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import AtHand
from shipspeak.coaching.waiting import Waiting
from shipspeak.coaching.weeks import pages
from shipspeak.coaching.weeks.model import FEATURE
from shipspeak.coaching.weeks.wording import word
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.kit.page import money
from tests.ai.servers import aimock
from tests.ai.till import budget
from tests.coaching.test_rejudging import Shop, shop
from tests.coaching.test_weeks_words import answer
from tests.rules.catalogue import Admin

pytestmark = pytest.mark.engine

LATER = datetime.now(UTC).date() + timedelta(days=8)
"""When this week is over."""
GOOD = answer("What came back in your meetings is {a}, so listen for it.", "Keep {b} as it is, and begin with it.")
USED = Usage(input_tokens=2_000, output_tokens=100)


@pytest.fixture
async def made(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[Shop]:
    """Two meetings of one week, coached with a model."""
    async with shop(database, worker_database, tmp_path) as made:
        async with database.tenant(DEFAULT_ORG) as tx:
            await tx.execute("delete from meeting where id = $1", made.at.meeting)  # of the desk: it has no content
        for number in (1, 2):
            made.meeting = UUID(int=number)
            await made.accept(Wishes(me="Maya", words=Where.PROVIDER))
        await made.work()
        yield made


async def look(made: Shop, today: date = LATER) -> int:
    return await word(made.bench, DEFAULT_ORG, today)


async def batch(made: Shop, text: str) -> list[str]:
    """Hand in what waits and have it answered; the questions."""
    await made.backlog.hand_in(DEFAULT_ORG)
    asked = [line.ask.content for line in list(made.batches.handed_in.values())[-1]]
    for content in asked:
        made.batches.says[content] = Reply(text, usage=USED)
    for _ in range(2):
        await made.backlog.collect(DEFAULT_ORG)
    return asked


async def page(made: Shop) -> str:
    at_hand = await made.bench.models()
    assert at_hand is not None
    desk = Desk(made.at.database, made.bench.files, made.bench.shelf, Waiting(), books=at_hand.books)
    return await pages.show(Actor(DEFAULT_ORG, Role.COACHED), desk)


async def spent(made: Shop) -> list[dict[str, object]]:
    return await made.at.rows(f"select cost_usd, outcome, tier from ai_attempt where feature = '{FEATURE}'")


async def test_a_week_that_is_over_is_worded_by_batch_and_the_page_says_by_whom_and_for_how_much(made: Shop) -> None:
    judged = len(made.judge.asked)
    assert await look(made, datetime.now(UTC).date()) == 0, "it is not over"
    assert await look(made) == 0
    assert FEATURE in await made.shown()
    assert "In the words of" not in await page(made)
    assert "in 2 of 2 meetings: " in await page(made)
    (asked,) = await batch(made, GOOD)
    assert "Maya" not in asked
    assert await look(made) == 1
    assert len(made.judge.asked) == judged, "nobody was asked but the batch"
    html = await page(made)
    assert "In the words of gpt-6.1-terra (prompt weeks.1)" in html
    assert "What came back in your meetings is “" in html
    (row,) = await spent(made)
    assert row["outcome"] == "answered"
    assert f"at half price: {money(row['cost_usd'])}." in html
    assert await look(made) == 0
    assert made.batches.handed_in.keys() == {"batch-1"}


async def test_the_cost_of_each_week_is_its_own_and_asked_for_all_of_them_at_once(made: Shop, catalogue: Admin) -> None:
    await catalogue.execute("update meeting set created_at = created_at - interval '7 days' where id = $1", UUID(int=1))
    await look(made)
    await batch(made, answer("What came back in your meetings is {a}."))
    assert await look(made) == 2
    at_hand = await made.bench.models()
    assert at_hand is not None
    costs = await at_hand.books.cost_of(DEFAULT_ORG, FEATURE, [UUID(int=1), UUID(int=2), UUID(int=3)])
    rows = await made.at.rows(f"select meeting_id, cost_usd from ai_attempt where feature = '{FEATURE}'")
    assert costs == {row["meeting_id"]: row["cost_usd"] for row in rows}
    assert costs.keys() == {UUID(int=1), UUID(int=2)}
    shown = re.findall(r"at half price: (\$[0-9.]*[0-9])", await page(made))
    assert sorted(shown) == sorted(money(usd) for usd in costs.values())


async def test_an_answer_that_is_wrong_is_told_why_once_and_then_code_writes(made: Shop) -> None:
    await look(made)
    await batch(made, answer("Excellent work in 3 of 4 meetings, with {a}."))
    assert await look(made) == 0
    (again,) = await batch(made, "no form at all")
    assert "what is wrong with it" in again
    assert await look(made) == 1
    html = await page(made)
    assert "its answer could not be used: these words are ours" in html
    assert "It came up again: “" in html
    assert "Excellent" not in html
    assert await look(made) == 0, "it is not tried for ever"
    assert len(await spent(made)) == 2


async def test_without_a_wish_for_a_provider_in_each_meeting_nothing_is_asked(made: Shop) -> None:
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        await actions.say_words(tx, made.bench.shelf, made.meeting, Where.HERE, alone=False)
    await made.work()
    assert await look(made) == 0
    assert FEATURE not in await made.shown()


async def test_without_room_in_a_budget_it_waits(made: Shop) -> None:
    await budget(made.at.database, "0.0001")
    await look(made)
    assert await made.backlog.hand_in(DEFAULT_ORG) == 0
    assert await spent(made) == []
    await budget(made.at.database, "1")
    await batch(made, GOOD)
    assert await look(made) == 1


async def test_a_week_that_changes_is_worded_anew_and_a_deleted_meeting_takes_its_words_along(
    made: Shop, catalogue: Admin
) -> None:
    await look(made)
    await batch(made, GOOD)
    assert await look(made) == 1
    made.meeting = UUID(int=3)
    await made.accept(Wishes(me="Maya", words=Where.PROVIDER))
    await made.work()
    assert "In the words of" not in await page(made), "they were said of two meetings"
    await look(made)
    assert await made.at.rows("select from week_words") == []
    await batch(made, GOOD)
    assert await look(made) == 1
    (row,) = await made.at.rows("select meeting_id from week_words")
    made.at.vault.shred(DEFAULT_ORG, row["meeting_id"])
    assert "In the words of" not in await page(made)
    await catalogue.execute("delete from meeting where id = $1", row["meeting_id"])
    assert await made.at.rows("select from week_words") == []


async def test_over_a_server_that_nobody_here_wrote_an_answer_of_no_use_ends_in_our_words(
    made: Shop, tmp_path: Path
) -> None:
    """aimock answers batches with a sentence of its own."""
    async with aimock([], tmp_path) as url:
        at, database = made.at, made.at.database
        catalogue = Catalogue.read(tmp_path / "ai.toml")
        taken = {"openai": OpenAIBatches(url)}
        backlog = Backlog(catalogue, taken, Teller(database), at.gateway._keyring, at.memory, database, at.vault)
        at_hand = AtHand(at.gateway, Books(database, catalogue), backlog)

        async def models() -> AtHand:
            return at_hand

        bench = replace(made.bench, models=models)
        for handed_in in (1, 1):
            assert await word(bench, DEFAULT_ORG, LATER) == 0
            assert await backlog.hand_in(DEFAULT_ORG) == handed_in
            assert sum([await backlog.collect(DEFAULT_ORG) for _ in range(3)]) == 1
        assert await word(bench, DEFAULT_ORG, LATER) == 1
    assert "its answer could not be used: these words are ours" in await page(made)
    assert len(await spent(made)) == 2
