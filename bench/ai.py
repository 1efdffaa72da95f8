"""`./ship bench ai`: what the gateway adds to a call, and whether its accounts are right.

overhead   50 calls at once, each taking half a second, on a real PostgreSQL, over the real client to a fake provider in
           a process of its own: what we add before and after the provider's answer, and where it goes
till       50 calls at once against $0.10; 10,000 calls that end in every way there is, racing
forecast   error and coverage on histories made for it, against "as on the average day"
complaints what users of other gateways complain of, the test of ours that forbids it, and a design that it fails on
"""

import argparse
import asyncio
import os
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean
from uuid import UUID

from bench._overhead import overhead
from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.forecast import forecast
from shipspeak.ai.model import Caller, Outcome, Period, Scope, Sent, today
from shipspeak.ai.queries import differences, expire, set_budget, standings
from shipspeak.ai.teller import Teller
from shipspeak.base.log import set_up as write_log
from shipspeak.database import ADMIN, APP, DEFAULT_ORG, Database, connect, ensure_database, migrate, start, stop
from tests.ai.test_naive import COMPLAINTS


async def run(parts: Sequence[str], calls: int, races: int, seed: int, *, beside: bool) -> bool:
    well = True
    if "complaints" in parts:
        complaints()
    if "forecast" in parts:
        backtest(seed)
    if {"till", "overhead"} & set(parts):
        async with own_database() as (database, folder):
            if "till" in parts:
                well &= await till(database, races, seed)
            if "overhead" in parts:
                well &= await overhead(database, folder, calls, beside=beside)
    return well


@asynccontextmanager
async def own_database() -> AsyncIterator[tuple[Database, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="ss-bench-ai-"))
    folder.chmod(0o711)  # noqa: ASYNC240 -- before anything runs
    server = await asyncio.to_thread(start, folder / "pg")
    try:
        await ensure_database(server)
        await migrate(server.url(ADMIN), server.passwords)
        async with await connect(server.url(APP), size=8) as database:
            yield database, folder
    finally:
        await asyncio.to_thread(stop, server)
        shutil.rmtree(folder)


# -- whether the accounts are right


async def till(database: Database, races: int, seed: int) -> bool:
    print("\ntill")
    worst = Decimal(0)
    for round_ in range(20):
        person = UUID(int=1000 + round_)
        async with database.tenant(DEFAULT_ORG) as tx:
            await set_budget(tx, Scope.PERSON, str(person), Period.DAY, Decimal("0.10"))
        teller = Teller(database)
        await asyncio.gather(*(spend(teller, booked("0.007", person), "well", random.random()) for _ in range(50)))
        async with database.tenant(DEFAULT_ORG) as tx:
            found = {row.subject: row.spent_usd for row in await standings(tx, today())}
        worst = max(worst, found[str(person)])
    print(f"  50 calls at once against $0.10, 20 times: at most ${worst} spent")
    began = time.perf_counter()
    refused = await race(database, races, seed)
    seconds = time.perf_counter() - began
    async with database.tenant(DEFAULT_ORG) as tx:
        await expire(tx)
        wrong = await differences(tx)
        rows = await tx.fetchval("select count(*) from ai_attempt")
    print(
        f"  {races} calls racing, seed {seed}: {refused} refused, {rows} rows, {len(wrong)} counters differ,", end=" "
    )
    print(f"{races / seconds:.0f} a second")
    return worst <= Decimal("0.11") and not wrong


async def race(database: Database, calls: int, seed: int, at_once: int = 50) -> int:
    chance, turn, teller = random.Random(seed), asyncio.Semaphore(at_once), Teller(database)
    async with database.tenant(DEFAULT_ORG) as tx:
        await set_budget(tx, Scope.ORGANISATION, "", Period.DAY, Decimal(calls) / 400)

    async def call() -> bool:
        fate = chance.choice(["well", "well", "well", "twice", "free", "dies", "late", "dearer"])
        lease = -1.0 if fate in {"dies", "late"} else 60.0
        one = booked(f"0.00{chance.randrange(1, 90):02}", UUID(int=chance.randrange(9)), lease)
        async with turn:
            return await spend(teller, one, fate, chance.random())

    return (await asyncio.gather(*(call() for _ in range(calls)))).count(False)


