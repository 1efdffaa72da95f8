"""What waits for money goes on by itself: real workers, gateways, queue and ledger; a scripted provider."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shipspeak.ai.asking.probe_queries import FIRST_S, LEASE_S, LONGEST_S, hold, let_go, take
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.errors import Parked
from shipspeak.ai.keys.keyring import add
from shipspeak.ai.model import PLATFORM, Ask, Ending, Reply
from shipspeak.ai.replaying import BeingAsked
from shipspeak.coaching import actions, resuming
from shipspeak.coaching.model import Report, Wishes
from shipspeak.coaching.report.setback import Told, setback
from shipspeak.coaching.resuming import resume_often
from shipspeak.coaching.terms import Where
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.desk import BUSY, COACH, WELL, add_meeting
from tests.ai.till import budget
from tests.app.test_replay import Poor, letters
from tests.app.test_replay import resuming as another_process
from tests.coaching.test_rejudging import Shop, shop

pytestmark = pytest.mark.engine

PAID = Wishes(me="Maya", words=Where.PROVIDER)


class Slow(Poor):
    """Something may happen while it thinks."""

    meanwhile: Callable[[], Awaitable[None]] | None = None
    ending = Ending.COMPLETE

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        await asyncio.sleep(0.05)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        if ask == COACH:
            return WELL
        return replace(await super().send(ask, model, key, within_s), ending=self.ending)


@pytest.fixture
def judge() -> Slow:
    return Slow()


@pytest.fixture
async def poor(database: Database, worker_database: Database, tmp_path: Path, judge: Slow) -> AsyncIterator[Shop]:
    """Two meetings whose reports were finished without the provider, as it has no money."""
    async with shop(database, worker_database, tmp_path, judge) as made:
        for _ in range(2):
            made.meeting = uuid4()
            await made.accept(PAID)
        await made.work()
        assert await letters(made) == ["parked", "parked"]
        yield made


async def look(made: Shop, folder: Path, *, after: float = 0) -> int:
    """As a worker does every minute, so many seconds later; how many questions went to the provider."""
    asked = len(made.judge.asked)
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(
            "update ai_probe set due_at = due_at - make_interval(secs => $1),"
            " held_until = held_until - make_interval(secs => $1)",
            after,
        )
    await another_process(made, folder).when_due(DEFAULT_ORG)
    return len(made.judge.asked) - asked


async def reports(made: Shop) -> list[Report]:
    async with made.at.database.tenant(DEFAULT_ORG) as tx:
        rows = await tx.fetch("select meeting_id from report")
        return [(await actions.read_report(tx, made.bench.shelf, row["meeting_id"])).report for row in rows]


async def authors(made: Shop) -> list[str | None]:
    return [one.findings.author.model for one in await reports(made)]


async def told(made: Shop) -> list[str]:
    """What the reports say was done otherwise than asked, and what follows."""
    return [found.do if (found := setback(one, Told.PAGE)) else "" for one in await reports(made)]


async def test_when_there_is_money_again_the_reports_are_made_again_and_nobody_types_anything(
    poor: Shop, judge: Slow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await authors(poor) == [None, None]
    assert ["asked for again by itself" in said for said in await told(poor)] == [True, True]
    await look(poor, tmp_path)
    judge.rich = True
    await look(poor, tmp_path, after=FIRST_S - 100)
    assert await letters(poor) == ["parked", "parked"], "it is not time yet"
    monkeypatch.setattr(resuming, "EVERY", 0.05)
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("update ai_probe set due_at = now()")
    upkeep = asyncio.create_task(resume_often(another_process(poor, tmp_path), (DEFAULT_ORG,)))
    async with asyncio.timeout(20):
        while await poor.at.rows("select 1 from ai_letter where owed or state = 'parked'"):  # noqa: ASYNC110 -- a row
            await asyncio.sleep(0.05)
    asked = len(judge.asked)
    await poor.work()
    upkeep.cancel()
    assert await authors(poor) == ["gpt-6.1-terra"] * 2
    assert ["again" in said for said in await told(poor)] == [False, False]
    assert len(judge.asked) == asked, "what was answered once is remembered"
    assert len(await poor.at.rows("select 1 from ai_attempt where outcome = 'answered'")) == 2
    await look(poor, tmp_path)
    assert await poor.at.rows("select 1 from ai_probe") == [], "nothing waits"
    assert await poor.at.rows("select 1 from run where state <> 'done'") == [], "and nothing is made a third time"


async def test_while_there_is_none_one_question_is_asked_and_the_pauses_grow_to_an_hour(
    poor: Shop, tmp_path: Path
) -> None:
    assert await look(poor, tmp_path) == 0, "it was refused just now"
    pause = FIRST_S
    for _ in range(6):
        assert await look(poor, tmp_path, after=pause - 100) == 0
        assert await look(poor, tmp_path, after=100) == 1
        assert await look(poor, tmp_path) == 0
        pause = min(2 * pause, LONGEST_S)
    tries = await poor.at.rows("select tries from ai_letter order by tries")
    assert [row["tries"] for row in tries] == [4, 4], "each in its turn"


async def test_of_many_workers_one_tries(poor: Shop, tmp_path: Path) -> None:
    await look(poor, tmp_path)
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("update ai_probe set due_at = now()")
    asked = len(poor.judge.asked)
    workers = [another_process(poor, tmp_path) for _ in range(4)]
    await asyncio.gather(*(one.when_due(DEFAULT_ORG) for one in workers))
    assert len(poor.judge.asked) == asked + 1


async def test_a_person_who_asks_while_a_worker_does_is_told_so(poor: Shop, tmp_path: Path) -> None:
    await look(poor, tmp_path)
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        assert await take(tx)
    with pytest.raises(BeingAsked, match="at this moment"):
        await another_process(poor, tmp_path).now(DEFAULT_ORG)
    assert await look(poor, tmp_path, after=FIRST_S) == 1, "its lease is over, and whoever held it has died"
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await let_go(tx, well=False)
    done, _ = await another_process(poor, tmp_path).now(DEFAULT_ORG)
    assert [one.problem is None for one in done.done] == [False, False]
    assert LEASE_S > 120, "longer than one question may take"


async def test_new_keys_and_budgets_and_an_answer_to_anybody_are_noticed_at_once(poor: Shop, tmp_path: Path) -> None:
    judge, at = poor.judge, poor.at
    assert isinstance(judge, Slow)
    await look(poor, tmp_path)
    assert await look(poor, tmp_path, after=FIRST_S) == 1
    async with at.database.tenant(PLATFORM) as tx:
        await add(tx, at.vault, "another", "openai", "sk-planted-another-one", None)
    assert [await look(poor, tmp_path) for _ in range(2)] == [1, 0]
    await budget(at.database, "7")
    assert [await look(poor, tmp_path) for _ in range(2)] == [1, 0]
    judge.rich = True
    at.gateway._no_money.clear()
    elsewhere = replace(at.caller, meeting=await add_meeting(at.database, at.vault))
    await at.gateway.ask(elsewhere, COACH)
    await at.gateway.settled()
    assert await look(poor, tmp_path) == 2
    assert await letters(poor) == ["answered", "answered"]


async def test_what_was_bought_when_there_was_money_stands_on_the_report_although_it_was_the_last(
    poor: Shop, judge: Slow, tmp_path: Path
) -> None:
    """Agreed anew, a budget that those answers used up has no room for asking them."""
    await look(poor, tmp_path)
    judge.rich = True
    paid = "select sum(coalesce(cost_usd, estimate_usd)) as usd from ai_attempt"
    terms = (await reports(poor))[0].made.terms
    assert terms is not None
    await budget(poor.at.database, str(terms.most_usd * Decimal("1.1")))
    assert await look(poor, tmp_path) == 2
    (spent,) = await poor.at.rows(paid)
    assert spent["usd"] > terms.most_usd * Decimal("0.2"), "there is no room for another one"
    await poor.work()
    assert await authors(poor) == ["gpt-6.1-terra"] * 2
    assert (await poor.at.rows(paid)) == [spent]


async def test_what_breaks_off_whenever_it_is_asked_again_is_not_paid_for_again_and_again(
    poor: Shop, judge: Slow, tmp_path: Path
) -> None:
    await look(poor, tmp_path)
    judge.fault = Fault(Kind.CUT)
    assert await look(poor, tmp_path, after=FIRST_S) == 1
    assert sorted(await letters(poor)) == ["dead", "parked"]
    for _ in range(4):
        await look(poor, tmp_path, after=LONGEST_S)
    assert await letters(poor) == ["dead", "dead"]
    cut = await poor.at.rows("select 1 from ai_attempt where outcome = 'uncertain'")
    assert len(cut) == 2, "each once"


async def test_an_answer_that_came_before_a_crash_still_makes_the_report_again(
    poor: Shop, judge: Slow, tmp_path: Path
) -> None:
    judge.rich = True
    (letter, _) = await poor.at.rows("select id from ai_letter order by created_at")
    gateway = another_process(poor, tmp_path).opened()
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await hold(tx, letter["id"])
    await gateway.ask_again(DEFAULT_ORG, letter["id"])
    await gateway.close()
    assert await look(poor, tmp_path) == 0
    await poor.work()
    assert sorted(map(str, await authors(poor))) == ["None", "gpt-6.1-terra"]


@pytest.mark.parametrize("ending", [Ending.TRUNCATED, Ending.REFUSED])
async def test_half_an_answer_is_not_paid_for_again_and_again(
    poor: Shop, judge: Slow, tmp_path: Path, ending: Ending
) -> None:
    judge.rich, judge.ending = True, ending
    await look(poor, tmp_path)
    assert await look(poor, tmp_path, after=FIRST_S) == 2
    assert await letters(poor) == ["dead", "dead"]
    assert await look(poor, tmp_path, after=LONGEST_S) == 0


async def test_what_the_wish_of_before_puts_aside_after_it_has_changed_is_never_asked(
    database: Database, worker_database: Database, tmp_path: Path, judge: Slow
) -> None:
    """A worker that is at it knows nothing of the new wish for seconds: its question may hold what others said."""
    async with shop(database, worker_database, tmp_path, judge) as made:

        async def others_are_to_stay() -> None:
            async with database.tenant(DEFAULT_ORG) as tx:
                await actions.say_words(tx, made.bench.shelf, made.meeting, Where.PROVIDER, alone=True)

        judge.meanwhile = others_are_to_stay
        await made.accept(PAID)
        await made.work()
        before = judge.asked[0]
        assert before not in judge.asked[1:]
        judge.rich = True
        asked = len(judge.asked)
        await another_process(made, tmp_path).now(DEFAULT_ORG)
        assert [one for one in judge.asked[asked:] if one == before] == []
        assert await letters(made) == ["answered"]


async def test_what_is_withdrawn_while_it_is_asked_again_stays_gone(poor: Shop, judge: Slow, tmp_path: Path) -> None:
    async def nothing_is_to_leave() -> None:
        async with poor.at.database.tenant(DEFAULT_ORG) as tx:
            for row in await tx.fetch("select meeting_id from ai_letter"):
                await actions.say_words(tx, poor.bench.shelf, row["meeting_id"], Where.HERE, alone=False)

    await look(poor, tmp_path)
    judge.meanwhile = nothing_is_to_leave
    assert await look(poor, tmp_path, after=FIRST_S) == 1
    assert await letters(poor) == []


async def test_what_is_withdrawn_between_two_attempts_is_not_sent_a_second_time(
    poor: Shop, judge: Slow, tmp_path: Path
) -> None:
    async def others_are_to_stay() -> None:
        async with poor.at.database.tenant(DEFAULT_ORG) as tx:
            for row in await tx.fetch("select meeting_id from ai_letter"):
                await actions.say_words(tx, poor.bench.shelf, row["meeting_id"], Where.PROVIDER, alone=True)

    await look(poor, tmp_path)
    judge.fault, judge.meanwhile = BUSY, others_are_to_stay
    assert await look(poor, tmp_path, after=FIRST_S) == 1
    assert await letters(poor) == []


async def test_what_a_meeting_that_is_worked_on_asks_itself_is_not_asked_beside_it(
    poor: Shop, judge: Slow, tmp_path: Path
) -> None:
    await look(poor, tmp_path)
    async with poor.at.database.tenant(DEFAULT_ORG) as tx:
        await actions.say_words(tx, poor.bench.shelf, poor.meeting, Where.PROVIDER, alone=False)
    judge.rich = True
    poor.at.gateway._no_money.clear()
    assert await look(poor, tmp_path, after=FIRST_S) == 1, "that of the other meeting"
    assert sorted(await letters(poor)) == ["answered", "parked"]
    await poor.work()
    assert await letters(poor) == ["answered", "answered"]
    assert len(await poor.at.rows("select 1 from ai_attempt where outcome = 'answered'")) == 2


async def test_a_question_of_wishes_that_are_just_being_changed_is_not_put_aside(poor: Shop) -> None:
    at, changed = poor.at, asyncio.Event()
    meeting: UUID = await add_meeting(at.database, at.vault)
    caller = replace(at.caller, meeting=meeting, version=0)

    async def ask() -> None:
        await changed.wait()
        with pytest.raises(Parked):
            await at.gateway.ask(caller, COACH)
        await poor.backlog.put(caller, COACH)

    asking = asyncio.create_task(ask())
    async with at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("select from meeting where id = $1 for update", meeting)
        await tx.execute("update meeting set version = version + 1 where id = $1", meeting)
        changed.set()
        await asyncio.sleep(0.3)
    await asking
    both = "select meeting_id from ai_letter where meeting_id = '{0}' union all select meeting_id from ai_later"
    assert await at.rows(both.format(meeting)) == []
    with pytest.raises(Parked):
        await at.gateway.ask(replace(caller, version=1), COACH)
    await poor.backlog.put(replace(caller, version=1), COACH)
    assert len(await at.rows(both.format(meeting))) == 2
