"""Budgets on a real PostgreSQL: reserved before, settled after, whatever happens in between."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import PLATFORM, Outcome, Period, Scope
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.queries import expire, reserve, settle, standings
from shipspeak.database import APP, DEFAULT_ORG, Database, Server, connect
from tests.ai.another_process import fifty
from tests.ai.till import PERSON, accounts_differ, booking, budget, closing, standing

pytestmark = pytest.mark.engine


async def test_fifty_calls_at_once_never_spend_more_than_there_is(database: Database) -> None:
    """litellm #26672, #23714, #11083, PR#9658: whoever checks, then spends, lets all fifty pass the check."""
    await budget(database, "0.10")
    teller, all_have_asked = Teller(database), asyncio.Barrier(50)

    async def call() -> bool:
        booked = booking("0.007")
        try:
            await teller.reserve(booked)
        except BudgetSpent:
            return False
        finally:
            await all_have_asked.wait()
        await asyncio.sleep(random.random() / 50)
        await teller.settle(booked, closing("0.007"))
        return True

    served = sum(await asyncio.gather(*(call() for _ in range(50))))
    (day,) = await standing(database)
    assert served == 14  # 14 times 0.007 is 0.098
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.098"), 0)
    assert await accounts_differ(database) == []


async def test_a_refusal_says_which_budget_how_much_and_until_when(database: Database) -> None:
    """litellm #14144: an error that does not say which."""
    await budget(database, "1")
    await budget(database, "0.02", Scope.PERSON, str(PERSON), Period.MONTH)
    teller = Teller(database)
    first = booking("0.012")
    await teller.reserve(first)
    with pytest.raises(BudgetSpent) as refused:
        await teller.reserve(booking("0.011"))
    now = datetime.now(UTC)
    assert refused.value.facts == {
        "scope": "person",
        "period": "month",
        "limit": "0.0200",
        "spent": "0.0000",
        "reserved": "0.0120",
        "needs": "0.0110",
        "resets": f"{now.year + now.month // 12}-{now.month % 12 + 1:02}-01 00:00 UTC",
    }
    assert "person budget for this month" in str(refused.value)


async def test_nothing_is_refused_where_no_budget_is_set(database: Database) -> None:
    """litellm #22726: "budget exceeded" of a budget that nobody had set."""
    teller = Teller(database)
    await teller.reserve(booking("1000000"))
    assert await standing(database) == []


async def test_a_refused_call_leaves_nothing_behind(database: Database) -> None:
    """litellm #36926: a phantom that reserves for ever."""
    await budget(database, "0.01")
    with pytest.raises(BudgetSpent):
        await Teller(database).reserve(booking("0.02"))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (0, 0)
    assert await accounts_differ(database) == []


async def test_money_that_comes_back_and_a_budget_that_is_raised_count_at_once(database: Database) -> None:
    """litellm #27735: refused by a sum that was remembered from before."""
    await budget(database, "0.10")
    one, other = Teller(database), Teller(database)
    first = booking("0.10")
    await one.reserve(first)
    with pytest.raises(BudgetSpent):
        await other.reserve(booking("0.05"))
    await one.settle(first, closing("0.05"))
    await other.reserve(booking("0.05"))
    with pytest.raises(BudgetSpent):
        await other.reserve(booking("0.05"))
    await budget(database, "0.15")
    await other.reserve(booking("0.05"))


async def test_a_budget_may_be_spent_in_one_moment_and_then_stays_spent(database: Database) -> None:
    """wso2 #2936: a limiter for a budget lets a trickle through for ever, and never all of it at once."""
    await budget(database, "0.10")
    teller = Teller(database)
    booked = [booking("0.01") for _ in range(10)]
    await asyncio.gather(*(teller.reserve(one) for one in booked))
    await asyncio.gather(*(teller.settle(one, closing("0.01")) for one in booked))
    for _ in range(3):
        await asyncio.sleep(0.1)  # at $0.10 a second, as a limiter would have it, there would be room again
        with pytest.raises(BudgetSpent):
            await teller.reserve(booking("0.01"))


