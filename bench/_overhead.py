"""What the gateway adds to a call, and where it goes.

1, 10 and 50 calls at once, over the official client to a fake in a process of its own, which takes as long for the same
question as the last time, and says with each answer how long. The same questions are asked by the official client
alone, as its manual has it, in turns with the gateway, so that both see the same machine. Two readings:

whole      how much longer the same call takes with the gateway than without, call by call
remainder  what remains of a call but for the fake's own time, less the same of the client alone, percentile by
           percentile: without the fake's and the timers' own unrest, which the other has twice
within     of each call, what was spent outside the client: reserving, sealing, limits

The bar is for both, until the answer is in the caller's hands. It is settled behind the caller's back: how long after
the answer, is printed beside it.
"""

import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import UUID, uuid4

import openai
from msgspec.structs import replace as with_fields

from bench._litellm import KEY as PROXY_KEY
from bench._litellm import Running, litellm, resident_mb
from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys.keyring import Keyring, add
from shipspeak.ai.model import PLATFORM, Ask, Caller, Period, Reply, Respond, Scope
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.ai.queries import set_budget
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import FileKeystore, Vault

ASK = Respond(
    instructions="Judge how the answer begins. " * 60,
    content="S1: What does it cost? S2: It depends on a number of things. " * 30,
    schema='{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}',
    name="opening",
    version="1",
    most_tokens=400,
)
KEY = "sk-bench-0123456789"
ROUNDS = 4
BARS = {"p50": 1.0, "p95": 5.0, "p99": 10.0}
"""Milliseconds."""
SHARES = [float(name[1:]) / 100 for name in BARS]
Call = Callable[[int, str], Awaitable[tuple[float, float]]]
"""By worker and version of the question; the milliseconds that its client took, and of these the fake."""


@dataclass(frozen=True)
class Level:
    at_once: int
    takes_ms: int
    """At the provider, on average."""
    share: float
    """Of the calls that were asked for: where few go at once, the same number takes longer."""


FULL = Level(50, 500, 1.0)
LEVELS = (Level(1, 50, 0.1), Level(10, 100, 0.5), FULL)


class Timed(OpenAIProvider):
    """The real one, which notes of each call what it took and how long the fake had it (ms)."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.of_task: dict[object, tuple[float, float]] = {}

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        began = time.perf_counter()
        reply = await super().send(ask, model, key, within_s)
        took = 1000 * (time.perf_counter() - began)
        self.of_task[asyncio.current_task()] = took, float(reply.text)
        return reply


@dataclass
class Way:
    """Calls by one way: milliseconds of each, and of what was ours."""

    whole: dict[int, float] = field(default_factory=dict)
    """By the question's number."""
    remainder: list[float] = field(default_factory=list)
    """All of it but what the fake had."""
    within: list[float] = field(default_factory=list)
    """Outside the client."""
    seconds: float = 0.0
    cpu_s: float = 0.0
    """Of this process."""

    @property
    def rate(self) -> float:
        return len(self.whole) / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_s / len(self.whole)


async def overhead(database: Database, folder: Path, calls: int, *, beside: bool) -> bool:
    print("\noverhead: milliseconds that a call takes longer with the gateway than by the client alone, in turns")
    async with fake_provider() as url, AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(litellm(url, folder)) if beside else None
        parts: dict[str, list[float]] = defaultdict(list)
        before = resident_mb(os.getpid())
        gateway, provider, callers = await wired(database, folder, url, parts)
        by_gateway, alone = asked(gateway, provider, callers), sent(url, KEY)
        for call in (by_gateway, alone):  # connections, plans, imports are warm
            await storm(FULL, 4 * FULL.at_once, call, Way())
        resident = resident_mb(os.getpid()) - before
        for level in LEVELS:
            for spent in parts.values():
                spent.clear()
            with_us, bare = Way(), Way()
            await in_turns(level, round(calls * level.share), {by_gateway: with_us, alone: bare})
            well = report(level, with_us, bare, parts)
        if proxy:
            await side_by_side(
                calls, proxy, resident, {by_gateway: Way(), alone: Way(), sent(proxy.url, PROXY_KEY): Way()}
            )
        await gateway.close()
    return well


