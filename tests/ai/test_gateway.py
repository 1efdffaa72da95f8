"""The path of one question, on a real PostgreSQL, over a scripted provider."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from shipspeak.ai.asking import gateway
from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.letter_queries import letters
from shipspeak.ai.checks import WeAreBilledForWhatWeSent
from shipspeak.ai.deciding import backoff, breaker
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.errors import AskRefused, BudgetSpent, NoKey, NoPrice, NotNow, Parked, TooMuch
from shipspeak.ai.keys import keyring
from shipspeak.ai.keys.keyring import Keyring, revoke, weigh
from shipspeak.ai.model import PLATFORM, Capability, Ending, Reply, Usage
from shipspeak.ai.money import till
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.queries import egress
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import KeyDestroyed
from tests.ai.desk import BUSY, CLIP, COACH, HEARD, NO_MONEY, OWN, WELL, Desk, desk, status
from tests.ai.till import accounts_differ, budget

pytestmark = pytest.mark.engine

ONLY = '[routes]\nrespond = ["gpt-6.1-terra"]\n'


@pytest.fixture
async def at(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(backoff, "BASE_S", 0.001)  # the pauses are proved where they are decided
    async with desk(database, tmp_path) as made:
        yield made
        assert await accounts_differ(database) == []


async def test_it_answers_and_books_what_the_answer_says_was_used(at: Desk) -> None:
    answer = await at.gateway.ask(at.caller, COACH)
    assert (answer.text, answer.model, answer.attempts, answer.remembered) == (WELL.text, "gpt-6.1-terra", 1, False)
    assert answer.cost_usd == Decimal("0.00015")  # 100 in at $1, 10 out at $5, a million
    (row,) = await at.rows("select * from ai_attempt")
    assert (row["outcome"], row["cost_usd"], row["input_tokens"], row["tier"]) == (
        "answered",
        answer.cost_usd,
        100,
        "default",
    )
    assert (row["request_id"], row["prices"][:13], row["meeting_id"]) == ("req_1", "genai-prices ", at.meeting)
    assert row["estimate_usd"] > row["cost_usd"]


async def test_it_asks_the_same_question_of_a_meeting_once(at: Desk) -> None:
    first = await at.gateway.ask(at.caller, COACH)
    again = await at.gateway.ask(at.caller, COACH)
    other = await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"))
    assert (again.text, again.remembered, again.cost_usd) == (first.text, True, 0)
    assert not other.remembered
    assert len(at.openai.asked) == 2


async def test_what_it_remembers_is_sealed_and_gone_with_the_meeting(at: Desk) -> None:
    await at.gateway.ask(at.caller, COACH)
    (row,) = await at.rows("select sealed, digest from ai_answer")
    assert b"score" not in row["sealed"]
    at.vault.shred(DEFAULT_ORG, at.meeting)
    with pytest.raises(KeyDestroyed):
        await at.gateway.ask(at.caller, COACH)


async def test_it_tries_again_what_may_pass_and_books_each_attempt(at: Desk) -> None:
    """octos #1533: what retried attempts used was dropped."""
    at.openai.go_on_with([BUSY, Fault(Kind.CUT), status(429, "rate_limit_exceeded"), WELL])
    answer = await at.gateway.ask(at.caller, COACH)
    rows = await at.rows(
        "select attempt, outcome, code, cost_usd = estimate_usd as full from ai_attempt order by attempt"
    )
    assert [(row["attempt"], row["outcome"], row["code"], row["full"]) for row in rows] == [
        (1, "failed", "server_is_overloaded", False),
        (2, "uncertain", "cut", True),
        (3, "refused", "rate_limit_exceeded", False),
        (4, "answered", None, False),
    ]
    (total,) = await at.rows("select sum(cost_usd) as cost from ai_attempt")
    assert answer.cost_usd == total["cost"] > Decimal("0.00015")