async def test_what_a_dead_process_had_reserved_becomes_spent_and_is_corrected_by_late_news(database: Database) -> None:
    """litellm #36926: a reservation that nobody ends is held for ever."""
    await budget(database, "1")
    teller = Teller(database)
    dead = booking("0.30", lease_s=-1)
    await teller.reserve(dead)
    await Teller(database).reserve(booking("0.10"))  # the next process heals it; one that runs looks every 15 s
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.30"), Decimal("0.10"))
    await teller.settle(dead, closing("0.05"))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.05"), Decimal("0.10"))
    assert await accounts_differ(database) == []


async def test_a_second_settling_changes_nothing(database: Database) -> None:
    await budget(database, "1")
    teller = Teller(database)
    booked = booking("0.30")
    await teller.reserve(booked)
    for cost in ("0.20", "0.25", "0"):
        await teller.settle(booked, closing(cost))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.20"), 0)


async def test_what_the_server_forgot_in_a_crash_is_written_down_when_its_answer_comes(database: Database) -> None:
    await budget(database, "1")
    forgotten = booking("0.30")
    await Teller(database).settle(forgotten, closing("0.20"))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.20"), 0)
    assert await accounts_differ(database) == []


async def test_two_processes_share_one_budget(database: Database) -> None:
    """Bifrost #3547: counters in the memory of each replica spend a budget once for each."""
    await budget(database, "0.01")
    await Teller(database).reserve(booking("0.01"))
    with pytest.raises(BudgetSpent):
        await Teller(database).reserve(booking("0.01"))


async def test_two_processes_race_for_one_budget_and_one_is_killed_before_it_settles(
    database: Database,
) -> None:
    await budget(database, "0.10")
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.ai.another_process"), stdin=PIPE, stdout=PIPE, env=there
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{database.url}\n".encode())
    assert await child.stdout.readline() == b"ready\n"
    child.stdin.write(b"\n")
    ours = await fifty(Teller(database))
    assert ours + int(await child.stdout.readline()) == 14
    assert await child.stdout.readline() == b"answered\n"
    child.kill()
    await child.wait()
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.098"), Decimal("0.001")), "the most that it may have cost"
    assert await accounts_differ(database) == []
    await asyncio.sleep(0.3)
    await Teller(database).reserve(booking("0.0005"))
    (day,) = await standing(database)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.099"), Decimal("0.0005")), "never too little"
    assert await accounts_differ(database) == []


async def test_each_persons_budget_is_their_own_unless_one_is_named(database: Database) -> None:
    await budget(database, "0.01", Scope.PERSON, "*")
    await budget(database, "0.05", Scope.PERSON, str(PERSON))
    teller = Teller(database)
    await teller.reserve(booking("0.05"))
    await teller.reserve(booking("0.01", person=UUID(int=8)))
    await teller.reserve(booking("9", person=None))
    with pytest.raises(BudgetSpent):
        await teller.reserve(booking("0.01", person=UUID(int=8)))
    shown = {row.subject: row.reserved_usd for row in await standing(database)}
    assert shown == {str(PERSON): Decimal("0.05"), str(UUID(int=8)): Decimal("0.01")}


async def test_the_platforms_budget_holds_across_organisations(
    database: Database, catalogue: asyncpg.Connection
) -> None:
    other = UUID(int=99)
    await catalogue.execute("insert into organisation (org_id) values ($1)", other)
    await budget(database, "0.03", Scope.PLATFORM, org=PLATFORM)
    teller = Teller(database)
    ours = booking("0.02")
    await teller.reserve(ours)
    with pytest.raises(BudgetSpent) as refused:
        await teller.reserve(booking("0.02", org=other))
    assert refused.value.facts["scope"] == "platform"
    await teller.settle(ours, closing("0.005"))
    await teller.reserve(booking("0.02", org=other))
    assert [await accounts_differ(database, org) for org in (PLATFORM, DEFAULT_ORG, other)] == [[], [], []]
    (day,) = await standing(database, PLATFORM)
    assert (day.spent_usd, day.reserved_usd) == (Decimal("0.005"), Decimal("0.02"))