async def spend(teller: Teller, one: Booking, fate: str, wait: float) -> bool:
    try:
        await teller.reserve(one)
    except BudgetSpent:
        return False
    await asyncio.sleep(wait / 200)
    cost = {"free": Decimal(0), "dearer": 2 * one.estimate_usd}.get(fate, one.estimate_usd)
    closing = Closing(Outcome.ANSWERED if cost else Outcome.FAILED, cost)
    if fate != "dies":
        await asyncio.gather(*(teller.settle(one, closing) for _ in range(2 if fate == "twice" else 1)))
    return True


def booked(estimate: str, person: UUID, lease_s: float = 60.0) -> Booking:
    caller, sent = Caller(DEFAULT_ORG, "bench", person), Sent(100, 20, 0)
    ids = UUID(int=random.getrandbits(128)), UUID(int=random.getrandbits(128))
    return Booking(*ids, 1, caller, "openai", "gpt-6-luna", "bench", "bench", Decimal(estimate), lease_s, sent)


# -- how good a forecast is


def backtest(seed: int) -> None:
    print("\nforecast of the month's end on the 10th, from 21 and 45 days; 60 made histories of each kind")
    print(f"  {'':22} {'error':>7} {'average day':>12} {'in 80 %':>8} {'in 95 %':>8}")
    for kind in ("steady", "weekdays", "growing", "weekdays and bursts"):
        for known in (21, 45):
            outcomes = [one_month(kind, known, random.Random(seed * 10_000 + n)) for n in range(60)]
            error, naive, likely, sure = (mean(column) for column in zip(*outcomes, strict=True))
            print(f"  {kind + f', {known}':22} {error:6.1%} {naive:12.1%} {likely:8.0%} {sure:8.0%}")


def one_month(kind: str, known: int, chance: random.Random) -> tuple[float, float, bool, bool]:
    now = date(2026, 10, 10)
    first = now - timedelta(days=known)
    days = [first + timedelta(days=n) for n in range((date(2026, 11, 1) - first).days)]
    costs = [day_cost(kind, n, day, chance) for n, day in enumerate(days)]
    truth = sum(cost for cost, day in zip(costs, days, strict=True) if day.month == 10)
    found = forecast(costs[:known], now)
    assert found is not None
    naive = sum(costs[known - 9 : known]) + mean(costs[:known]) * 22
    inside = (low <= truth <= high for low, high in (found.likely, found.nearly_surely))
    return abs(found.expected / truth - 1), abs(naive / truth - 1), *inside


def day_cost(kind: str, n: int, day: date, chance: random.Random) -> float:
    cost = 10 * chance.lognormvariate(0, 0.25)
    if kind.startswith("weekdays"):
        cost *= 0.1 if day.weekday() >= 5 else 1.3
    if kind == "growing":
        cost *= 1.02**n
    if "bursts" in kind and chance.random() < 0.05:
        cost *= 4
    return cost


# -- what others are complained of


def complaints() -> None:
    print("\ncomplaints about other gateways, the test that forbids it here, and the naive design that it fails on")
    for complaint, cases in COMPLAINTS.items():
        print(f"  {complaint}")
        for case in cases:
            print(f"    {case.test.__name__}\n      fails on: {case.design.__name__.replace('_', ' ')}")
    print("  proved by ./ship test tests/ai/test_naive.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["complaints", "forecast", "till", "overhead"])
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="without the LiteLLM proxy beside it")
    given = parser.parse_args()
    with Path(os.devnull).open("w") as nowhere:
        write_log(nowhere)  # written as in production, and read by nobody: budgets are meant to be used up here
        well = asyncio.run(run(given.parts, given.calls, given.races, given.seed, beside=not given.alone))
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