async def in_turns(level: Level, calls: int, ways: Mapping[Call, Way]) -> None:
    """The same questions by each."""
    for _ in range(ROUNDS):
        first = _numbered(calls // ROUNDS)
        for call, way in ways.items():
            await storm(level, calls // ROUNDS, call, way, first)


def report(level: Level, with_us: Way, bare: Way, parts: Mapping[str, Sequence[float]]) -> bool:
    """Whether the bar holds by both readings."""
    longer = [took - bare.whole[number] for number, took in with_us.whole.items()]
    print(
        f"\n  {level.at_once} at once, {len(longer)} of each, {level.takes_ms} ms at the provider: {with_us.rate:.0f}/s"
    )
    print(f"  CPU of this process for each: {with_us.cpu_ms:.2f} ms with us, {bare.cpu_ms:.2f} ms without")
    print(f"  {'':32} {'p50':>7} {'p95':>7} {'p99':>7} {'mean':>7} ms")
    show("added, whole", longer)
    added = [at(with_us.remainder, share) - at(bare.remainder, share) for share in SHARES]
    print(f"  {'added, remainder':32} {_in_columns([*added, mean(with_us.remainder) - mean(bare.remainder)])}")
    show("  within, outside its client", with_us.within)
    show("    looking up and reserving", parts["looking up and reserving"])
    show("  remainder with us", with_us.remainder)
    show("  remainder without", bare.remainder)
    show("settled, after the answer", parts["settled, after the answer"])
    missed = [
        f"{name} ({reading})"
        for reading, found in (("whole", [at(longer, share) for share in SHARES]), ("remainder", added))
        for (name, bar), ms in zip(BARS.items(), found, strict=True)
        if ms > bar
    ]
    if level is FULL:
        print(f"  bar {BARS}: {'held' if not missed else f'missed at {missed}'}")
    return not missed


async def side_by_side(calls: int, proxy: Running, resident: float, ways: Mapping[Call, Way]) -> None:
    """What either adds to a call of the client alone; calls a second; memory; how long until it can be asked."""
    by_proxy = list(ways)[-1]
    await storm(FULL, 4 * FULL.at_once, by_proxy, Way())
    await in_turns(FULL, calls, ways)
    with_us, bare, through = ways.values()
    print("\n  side by side, added (remainder)       p50     p95     p99 ms     rate    memory  starts in")
    lines = (
        ("ShipSpeak's gateway, with ledger", with_us, resident, load_s()),
        ("LiteLLM's proxy, without", through, proxy.resident_mb, proxy.started_s),
    )
    for label, way, memory, started in lines:
        added = [at(way.remainder, share) - at(bare.remainder, share) for share in SHARES]
        print(f"  {label:32} {_in_columns(added)}    {way.rate:4.0f}/s {memory:6.0f} MB {started:8.1f} s")


def load_s() -> float:
    """Seconds until a process has loaded gateway, client and prices: ours is in the process that asks."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import shipspeak.ai.asking.gateway, genai_prices, openai"], check=True)
    return time.perf_counter() - began


async def wired(
    database: Database, folder: Path, url: str, parts: dict[str, list[float]]
) -> tuple[Gateway, Timed, Sequence[Caller]]:
    """A gateway as the product has it, budgets of every kind set; and callers of five people and meetings."""
    vault = Vault(FileKeystore(folder / "keys"))
    async with database.tenant(PLATFORM) as tx:
        await add(tx, vault, "bench", "openai", KEY, None)
    async with database.tenant(DEFAULT_ORG) as tx:
        for scope, subject in ((Scope.ORGANISATION, ""), (Scope.PERSON, "*"), (Scope.FEATURE, "bench")):
            for period in Period:
                await set_budget(tx, scope, subject, period, Decimal(1000))
    callers = [Caller(DEFAULT_ORG, "bench", UUID(int=n), await a_meeting(database, vault)) for n in range(5)]
    provider, teller = Timed(url), Teller(database)
    clocked(teller, "reserve", parts["looking up and reserving"])
    until_settled(teller, parts["settled, after the answer"])
    memory = Memory(database, vault, "bench")
    gateway = Gateway(unlimited(Catalogue.read()), {"openai": provider}, teller, Keyring(database, vault), memory)
    return gateway, provider, callers


async def a_meeting(database: Database, vault: Vault) -> UUID:
    meeting = uuid4()
    vault.admit(DEFAULT_ORG, meeting)
    async with database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(
            "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'other', 'cost', 1, '')",
            DEFAULT_ORG,
            meeting,
        )
    return meeting


def clocked(owner: object, name: str, spent: list[float]) -> None:
    """Add up the milliseconds of what is awaited."""
    inner: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def timed(*args: Any, **more: Any) -> Any:  # noqa: ANN401 -- passed on as they are
        began = time.perf_counter()
        try:
            return await inner(*args, **more)
        finally:
            spent.append(1000 * (time.perf_counter() - began))

    setattr(owner, name, timed)


def until_settled(teller: Teller, spent: list[float]) -> None:
    """Add up the milliseconds from an answer until the till has it."""
    settle = teller.settle_behind

    def timed(*args: Any, **more: Any) -> Any:  # noqa: ANN401 -- passed on as they are
        began = time.perf_counter()
        settling = settle(*args, **more)
        settling.add_done_callback(lambda _: spent.append(1000 * (time.perf_counter() - began)))
        return settling

    teller.settle_behind = timed  # type: ignore[method-assign]


def unlimited(catalogue: Catalogue) -> Catalogue:
    """Without limits of its own: they would be waited for."""
    endpoint = with_fields(catalogue.providers["openai"], requests=10**9, tokens=10**9, audio_s=10**9)
    return with_fields(catalogue, providers={**catalogue.providers, "openai": endpoint})


_last = 0


def _numbered(count: int) -> int:
    """The first of so many questions that were never asked before."""
    global _last  # noqa: PLW0603 -- it counts
    _last += count
    return _last - count


def asked(gateway: Gateway, provider: Timed, callers: Sequence[Caller]) -> Call:
    """A call through the gateway."""

    async def call(worker: int, version: str) -> tuple[float, float]:
        await gateway.ask(callers[worker % len(callers)], with_fields(ASK, version=version))
        return provider.of_task[asyncio.current_task()]

    return call


def sent(url: str, key: str) -> Call:
    """The same call by the official client alone, as its manual has it."""
    client = openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0)
    form: Any = {"type": "json_schema", "name": ASK.name, "schema": json.loads(ASK.schema), "strict": True}

    async def call(_: int, version: str) -> tuple[float, float]:
        response = await client.responses.create(
            model="gpt-6.1-terra",
            instructions=ASK.instructions,
            input=ASK.content,
            text={"format": form},
            max_output_tokens=ASK.most_tokens,
            prompt_cache_key=f"{ASK.name}-{version}",
            store=False,
        )
        return 0.0, float(response.output_text)

    return call


async def storm(level: Level, calls: int, call: Call, way: Way, first: int | None = None) -> None:
    """So many questions from `first` on, as many of them at any moment as the level has."""
    start = _numbered(calls) if first is None else first
    left, began, cpu_began = iter(range(start, start + calls)), time.perf_counter(), time.process_time()

    async def worker(place: int) -> None:
        await asyncio.sleep(level.takes_ms / 1000 * place / level.at_once)
        for number in left:
            asked_at = time.perf_counter()
            in_client, at_fake = await call(place, f"{level.takes_ms}.{number}")
            took = 1000 * (time.perf_counter() - asked_at)
            way.whole[number] = took
            way.remainder.append(took - at_fake)
            way.within.append(took - in_client)

    await asyncio.gather(*(worker(place) for place in range(level.at_once)))
    way.seconds += time.perf_counter() - began
    way.cpu_s += time.process_time() - cpu_began


@asynccontextmanager
async def fake_provider() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench._openai", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


def show(label: str, values: Sequence[float]) -> None:
    print(f"  {label:32} {_in_columns([*(at(values, share) for share in SHARES), mean(values)])}")


def _in_columns(values: Sequence[float]) -> str:
    return " ".join(f"{ms:7.2f}" for ms in values)


def at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