async def test_it_never_repeats_a_refusal_for_lack_of_money_and_goes_on_when_there_is_some(at: Desk) -> None:
    at.openai.go_on_with([NO_MONEY])
    at.spare.go_on_with([BUSY])
    with pytest.raises(Parked, match="credit_balance_exhausted"):
        await at.gateway.ask(at.caller, COACH)
    assert len(at.openai.asked) == 1  # not with the other model either: it is paid from the same purse
    with pytest.raises(Parked):
        await at.gateway.ask(at.caller, COACH)
    assert len(at.openai.asked) == 1
    async with at.database.tenant(DEFAULT_ORG) as tx:
        (letter,) = await letters(tx)
    assert (letter.state, letter.code, letter.tries) == ("parked", "credit_balance_exhausted", 2)
    found = await at.memory.reopen(DEFAULT_ORG, letter.id)
    assert found is not None
    assert found[:2] == (at.caller, COACH)
    at.gateway._no_money.clear()  # what a new process, or five minutes, do
    at.openai.go_on_with([WELL])
    assert (await at.gateway.ask(*found[:2])).text == WELL.text
    await at.gateway.settled()
    async with at.database.tenant(DEFAULT_ORG) as tx:
        assert await letters(tx) == []


async def test_an_answer_to_anybody_says_that_there_is_money_again(at: Desk) -> None:
    """As `replay` does, which is a process of its own."""
    at.openai.go_on_with([NO_MONEY, WELL])
    at.spare.go_on_with([BUSY])
    with pytest.raises(Parked):
        await at.gateway.ask(at.caller, COACH)
    elsewhere = Gateway(
        at.gateway._catalogue, {"openai": at.openai}, Teller(at.database), Keyring(at.database, at.vault), at.memory
    )
    await elsewhere.ask(at.caller, COACH)
    await elsewhere.close()
    answer = await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"))
    assert (answer.text, answer.remembered) == (WELL.text, False)


async def test_who_has_no_key_left_is_told_so_also_when_the_last_was_refused_just_now(at: Desk) -> None:
    own = msgspec.structs.replace(at.gateway._catalogue, routes={Capability.RESPOND: ("gpt-6.1-terra",)})
    alone = Gateway(own, {"openai": at.openai}, Teller(at.database), Keyring(at.database, at.vault), at.memory)
    at.openai.go_on_with([status(401, "invalid_api_key")])
    for _ in range(2):
        with pytest.raises(NoKey):
            await alone.ask(at.caller, COACH)
    await alone.close()


async def test_it_goes_to_another_provider_where_one_has_no_money(at: Desk) -> None:
    at.openai.go_on_with([NO_MONEY])
    answer = await at.gateway.ask(at.caller, COACH)
    assert (answer.provider, answer.model) == ("spare", "spare")


async def test_a_question_that_is_refused_is_kept_and_asked_of_nobody_else(at: Desk) -> None:
    """screenpipe #6868: what one model will not take went through all the others."""
    at.openai.go_on_with([status(400, "context_length_exceeded")])
    with pytest.raises(AskRefused, match="context_length_exceeded"):
        await at.gateway.ask(at.caller, COACH)
    assert (len(at.openai.asked), len(at.spare.asked)) == (1, 0)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        assert [letter.state for letter in await letters(tx)] == ["dead"]


async def test_an_answer_cut_short_is_billed_handed_over_and_asked_of_nobody_else(at: Desk) -> None:
    """screenpipe #6868, superteam #590: used-up tokens went through all models; billed ones were given back."""
    at.openai.go_on_with([replace(WELL, ending=Ending.TRUNCATED)])
    answer = await at.gateway.ask(at.caller, COACH)
    assert (answer.ending, answer.cost_usd > 0, len(at.openai.asked)) == (Ending.TRUNCATED, True, 1)
    assert await at.rows("select 1 from ai_answer") == []


async def test_what_may_have_been_billed_leaves_less_for_the_next_attempt(at: Desk) -> None:
    await budget(at.database, "0.0009")  # room for one of them
    at.openai.go_on_with([Fault(Kind.CUT)])
    with pytest.raises(BudgetSpent):
        await at.gateway.ask(at.caller, COACH)
    assert (len(at.openai.asked), at.spare.asked) == (1, [])


