"""Questions that nobody waits for: at half the price, none lost, none paid for twice without being counted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import checks
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.later.backlog import Backlog
from shipspeak.ai.later.later_queries import unanswered
from shipspeak.ai.model import PLATFORM, Ending, Reply, Scope, Usage
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.batches import EXPIRED, Batches, Line, ScriptedBatches, read
from shipspeak.ai.providers.openai_batches import OpenAIBatches
from shipspeak.ai.providers.provider import Failed
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.desk import COACH, OWN, SECRET, WELL, Desk, desk, status
from tests.ai.servers import aimock
from tests.ai.till import accounts_differ, budget
from tests.rules.catalogue import Admin

KEY = f"{SECRET}-main"
USED = Reply('{"score": 3}', usage=Usage(input_tokens=1_000, output_tokens=100))


@asynccontextmanager
async def batches(kind: str, folder: Path, outcome: str = "completed") -> AsyncIterator[Batches]:
    if kind == "scripted":
        ends = {"completed": USED, "failed": Fault(Kind.STATUS, 500, "mock_failure"), "expired": None}
        yield ScriptedBatches(ends[outcome])
        return
    async with aimock([], folder) as url:
        yield OpenAIBatches(url, {"x-aimock-batch-outcome": outcome})


async def over(at: Batches, id: str) -> object:
    for _ in range(20):
        look = await at.look(id, KEY)
        if look.over:
            return look.said
        await asyncio.sleep(0.01)
    raise AssertionError("it does not end")


@pytest.mark.parametrize("kind", ["scripted", pytest.param("aimock", marks=pytest.mark.engine)])
class TestWhoeverTakesBatches:
    async def test_each_line_is_answered_under_its_own_id(self, kind: str, tmp_path: Path) -> None:
        lines = [Line(uuid4(), msgspec.structs.replace(COACH, content=str(n))) for n in range(5)]
        async with batches(kind, tmp_path) as at:
            id = await at.hand_in(lines, "gpt-6-luna", KEY)
            assert not (await at.look(id, KEY)).over
            said = await over(at, id)
            assert isinstance(said, dict)
            assert said.keys() == {line.id for line in lines}
            assert all(isinstance(one, Reply) and one.ending is Ending.COMPLETE for one in said.values())
            await at.forget(id, KEY)

    async def test_lines_that_fail_say_so_and_lines_that_expire_are_not_there(self, kind: str, tmp_path: Path) -> None:
        line = Line(uuid4(), COACH)
        async with batches(kind, tmp_path, "failed") as at:
            said = await over(at, await at.hand_in([line], "gpt-6-luna", KEY))
            assert isinstance(said, dict)
            assert said[line.id].name == "mock_failure"
        async with batches(kind, tmp_path, "expired") as at:
            assert await over(at, await at.hand_in([line], "gpt-6-luna", KEY)) == {}

    async def test_an_unknown_batch_is_refused(self, kind: str, tmp_path: Path) -> None:
        async with batches(kind, tmp_path) as at:
            with pytest.raises(Failed) as refused:
                await at.look("batch_unknown", KEY)
            assert refused.value.fault.status == 404


@given(
    st.binary(max_size=200) | st.lists(st.text(max_size=30), max_size=5).map(lambda lines: "\n".join(lines).encode())
)
def test_whatever_a_file_holds_is_read_or_left_out(content: bytes) -> None:
    assert read(content) == {}


def test_a_file_of_answers_and_one_of_errors_are_read_together() -> None:
    ids = [UUID(int=n) for n in range(4)]
    body = b'{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"yes"}]}]}'
    answers = (
        b'{"custom_id":"%s","response":{"status_code":200,"request_id":"r1","body":%s},"error":null}'
        % (str(ids[0]).encode(), body)
        + b"\n"
        + b'{"custom_id":"%s","response":{"status_code":200,"body":{"status":"strange","output":[]}}}'
        % str(ids[3]).encode()
    )
    errors = b"\n".join(
        (
            b'{"custom_id":"%s","response":{"status_code":400,"body":{"error":{"code":"invalid_value"}}}}'
            % str(ids[1]).encode(),
            b'{"custom_id":"%s","response":null,"error":{"code":"batch_expired","message":"we ship"}}'
            % str(ids[2]).encode(),
            b'{"custom_id":"not an id"}',
        )
    )
    said = read(answers, errors)
    assert said[ids[0]] == Reply("yes", tier="batch", request_id="r1")
    assert {id: one.name for id, one in said.items() if isinstance(one, Fault)} == {
        ids[1]: "invalid_value",
        ids[2]: "batch_expired",
        ids[3]: "garbled",
    }


@dataclass
class Late:
    at: Desk
    backlog: Backlog
    batches: ScriptedBatches

    async def put(self, *contents: str) -> None:
        for content in contents:
            await self.backlog.put(self.at.caller, msgspec.structs.replace(COACH, content=content))

    async def waiting(self) -> dict[str, int]:
        rows = await self.at.rows("select state, count(*) from ai_later group by 1")
        return {row["state"]: row["count"] for row in rows}

    async def ended(self) -> list[tuple[str, Decimal]]:
        rows = await self.at.rows("select outcome, cost_usd from ai_attempt order by started_at, id")
        return [(row["outcome"], row["cost_usd"]) for row in rows]


@pytest.fixture
async def late(database: Database, tmp_path: Path) -> AsyncIterator[Late]:
    file = tmp_path / "prices.toml"
    file.write_text(OWN + '[models."gpt-6.1-terra"]\nprice = { input = "1", output = "2" }\n')
    async with desk(database, tmp_path) as at:
        twin = ScriptedBatches(USED)
        gateway = at.gateway
        catalogue = Catalogue.read(file)
        backlog = Backlog(
            catalogue, {"openai": twin}, Teller(database), gateway._keyring, at.memory, database, at.vault
        )
        yield Late(at, backlog, twin)
        assert await accounts_differ(database) == []


@pytest.mark.engine
class TestABacklog:
    async def test_what_was_put_is_answered_for_half_and_remembered_for_whoever_asks(self, late: Late) -> None:
        await late.put("one", "two", "two")
        assert await late.backlog.hand_in(DEFAULT_ORG) == 2
        reserved = await late.at.rows("select sum(estimate_usd) from ai_attempt where outcome is null")
        assert reserved[0]["sum"] > 0
        assert await late.backlog.collect(DEFAULT_ORG) == 0, "it is not over"
        assert await late.backlog.collect(DEFAULT_ORG) == 2
        assert await late.ended() == [("answered", Decimal("0.0006"))] * 2
        assert await late.waiting() == {}
        assert late.batches.forgotten == ["batch-1"]
        answer = await late.at.gateway.ask(late.at.caller, msgspec.structs.replace(COACH, content="two"))
        assert answer.remembered
        assert late.at.openai.asked == []
        await late.put("two")
        assert await late.waiting() == {}, "answered already"

    async def test_a_line_that_fails_or_expires_costs_nothing_and_is_asked_singly(self, late: Late) -> None:
        late.batches.says = {"bad": status(500, "server_error"), "late": None}
        await late.put("well", "bad", "late")
        await late.backlog.hand_in(DEFAULT_ORG)
        await late.backlog.collect(DEFAULT_ORG)
        assert await late.backlog.collect(DEFAULT_ORG) == 1
        assert sorted(await late.ended()) == [
            ("answered", Decimal("0.0006")),
            ("failed", Decimal(0)),
            ("failed", Decimal(0)),
        ]
        codes = await late.at.rows("select code from ai_attempt where outcome = 'failed'")
        assert {row["code"] for row in codes} == {"server_error", EXPIRED.code}
        assert await late.waiting() == {"singly": 2}
        assert await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) == 2
        assert {asked.ask.content for asked in late.at.openai.asked} == {"bad", "late"}  # type: ignore[union-attr]
        assert await late.waiting() == {}

    async def test_a_part_of_an_answer_is_not_paid_for_again_and_again(self, late: Late) -> None:
        """Asked singly it was forgotten: whoever wanted it put it again, and paid again, every five minutes."""
        late.batches.says = {"bad": None}
        late.at.openai.go_on_with([replace(WELL, ending=Ending.TRUNCATED)])
        await late.put("bad")
        await late.backlog.hand_in(DEFAULT_ORG)
        for _ in range(2):
            await late.backlog.collect(DEFAULT_ORG)
        assert await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) == 1
        assert await late.waiting() == {}
        async with late.at.database.tenant(DEFAULT_ORG) as tx:
            assert list(await unanswered(tx, late.at.caller.feature)) == [late.at.meeting]

    async def test_what_breaks_off_is_not_paid_for_in_every_round(self, late: Late) -> None:
        late.batches.says = {"bad": None}
        late.at.openai.go_on_with([Fault(Kind.CUT)])
        late.at.spare.go_on_with([Fault(Kind.CUT)])
        await late.put("bad")
        await late.backlog.hand_in(DEFAULT_ORG)
        for _ in range(2):
            await late.backlog.collect(DEFAULT_ORG)
        for _ in range(3):
            await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway)
        assert [outcome for outcome, _ in await late.ended()] == ["failed", "uncertain"]
        assert [row["state"] for row in await late.at.rows("select state from ai_letter")] == ["dead"]
        assert await late.waiting() == {}

    async def test_of_many_workers_one_asks_what_no_batch_answered(self, late: Late, catalogue: Admin) -> None:
        late.at.openai.takes_s = 0.2
        await late.put("one", "two", "three")
        await catalogue.execute("update ai_later set state = 'singly'")
        rounds = (late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) for _ in range(3))
        assert sum(await asyncio.gather(*rounds)) == 3
        assert len(late.at.openai.asked) == 3

    async def test_what_was_out_when_the_wishes_changed_is_not_sent_a_second_time(
        self, late: Late, catalogue: Admin
    ) -> None:
        """It may hold what others said. With a batch that failed, or asked by itself at that moment, it was kept."""
        ask, caller = msgspec.structs.replace(COACH, content="bad"), replace(late.at.caller, version=0)
        late.batches.says = {"bad": None}
        await late.backlog.put(caller, ask)
        await late.backlog.hand_in(DEFAULT_ORG)
        await catalogue.execute("update meeting set version = version + 1")
        for _ in range(2):
            await late.backlog.collect(DEFAULT_ORG)
        assert await late.waiting() == {"singly": 1}
        assert await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) == 0
        assert late.at.openai.asked == []
        assert await late.waiting() == {}

    async def test_what_no_batch_took_when_the_wishes_changed_is_in_no_later_one(
        self, late: Late, catalogue: Admin
    ) -> None:
        caller = replace(late.at.caller, version=0)
        await late.backlog.put(caller, COACH)
        late.batches.refuses = status(503)
        assert await late.backlog.hand_in(DEFAULT_ORG) == 0
        await catalogue.execute("update meeting set version = version + 1")
        late.batches.refuses = None
        assert await late.backlog.hand_in(DEFAULT_ORG) == 0
        assert await late.waiting() == {}

    async def test_what_nobody_can_be_asked_for_now_waits_for_the_next_round(
        self, late: Late, catalogue: Admin
    ) -> None:
        await late.put("one", "two")
        await catalogue.execute("update ai_later set state = 'singly'")
        await budget(late.at.database, "0.000001")
        assert await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) == 0
        assert await late.waiting() == {"singly": 2}

    async def test_a_batch_that_never_ends_is_taken_for_expired_after_a_day(self, late: Late, catalogue: Admin) -> None:
        late.batches.looks = 1_000
        await late.put("one")
        await late.backlog.hand_in(DEFAULT_ORG)
        assert await late.backlog.collect(DEFAULT_ORG) == 0
        assert await late.waiting() == {"sent": 1}
        await catalogue.execute("update ai_batch set handed_in_at = now() - interval '26 hours'")
        await late.backlog.collect(DEFAULT_ORG)
        assert await late.waiting() == {"singly": 1}

    async def test_no_budget_is_overdrawn_by_what_is_handed_in(self, late: Late, database: Database) -> None:
        await budget(database, "0.00055")
        await late.put("one", "two", "three", "four")
        handed_in = await late.backlog.hand_in(DEFAULT_ORG)
        assert 0 < handed_in < 4
        rows = await late.at.rows("select sum(estimate_usd) from ai_attempt")
        assert rows[0]["sum"] <= Decimal("0.00055")
        assert await late.waiting() == {"sent": handed_in, "waiting": 4 - handed_in}
        await budget(database, "1")
        assert await late.backlog.hand_in(DEFAULT_ORG) == 4 - handed_in

    async def test_a_budget_of_the_installation_that_refuses_leaves_it_waiting(
        self, late: Late, database: Database
    ) -> None:
        await budget(database, "0.00001", Scope.PLATFORM, org=PLATFORM)
        await late.put("one")
        for _ in range(2):
            assert await late.backlog.hand_in(DEFAULT_ORG) == 0
        assert await late.waiting() == {"waiting": 1}

    async def test_what_was_not_taken_waits_and_what_may_have_been_counts_and_is_asked_singly(self, late: Late) -> None:
        await late.put("one")
        late.batches.refuses = status(503)
        assert await late.backlog.hand_in(DEFAULT_ORG) == 0
        assert await late.waiting() == {"waiting": 1}
        late.batches.refuses = Fault(Kind.CUT)
        assert await late.backlog.hand_in(DEFAULT_ORG) == 0
        assert await late.waiting() == {"singly": 1}
        (refused, _), (uncertain, cost) = await late.ended()
        assert (refused, uncertain) == ("refused", "uncertain")
        assert cost > 0

    async def test_who_dies_with_questions_in_hand_loses_none(self, late: Late, catalogue: Admin) -> None:
        await late.put("one")
        await catalogue.execute("update ai_later set state = 'sent', changed_at = now() - interval '2 hours'")
        assert await late.backlog.ask_singly(DEFAULT_ORG, late.at.gateway) == 1
        assert await late.waiting() == {}

    async def test_what_waits_for_two_days_is_found(self, late: Late, catalogue: Admin) -> None:
        check = checks.TheBacklogIsAnsweredInTwoDays()
        await late.put("one", "two")
        async with late.at.database.tenant(DEFAULT_ORG) as tx:
            assert await check.look(tx) == []
        await catalogue.execute("update ai_later set created_at = now() - interval '3 days'")
        async with late.at.database.tenant(DEFAULT_ORG) as tx:
            assert [one.detail for one in await check.look(tx)] == ["2 questions, the oldest is not handed in"]

    async def test_a_meeting_deleted_meanwhile_is_paid_for_and_leaves_nothing(self, late: Late) -> None:
        await late.put("one")
        await late.backlog.hand_in(DEFAULT_ORG)
        async with late.at.database.tenant(DEFAULT_ORG) as tx:
            await tx.execute("delete from meeting where id = $1", late.at.meeting)
        late.at.vault.shred(DEFAULT_ORG, late.at.meeting)
        await late.backlog.collect(DEFAULT_ORG)
        assert await late.backlog.collect(DEFAULT_ORG) == 1
        assert await late.ended() == [("answered", Decimal("0.0006"))]
        assert await late.at.rows("select from ai_answer") == []

    async def test_an_answer_cut_short_is_a_letter_and_is_not_asked_again_by_itself(self, late: Late) -> None:
        late.batches.usual = Reply('{"sc', Ending.TRUNCATED, Usage(input_tokens=1_000, output_tokens=100))
        await late.put("one")
        await late.backlog.hand_in(DEFAULT_ORG)
        await late.backlog.collect(DEFAULT_ORG)
        await late.backlog.collect(DEFAULT_ORG)
        (letter,) = await late.at.rows("select state, code from ai_letter")
        assert letter == {"state": "dead", "code": "truncated"}
        assert await late.waiting() == {}

    async def test_names_are_withheld_and_stand_in_the_answer_again(self, late: Late) -> None:
        late.batches.usual = Reply("Person 1 asks well", usage=Usage(input_tokens=10, output_tokens=5))
        ask = msgspec.structs.replace(COACH, content="Ada asks", withhold=("Ada",))
        await late.backlog.put(late.at.caller, ask)
        await late.backlog.hand_in(DEFAULT_ORG)
        ((line,),) = late.batches.handed_in.values()
        assert line.ask.content == "Person 1 asks"
        await late.backlog.collect(DEFAULT_ORG)
        await late.backlog.collect(DEFAULT_ORG)
        assert (await late.at.gateway.ask(late.at.caller, ask)).text == "Ada asks well"


@pytest.mark.engine
async def test_over_a_server_that_nobody_here_wrote(database: Database, tmp_path: Path) -> None:
    async with aimock([], tmp_path) as url, desk(database, tmp_path) as at:
        taken = {"openai": OpenAIBatches(url)}
        ring, teller = at.gateway._keyring, Teller(database)
        backlog = Backlog(Catalogue.read(), taken, teller, ring, at.memory, database, at.vault)
        for n in range(20):
            await backlog.put(at.caller, msgspec.structs.replace(COACH, content=str(n)))
        assert await backlog.hand_in(DEFAULT_ORG) == 20
        assert await backlog.collect(DEFAULT_ORG) == 0
        assert await backlog.collect(DEFAULT_ORG) == 20
        rows = await at.rows("select distinct digest from ai_answer")
        assert len(rows) == 20
        assert await accounts_differ(database) == []