async def test_a_share_of_a_budget_is_announced_once(database: Database) -> None:
    await budget(database, "0.10")
    said = []
    for cost in ("0.04", "0.02", "0.02", "0.01", "0.01"):
        booked = booking(cost)
        async with database.tenant(DEFAULT_ORG) as tx:
            assert await reserve(tx, booked) == []
            said.append([passed.percent for passed in await settle(tx, booked.id, closing(cost))])
    assert said == [[], [50], [80], [], [100]]


async def test_the_ledger_adds_up_to_the_counters_however_calls_race(database: Database) -> None:
    await budget(database, "25")  # about half of them
    await race(database, calls=10_000, seed=random.randrange(2**32))
    assert await accounts_differ(database) == []
    (day,) = await standing(database)
    assert day.reserved_usd == 0


async def race(database: Database, calls: int, seed: int, at_once: int = 32) -> int:
    """Calls that end in every way there is, at once; how many were refused."""
    chance, turn = random.Random(seed), asyncio.Semaphore(at_once)
    teller = Teller(database)

    async def call() -> bool:
        amount = f"0.00{chance.randrange(1, 90):02}"
        fate = chance.choice(["well", "well", "well", "twice", "free", "dies", "late", "dearer"])
        booked = booking(amount, person=UUID(int=chance.randrange(3)), lease_s=-1 if fate in ("dies", "late") else 60)
        async with turn:
            try:
                await teller.reserve(booked)
            except BudgetSpent:
                return False
            await asyncio.sleep(chance.random() / 200)
            match fate:
                case "free":
                    await teller.settle(booked, closing("0", Outcome.FAILED))
                case "twice":
                    await asyncio.gather(*(teller.settle(booked, closing(amount)) for _ in range(2)))
                case "dies":
                    pass
                case "dearer":
                    await teller.settle(booked, closing(amount + "5"))
                case _:
                    await teller.settle(booked, closing(amount))
        return True

    served = await asyncio.gather(*(call() for _ in range(calls)))
    async with database.tenant(DEFAULT_ORG) as tx:
        await expire(tx)
    return served.count(False)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])  # at any hour one has another date
async def test_days_begin_in_utc_wherever_the_server_stands(
    server: Server, fresh: str, catalogue: asyncpg.Connection, zone: str
) -> None:
    await catalogue.execute(f'alter database {fresh} set timezone = "{zone}"')
    async with await connect(server.url(APP, fresh)) as database:
        await budget(database, "0.10")
        teller, booked = Teller(database), booking("0.08")
        await teller.reserve(booked)
        await teller.settle(booked, closing("0.08"))
        with pytest.raises(BudgetSpent) as refused:
            await teller.reserve(booking("0.03"))
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        assert refused.value.facts["resets"] == f"{tomorrow} 00:00 UTC"
        (day,) = await standing(database)
        assert day.spent_usd == Decimal("0.08")


async def test_spending_of_yesterday_does_not_count_today(database: Database, catalogue: asyncpg.Connection) -> None:
    await budget(database, "0.10")
    teller = Teller(database)
    booked = booking("0.10")
    await teller.reserve(booked)
    await catalogue.execute("update ai_attempt set day = day - 40; update ai_counter set starts = starts - 40")
    await teller.settle(booked, closing("0.10"))
    await teller.reserve(booking("0.10"))
    async with database.tenant(DEFAULT_ORG) as tx:
        (day,) = await standings(tx, datetime.now(UTC).date())
    assert (day.spent_usd, day.reserved_usd) == (0, Decimal("0.10"))