async def test_the_next_models_price_is_asked_of_the_budgets_too(database: Database, tmp_path: Path) -> None:
    """litellm PR#41379: the fallback passed by the budget."""
    own = OWN.replace('output = "2"', 'output = "500"')  # dearer than the models before it
    async with desk(database, tmp_path, own=own) as at:
        await budget(database, "0.01")
        at.openai.go_on_with([status(404, "model_not_found")])  # which costs nothing
        with pytest.raises(BudgetSpent) as refused:
            await at.gateway.ask(at.caller, COACH)
        assert (refused.value.facts["spent"], len(at.openai.asked), at.spare.asked) == ("0.0000", 2, [])


async def test_what_an_answer_cost_is_in_every_budget_before_it_is_handed_over(at: Desk) -> None:
    """langwatch #421: spending was added up later, elsewhere, and the budget never knew. Here it knows the most that
    it may be when the answer is handed over, and what it was before anybody may show it.
    """
    answer = await at.gateway.ask(at.caller, COACH)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        known = [row["known"] for row in await tx.fetch("select spent_usd + reserved_usd as known from ai_counter")]
    assert len(known) == 6
    assert min(known) >= answer.cost_usd
    await at.gateway.settled()
    (row,) = await at.rows("select cost_usd from ai_attempt")
    (counted,) = await at.rows("select spent_usd from ai_counter where scope = 'person' and period = 'day'")
    assert answer.cost_usd == row["cost_usd"] == counted["spent_usd"] > 0
    await budget(at.database, str(answer.cost_usd))
    with pytest.raises(BudgetSpent):
        await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"))


async def test_a_model_without_a_price_is_not_asked(database: Database, tmp_path: Path) -> None:
    """litellm #6509, PR#36357: what has no price in the list was free."""
    own = '[routes]\nrespond = ["new"]\n[models.new]\nprovider = "openai"\ncan = "respond"\n'
    async with desk(database, tmp_path, own=own) as at:
        with pytest.raises(NoPrice, match="new"):
            await at.gateway.ask(at.caller, COACH)
        assert at.openai.asked == []


async def test_who_gets_no_turn_in_time_is_not_let_through(database: Database, tmp_path: Path) -> None:
    """superteam #590: a limiter that fails open."""
    async with desk(database, tmp_path, own=f"{ONLY}[providers.openai]\nrequests = 1\n") as at:
        await at.gateway.ask(at.caller, COACH)
        with pytest.raises(NotNow):
            await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"), within_s=0.5)
        assert len(at.openai.asked) == 1
        assert [outcome for *_, outcome in await at.attempts()] == ["answered", "unsent"]


async def test_an_answer_says_how_long_it_waited_for_its_turn(database: Database, tmp_path: Path) -> None:
    """litellm, latency overhead: what is waited for in a queue was in no figure. Counted from the call on."""
    async with desk(database, tmp_path, own=f"{ONLY}[providers.openai]\nat_once = 1\n") as at:
        at.openai.takes_s = 0.2
        asks = [msgspec.structs.replace(COACH, version=str(n)) for n in range(3)]
        waited = sorted(
            answer.waited_ms for answer in await asyncio.gather(*(at.gateway.ask(at.caller, a) for a in asks))
        )
        assert waited[1] >= 190
        assert waited[2] >= 390


async def test_it_takes_another_key_where_one_is_refused_and_fails_nobody(database: Database, tmp_path: Path) -> None:
    async with desk(database, tmp_path, keys=("old", "new")) as at:
        async with database.tenant(PLATFORM) as tx:
            await weigh(tx, "new", 0)
        at.openai.go_on_with([WELL])
        await at.gateway.ask(at.caller, COACH)
        async with database.tenant(PLATFORM) as tx:
            await weigh(tx, "new", 1)
        at.gateway._keyring._looked = -1000
        at.openai.go_on_with([status(401, "invalid_api_key"), WELL])
        asks = [msgspec.structs.replace(COACH, version=str(n)) for n in range(8)]
        answers = [await at.gateway.ask(at.caller, ask) for ask in asks]
        assert all(answer.text == WELL.text for answer in answers)
        states = await at.rows("select name, state from ai_key", PLATFORM)
        assert sorted(row["state"] for row in states) == ["good", "refused"]


