"""A model that is asked through the real gateway: names stay here, money is booked, and a refusal leaves the rules."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from shipspeak.ai import Caller, Purse
from shipspeak.ai.deciding.backoff import MOST_TRIES
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Reply, Respond, Usage
from shipspeak.coaching.judged import FEATURE, prompt, write
from shipspeak.coaching.judged.coach import USELESS
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Findings
from shipspeak.coaching.paid import Counted, sent_before
from shipspeak.coaching.tools import Asker, Tools
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import memory_files
from tests.ai.desk import NO_MONEY, Desk, desk
from tests.ai.till import accounts_differ, budget
from tests.coaching.judging import RECORDED, rules, sheet, spoken

pytestmark = pytest.mark.engine

HEARD = spoken(lines=slice(24, 60))
NAMES = ("Maya", "Tom", "Lena", "Gordon")


def reply(answer: object) -> Reply:
    return Reply(json.dumps(answer), usage=Usage(input_tokens=6_000, cached_tokens=3_000, output_tokens=900))


@pytest.fixture
async def at(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(database, tmp_path, own='[routes]\nrespond = ["gpt-6.1-terra"]\n') as made:
        yield made
        assert await accounts_differ(database) == []


async def reworded(at: Desk, asker: Asker | None = None, again: int = 0) -> Findings:
    found = rules(HEARD)
    caller = Caller(DEFAULT_ORG, FEATURE, meeting=at.meeting)
    return await write(asker or at.gateway, caller, sheet(HEARD, found), found, prompt(), NAMES, again=again)


async def test_names_stay_here_and_the_answer_is_booked_and_remembered(at: Desk) -> None:
    at.openai.go_on_with([reply(RECORDED["careful"][0][0])])
    first, again = await reworded(at), await reworded(at)
    (asked,) = at.openai.asked
    assert isinstance(asked.ask, Respond)
    assert not {name.casefold() for name in NAMES} & set(tokens(asked.ask.content))
    assert first.focus == again.focus
    assert "Gordon asked for your recommendation." in first.focus[0].happened
    (row,) = await at.rows("select feature, cost_usd, meeting_id from ai_attempt")
    assert (row["feature"], row["meeting_id"], float(row["cost_usd"])) == (FEATURE, at.meeting, first.author.usd)
    assert (first.author.model, again.author.usd) == ("gpt-6.1-terra", 0)


async def test_who_asks_again_is_not_given_the_useless_answer_that_is_remembered(at: Desk) -> None:
    at.openai.go_on_with([reply({"cards": []}), reply(RECORDED["careful"][0][0])])
    assert (await reworded(at)).author.why == USELESS
    assert (await reworded(at, again=1)).author.why == ""
    assert len(at.openai.asked) == 2
    assert (await reworded(at, again=2)).author.why == ""
    assert len(at.openai.asked) == 3


async def test_words_that_left_are_counted_when_they_leave_and_not_when_an_answer_is_at_hand(at: Desk) -> None:
    at.openai.go_on_with([reply(RECORDED["careful"][0][0])])
    tools = Tools(DEFAULT_ORG, at.meeting, memory_files(), at.vault, None, None, None)  # type: ignore[arg-type]  # nothing is heard
    asker = Counted(at.gateway, tools, 179)
    for _ in range(3):
        await reworded(at, asker)
        await at.gateway.settled()
    assert len(at.openai.asked) == 1
    assert sent_before(tools).words == 179


async def test_question_and_repair_are_two_attempts_with_one_beginning(at: Desk) -> None:
    at.openai.go_on_with([reply(answer) for answer in RECORDED["careless"][0]])
    after = await reworded(at)
    first, second = (asked.ask for asked in at.openai.asked)
    assert isinstance(first, Respond)
    assert isinstance(second, Respond)
    assert second.content.startswith(first.content)
    assert len(await at.rows("select 1 from ai_attempt")) == after.author.asked == 2


async def test_whatever_is_tried_for_it_costs_no_more_than_was_quoted(at: Desk) -> None:
    """An answer that breaks off counts as its estimate, and a question may be tried four times."""
    at.openai.go_on_with([Fault(Kind.CUT)] * 8)
    found, quoted = rules(HEARD), Decimal("0.0500")
    caller = Caller(DEFAULT_ORG, FEATURE, meeting=at.meeting, purse=Purse(quoted))
    after = await write(at.gateway, caller, sheet(HEARD, found), found, prompt(), NAMES)
    spent = sum(row["cost_usd"] for row in await at.rows("select cost_usd from ai_attempt"))
    assert 0 < spent <= quoted
    assert len(at.openai.asked) < MOST_TRIES
    assert (after.focus, after.author.why) == (found.focus, "no model answered in time")


async def test_where_the_provider_has_no_money_for_us_the_rules_coach(at: Desk) -> None:
    at.openai.go_on_with([NO_MONEY])
    after = await reworded(at)
    assert (after.focus, after.author.why) == (rules(HEARD).focus, "the provider has no money left for us")


async def test_where_a_budget_has_no_room_the_rules_coach_and_nothing_is_sent(at: Desk) -> None:
    await budget(at.database, "0.001")
    after = await reworded(at)
    assert (after.focus, after.author.why) == (rules(HEARD).focus, "the budget did not allow it")
    assert at.openai.asked == []
