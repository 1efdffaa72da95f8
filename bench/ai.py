"""`./ship bench ai`: what the gateway adds to a call, and whether its accounts are right.

overhead   50 calls at once, each taking half a second, on a real PostgreSQL, over the real client to a fake provider in
           a process of its own: what we add before and after the provider's answer, and where it goes
till       50 calls at once against $0.10; 10,000 calls that end in every way there is, racing
forecast   error and coverage on histories made for it, against "as on the average day"
complaints what users of other gateways complain of, and the test of ours that forbids it
"""

import argparse
import ast
import asyncio
import logging
import math
import random
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import UUID

from msgspec.structs import replace as with_fields

from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.forecast import forecast
from shipspeak.ai.gateway import Gateway
from shipspeak.ai.keyring import Keyring, add
from shipspeak.ai.memory import Memory
from shipspeak.ai.model import PLATFORM, Caller, Outcome, Period, Respond, Scope, Sent, today
from shipspeak.ai.openai_provider import OpenAIProvider
from shipspeak.ai.queries import differences, expire, set_budget, standings
from shipspeak.ai.teller import Teller
from shipspeak.database import ADMIN, APP, DEFAULT_ORG, Database, connect, ensure_database, migrate, start, stop
from shipspeak.vault import FileKeystore, Vault

ASK = Respond(
    instructions="Judge how the answer begins. " * 60,
    content="S1: What does it cost? S2: It depends on a number of things. " * 30,
    schema='{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}',
    name="opening",
    version="1",
    most_tokens=400,
)
AT_ONCE, TAKES_S = 50, 0.5
BARS = {"p50": 1.0, "p95": 5.0, "p99": 10.0}
"""Milliseconds."""


async def run(parts: Sequence[str], calls: int, races: int, seed: int) -> bool:
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
                well &= await overhead(database, folder, calls)
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


# -- what the gateway adds


class Watched:
    """Adds up the milliseconds of what is awaited, call by call."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.of_task: dict[object, float] = {}
        """The last of `provider`, by who asked."""

    def method(self, owner: Any, name: str, label: str) -> None:  # noqa: ANN401 -- any object with such a method
        inner: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def timed(*args: Any, **more: Any) -> Any:  # noqa: ANN401 -- passed on as they are
            began = time.perf_counter()
            try:
                return await inner(*args, **more)
            finally:
                took = 1000 * (time.perf_counter() - began)
                self.spent[label].append(took)
                if label == "provider":
                    self.of_task[asyncio.current_task()] = took

        setattr(owner, name, timed)


async def overhead(database: Database, folder: Path, calls: int) -> bool:
    print(f"\noverhead: {calls} calls, {AT_ONCE} at once, each {TAKES_S} s at the provider")
    async with fake_provider() as url:
        gateway, provider, watched = await wired(database, folder, url)
        await storm(gateway, watched, AT_ONCE * 6)  # connections, plans and imports are warm
        watched.spent.clear()
        began = time.process_time()
        added, seconds = await storm(gateway, watched, calls)
        cpu = 1000 * (time.process_time() - began) / calls
        inside = watched.spent["provider"]
        direct = await bare(provider, calls // 2)
        await gateway.close()
    print(f"  {calls / seconds:.0f} calls a second, {cpu:.2f} ms of our CPU for each, the client's included")
    print(f"  {'':28} {'p50':>7} {'p95':>7} {'p99':>7} ms")
    show("added by the gateway", added)
    for label in ("asked before?", "reserve", "settle"):
        show(f"  {label}", watched.spent[label])
    show("client and provider, with us", inside)
    show("client and provider, alone", direct)
    missed = [name for name, bar in BARS.items() if at(added, float(name[1:]) / 100) > bar]
    print(f"  bar {BARS}: {'held' if not missed else f'missed at {missed}'}")
    return not missed


async def wired(database: Database, folder: Path, url: str) -> tuple[Gateway, OpenAIProvider, Watched]:
    vault = Vault(FileKeystore(folder / "keys"))
    async with database.tenant(PLATFORM) as tx:
        await add(tx, vault, "bench", "openai", "sk-bench-0123456789", None)
    for scope, subject in ((Scope.ORGANISATION, ""), (Scope.PERSON, "*"), (Scope.FEATURE, "bench")):
        for period in Period:
            async with database.tenant(DEFAULT_ORG) as tx:
                await set_budget(tx, scope, subject, period, Decimal(1000))
    ours = Catalogue.read()
    fast = replace_endpoint(ours)
    provider, teller, memory = OpenAIProvider(url), Teller(database), Memory(database, vault, "bench")
    watched = Watched()
    watched.method(teller, "reserve", "reserve")
    watched.method(teller, "settle", "settle")
    watched.method(memory, "recall", "asked before?")
    watched.method(provider, "send", "provider")
    return Gateway(fast, {"openai": provider}, teller, Keyring(database, vault), memory), provider, watched


def replace_endpoint(catalogue: Catalogue) -> Catalogue:
    """Without limits of its own: they would be waited for."""
    endpoint = with_fields(catalogue.providers["openai"], requests=10**9, tokens=10**9, audio_s=10**9)
    return with_fields(catalogue, providers={**catalogue.providers, "openai": endpoint})


async def storm(gateway: Gateway, watched: Watched, calls: int) -> tuple[list[float], float]:
    """Milliseconds of each call but for its provider's; and seconds of all."""
    added: list[float] = []
    left = iter(range(calls))

    async def worker(number: int) -> None:
        caller = Caller(DEFAULT_ORG, "bench", UUID(int=number % 5))
        await asyncio.sleep(TAKES_S * number / AT_ONCE)
        for n in left:
            ask = with_fields(ASK, version=f"{calls}.{n}")
            began = time.perf_counter()
            await gateway.ask(caller, ask)
            took = 1000 * (time.perf_counter() - began)
            added.append(took - watched.of_task[asyncio.current_task()])

    began = time.perf_counter()
    await asyncio.gather(*(worker(n) for n in range(AT_ONCE)))
    return added, time.perf_counter() - began


async def bare(provider: OpenAIProvider, calls: int) -> list[float]:
    """The same without a gateway."""
    spent: list[float] = []
    left = iter(range(calls))

    async def worker(number: int) -> None:
        await asyncio.sleep(TAKES_S * number / AT_ONCE)
        for _ in left:
            began = time.perf_counter()
            await OpenAIProvider.send(provider, ASK, "gpt-6-luna", "sk-bench-0123456789", 30)
            spent.append(1000 * (time.perf_counter() - began))

    await asyncio.gather(*(worker(n) for n in range(AT_ONCE)))
    return spent


@asynccontextmanager
async def fake_provider() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench._openai", str(TAKES_S), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


def show(label: str, values: Sequence[float]) -> None:
    print(f"  {label:28} {at(values, 0.5):7.2f} {at(values, 0.95):7.2f} {at(values, 0.99):7.2f}")


def at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


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
    print("\ncomplaints about other gateways, and the test that forbids it here (./ship test tests/ai)")
    for file in sorted(Path("tests/ai").glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                said = (ast.get_docstring(node) or "").partition(":")[0]
                if re.search(r"#\d", said):
                    print(f"  {said:42} {file.stem}::{node.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["complaints", "forecast", "till", "overhead"])
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.WARNING)  # budgets are meant to be used up here
    raise SystemExit(0 if asyncio.run(run(given.parts, given.calls, given.races, given.seed)) else 1)


if __name__ == "__main__":
    main()