async def test_a_revoked_key_is_let_go_and_cannot_be_opened_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(database, tmp_path) as at:
        await at.gateway.ask(at.caller, COACH)
        (before,) = await at.rows("select id, sealed from ai_key", PLATFORM)
        async with database.tenant(PLATFORM) as tx:
            await revoke(tx, at.vault, "main")
        assert keyring.LOOK_S <= 30  # and a process looks that often: well within a minute
        monkeypatch.setattr(keyring, "LOOK_S", 0)
        at.spare.go_on_with([BUSY])
        with pytest.raises(NotNow):
            await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"))
        with pytest.raises(NoKey, match="ship ai keys add"):
            await at.gateway.ask(at.caller, CLIP)
        assert len(at.openai.asked) == 1
        with pytest.raises(KeyDestroyed):
            at.vault.open(before["sealed"], keyring._place(before["id"]))


async def test_keys_share_the_calls_by_weight(database: Database, tmp_path: Path) -> None:
    async with desk(database, tmp_path, keys=("a", "b")) as at:
        async with database.tenant(PLATFORM) as tx:
            await weigh(tx, "a", 9)
        ring = at.gateway._keyring
        chosen = [await ring.choose("openai", lambda _: True) for _ in range(400)]
        share = sum(held is not None and held.key.name == "a" for held in chosen) / 400
        assert 0.8 < share < 0.97


async def test_it_counts_what_leaves_the_machine(at: Desk) -> None:
    at.openai.go_on_with([BUSY, HEARD])
    await at.gateway.ask(at.caller, CLIP)
    at.openai.go_on_with([WELL])
    await at.gateway.ask(at.caller, COACH)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        (line,) = await egress(tx, at.meeting)
    text = len((COACH.instructions + COACH.content + COACH.schema).encode())
    assert (line.provider, line.attempts) == ("openai", 3)
    assert (line.bytes, line.audio_ms, line.words) == (2 * 300 + text, 60_000, 5), (
        "our own instructions are no words of a meeting"
    )


async def test_names_stay_here_and_stand_in_the_answer_again(at: Desk) -> None:
    at.openai.go_on_with([Reply('{"note": "Person 1 was clear"}', usage=Usage(input_tokens=9, output_tokens=9))])
    answer = await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, withhold=("Ada",)))
    (asked,) = at.openai.asked
    assert "Ada" not in repr(msgspec.to_builtins(asked.ask))
    assert answer.text == '{"note": "Ada was clear"}'


async def test_a_call_that_is_called_off_counts_as_sent(at: Desk) -> None:
    at.openai.takes_s = 30
    task = asyncio.create_task(at.gateway.ask(at.caller, COACH))
    await at.openai.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await at.gateway._teller.finish()
    assert [outcome for *_, outcome in await at.attempts()] == ["uncertain"]


async def test_it_ends_in_time(at: Desk) -> None:
    at.openai.takes_s = at.spare.takes_s = 30
    async with asyncio.timeout(3):
        with pytest.raises(NotNow, match="timeout"):
            await at.gateway.ask(at.caller, COACH, within_s=0.3)


async def test_an_ill_provider_is_left_alone(at: Desk) -> None:
    at.openai.go_on_with([BUSY])
    for n in range(6):
        await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=str(n)))
    before = len(at.openai.asked)
    answer = await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="x"))
    assert (len(at.openai.asked), answer.provider) == (before, "spare")


async def test_bad_luck_is_not_taken_for_an_outage(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five failures among nine requests once kept the only provider shut, and 20 of 25 questions without an answer."""
    monkeypatch.setattr(backoff, "BASE_S", 0.001)
    unlucky = [WELL if letter == "." else BUSY for letter in "xx.x.x..x."]
    async with desk(database, tmp_path, own=ONLY) as at:
        at.openai.go_on_with([*unlucky, WELL])
        for n in range(25):
            assert (await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=str(n)))).text == WELL.text


async def test_who_has_time_waits_for_the_only_provider_to_come_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "BASE_S", 0.001)
    monkeypatch.setattr(breaker, "FIRST_S", 0.2)
    monkeypatch.setattr(breaker, "LOOK_S", 0.01)
    async with desk(database, tmp_path, own=ONLY) as at:
        at.openai.go_on_with([*[BUSY] * (breaker.ENOUGH + 1), WELL])
        asks = [msgspec.structs.replace(COACH, version=str(n)) for n in range(4)]
        answers = await asyncio.gather(*(at.gateway.ask(at.caller, ask, within_s=10) for ask in asks))
        assert [answer.text for answer in answers] == [WELL.text] * 4
        assert len(at.openai.asked) <= breaker.ENOUGH + 1 + 2 * len(asks)  # it was left alone meanwhile
        at.openai.go_on_with([BUSY])
        told = [at.gateway.ask(at.caller, msgspec.structs.replace(ask, name="x"), within_s=0.1) for ask in asks]
        for outcome in await asyncio.gather(*told, return_exceptions=True):
            assert isinstance(outcome, NotNow)  # who has no time is told
        monkeypatch.setattr(gateway, "PATIENCE_S", 0.3)
        async with asyncio.timeout(5):  # and so is everybody, once it was looked for in vain: to go on without it
            told = [at.gateway.ask(at.caller, msgspec.structs.replace(ask, name="y")) for ask in asks]
            for outcome in await asyncio.gather(*told, return_exceptions=True):
                assert isinstance(outcome, NotNow)


async def test_what_was_answered_needs_no_key_no_money_and_no_provider(at: Desk) -> None:
    first = await at.gateway.ask(at.caller, COACH)
    await budget(at.database, "0")
    assert (await at.gateway.ask(at.caller, COACH)).text == first.text
    async with at.database.tenant(PLATFORM) as tx:
        await revoke(tx, at.vault, "main")
    at.gateway._keyring._looked = -1000
    at.gateway._no_money["spare"] = (1e12, "credit_balance_exhausted")
    again = await at.gateway.ask(at.caller, COACH)
    assert (again.text, again.remembered, again.attempts) == (first.text, True, 0)


async def test_what_has_just_been_answered_needs_no_key_either(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is settled, and remembered, behind the caller's back: whoever cannot ask waits for that first."""
    monkeypatch.setattr(till, "BEHIND_S", 3600.0)
    first = await at.gateway.ask(at.caller, COACH)
    for provider in ("openai", "spare"):
        at.gateway._no_money[provider] = (1e12, "credit_balance_exhausted")
    again = await at.gateway.ask(at.caller, COACH)
    assert (again.text, again.remembered) == (first.text, True)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        assert await letters(tx) == []


async def test_it_sends_nothing_that_is_too_much(at: Desk) -> None:
    with pytest.raises(TooMuch, match="1,500 of 1,200 seconds"):
        await at.gateway.ask(at.caller, msgspec.structs.replace(CLIP, audio_ms=1_500_000))
    assert at.openai.asked == []


async def test_an_answer_billed_in_an_unknown_unit_costs_its_estimate(at: Desk) -> None:
    """litellm PR#36914, #20228: per-second models that were billed nothing."""
    in_seconds, in_tokens = Usage(audio_ms=900), Usage(input_tokens=500, output_tokens=50)
    for ask, usage in ((COACH, in_seconds), (CLIP, in_tokens)):
        at.openai.go_on_with([replace(WELL, usage=usage)])
        answer = await at.gateway.ask(at.caller, ask)
        (row,) = await at.rows("select estimate_usd, code from ai_attempt order by started_at desc limit 1")
        assert (answer.cost_usd, row["code"]) == (row["estimate_usd"], "unit-unknown")


@pytest.mark.parametrize(
    ("said_ms", "cost", "code"),
    [
        (30_900, "0.0023175", None),  # rounded, as providers do: what it says is what it bills
        (29_100, "0.0021825", None),
        (300_000, "0.00225", "length-odd"),  # or all that is under way would overdraw a budget
        (30_000_000, "0.00225", "length-odd"),  # milliseconds for seconds
        (3_000, "0.00225", "length-odd"),  # or a budget would be spent ten times
    ],
)
async def test_sound_counts_as_long_as_it_was_whatever_the_answer_says(
    at: Desk, said_ms: int, cost: str, code: str | None
) -> None:
    at.openai.go_on_with([replace(HEARD, usage=Usage(audio_ms=said_ms))])
    assert (await at.gateway.ask(at.caller, CLIP)).cost_usd == Decimal(cost)
    (row,) = await at.rows("select audio_ms, code from ai_attempt")
    assert (row["audio_ms"], row["code"]) == (said_ms, code)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        found = [one.detail for one in await WeAreBilledForWhatWeSent().look(tx)]
    told = f"1 answers name {said_ms // 1000:,} seconds of sound where 30 were sent, and count as what was sent"
    assert found == ([told] if code else [])


@pytest.mark.parametrize("usage", [Usage(10**9, 0, 0, 10), Usage(100, 0, 0, 10**9)])
async def test_more_tokens_than_were_sent_or_allowed_empty_no_budget(at: Desk, usage: Usage) -> None:
    at.openai.go_on_with([replace(WELL, usage=usage)])
    answer = await at.gateway.ask(at.caller, COACH)
    (row,) = await at.rows("select estimate_usd, input_tokens, output_tokens, code from ai_attempt")
    assert (answer.cost_usd, row["code"]) == (row["estimate_usd"], "tokens-odd")
    assert (row["input_tokens"], row["output_tokens"]) == (usage.input_tokens, usage.output_tokens)


@pytest.mark.parametrize("word", ["def\0ault", "\ud800", "x" * 10_000])
async def test_whatever_a_provider_calls_its_tier_and_its_request_is_written_down(at: Desk, word: str) -> None:
    at.openai.go_on_with([replace(WELL, tier=word, request_id=word)])
    await at.gateway.ask(at.caller, COACH)
    (row,) = await at.rows("select outcome, tier, request_id from ai_attempt")
    assert (row["outcome"], len(row["tier"]) <= 40, len(row["request_id"]) <= 200) == ("answered", True, True)


async def test_an_answer_that_does_not_say_what_it_used_counts_as_estimated_and_is_told_of(at: Desk) -> None:
    at.openai.go_on_with([replace(WELL, usage=None)])
    answer = await at.gateway.ask(at.caller, COACH)
    (row,) = await at.rows("select estimate_usd, code from ai_attempt")
    assert (answer.cost_usd, row["code"]) == (row["estimate_usd"], "usage-unsaid")


async def test_an_answer_whose_meeting_was_deleted_meanwhile_is_paid_all_the_same(at: Desk) -> None:
    at.openai.takes_s = 0.2
    task = asyncio.create_task(at.gateway.ask(at.caller, COACH))
    await at.openai.arrived.wait()
    async with at.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("delete from meeting")
    await task
    assert [outcome for *_, outcome in await at.attempts()] == ["answered"]


async def test_nothing_has_left_where_nobody_was_reached(at: Desk) -> None:
    at.openai.go_on_with([Fault(Kind.CONNECT)])
    at.spare.go_on_with([Fault(Kind.CONNECT)])
    with pytest.raises(NotNow, match="connect"):
        await at.gateway.ask(at.caller, COACH)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        assert await egress(tx) == []
    assert {outcome for *_, outcome in await at.attempts()} == {"unsent"}


async def test_a_projects_spent_share_leaves_another_projects_key_and_is_parked_without_one(
    database: Database, tmp_path: Path
) -> None:
    own = '[routes]\nrespond = ["gpt-6.1-terra"]\n'
    spent = status(429, "project_spend_limit_exceeded", type="insufficient_quota")
    async with desk(database, tmp_path, keys=("a", "b"), own=own) as at:
        at.openai.go_on_with([spent, WELL])
        assert (await at.gateway.ask(at.caller, COACH)).attempts == 2
        at.openai.go_on_with([spent])
        for version in ("2", "3"):  # the second time nobody is asked
            with pytest.raises(Parked, match="project_spend_limit_exceeded"):
                await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version=version))
        assert len(at.openai.asked) == 3


async def test_each_attempt_is_told_by_the_names_of_opentelemetry(at: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "shipspeak.ai.asking.attempt"):
        await at.gateway.ask(at.caller, COACH)
        await at.gateway.settled()
    (told,) = [vars(record) for record in caplog.records if record.message == "model asked"]
    assert {name: told[name] for name in told if name.startswith("gen_ai.") and "duration" not in name} == {
        "gen_ai.provider.name": "openai",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-6.1-terra",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
    }
    assert told["shipspeak.feature"] == "coach"
