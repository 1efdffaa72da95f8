"""What the gateway adds to a call, and where it goes.

50 calls at once, each of about half a second, over the official client to a fake in a process of its own that says with
each answer how long it had it. What remains of a call is ours: the client, the loop on which 50 calls wait for each
other, and the gateway. The same call is made by the official client alone, as its manual has it, in turns with the
gateway, so that both see the same machine.

added      the remainder with the gateway less the remainder without, percentile by percentile: what a caller notices,
           and what the bar is for
within     of each call, what was spent outside the client: reserving, settling, sealing, limits
"""

import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openai
from msgspec.structs import replace as with_fields

from bench._litellm import KEY as PROXY_KEY
from bench._litellm import Running, litellm, resident_mb
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.gateway import Gateway
from shipspeak.ai.keyring import Keyring, add
from shipspeak.ai.memory import Memory
from shipspeak.ai.model import PLATFORM, Ask, Caller, Period, Reply, Respond, Scope
from shipspeak.ai.openai_provider import OpenAIProvider
from shipspeak.ai.queries import set_budget
from shipspeak.ai.teller import Teller
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
AT_ONCE, TAKES_S, ROUNDS = 50, 0.5, 4
BARS = {"p50": 1.0, "p95": 5.0, "p99": 10.0}
"""Milliseconds."""


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
class Measured:
    """Milliseconds of each call."""

    with_us: list[float] = field(default_factory=list)
    """All of it but what the fake had."""
    bare: list[float] = field(default_factory=list)
    within: list[float] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def added(self, share: float) -> float:
        return at(self.with_us, share) - at(self.bare, share)


async def overhead(database: Database, folder: Path, calls: int, *, beside: bool) -> bool:
    print(f"\noverhead: {calls} calls of each kind, {AT_ONCE} at once, each about {TAKES_S} s at the provider")
    async with fake_provider() as url, AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(litellm(url, folder)) if beside else None
        found, through, resident = Measured(), Measured(), resident_mb(os.getpid())
        gateway, provider, callers = await wired(database, folder, url, found)
        await storm(AT_ONCE * 4, asked(gateway, provider, callers, Measured()))  # connections, plans, imports are warm
        resident = resident_mb(os.getpid()) - resident
        for spent in found.parts.values():
            spent.clear()
        alone, by_proxy = sent(url, KEY, found), sent(proxy.url if proxy else url, PROXY_KEY, through)
        for call in (alone, by_proxy):
            await storm(AT_ONCE * 4, call)
        found.bare.clear()
        through.bare.clear()
        cpu = seconds = proxy_seconds = 0.0
        for _ in range(ROUNDS):
            cpu_began = time.process_time()
            seconds += await storm(calls // ROUNDS, asked(gateway, provider, callers, found))
            cpu += time.process_time() - cpu_began
            await storm(calls // ROUNDS, alone)
            if proxy:
                proxy_seconds += await storm(calls // ROUNDS, by_proxy)
        rate = len(found.with_us) / seconds
        well = report(found, rate, 1000 * cpu / len(found.with_us))
        if proxy:
            side_by_side(found, through, proxy, resident, (rate, len(through.bare) / proxy_seconds))
        await gateway.close()
    return well


def report(found: Measured, rate: float, cpu_ms: float) -> bool:
    print(f"  {rate:.0f} calls a second, {cpu_ms:.2f} ms of our CPU for each, the client's included")
    print(f"  {'':32} {'p50':>7} {'p95':>7} {'p99':>7} ms")
    added = {name: found.added(float(name[1:]) / 100) for name in BARS}
    print(f"  {'added by the gateway':32} " + " ".join(f"{ms:7.2f}" for ms in added.values()))
    show("within, outside its client", found.within)
    for label, values in found.parts.items():
        show(f"  {label}", values)
    show("client and loop, with us", found.with_us)
    show("client and loop, without", found.bare)
    missed = [name for name, bar in BARS.items() if added[name] > bar]
    print(f"  bar {BARS}: {'held' if not missed else f'missed at {missed}'}")
    return not missed


def side_by_side(
    found: Measured, through: Measured, proxy: Running, resident: float, rates: tuple[float, float]
) -> None:
    """What either adds to a call of the client alone; calls a second; its memory; how long until it can be asked."""
    print("\n  side by side, added to a call         p50     p95     p99 ms     rate    memory  starts in")
    lines = (
        ("ShipSpeak's gateway, with ledger", found.with_us, rates[0], resident, load_s()),
        ("LiteLLM's proxy, without", through.bare, rates[1], proxy.resident_mb, proxy.started_s),
    )
    for label, values, rate, memory, started in lines:
        added = (at(values, float(name[1:]) / 100) - at(found.bare, float(name[1:]) / 100) for name in BARS)
        said = " ".join(f"{ms:7.2f}" for ms in added)
        print(f"  {label:32} {said}    {rate:4.0f}/s {memory:6.0f} MB {started:8.1f} s")


def load_s() -> float:
    """Seconds until a process has loaded gateway, client and prices: ours is in the process that asks."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import shipspeak.ai.gateway, genai_prices, openai"], check=True)
    return time.perf_counter() - began


async def wired(database: Database, folder: Path, url: str, found: Measured) -> tuple[Gateway, Timed, Sequence[Caller]]:
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
    clocked(teller, "reserve", found.parts["looking up and reserving"])
    clocked(teller, "settle", found.parts["settling and remembering"])
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


def unlimited(catalogue: Catalogue) -> Catalogue:
    """Without limits of its own: they would be waited for."""
    endpoint = with_fields(catalogue.providers["openai"], requests=10**9, tokens=10**9, audio_s=10**9)
    return with_fields(catalogue, providers={**catalogue.providers, "openai": endpoint})


Call = Callable[[int], Awaitable[None]]
_versions = count()


def asked(gateway: Gateway, provider: Timed, callers: Sequence[Caller], found: Measured) -> Call:
    """A call through the gateway, of a question that was never asked before."""

    async def call(worker: int) -> None:
        ask = with_fields(ASK, version=f"v{next(_versions)}")
        began = time.perf_counter()
        await gateway.ask(callers[worker % len(callers)], ask)
        took = 1000 * (time.perf_counter() - began)
        in_client, at_fake = provider.of_task[asyncio.current_task()]
        found.with_us.append(took - at_fake)
        found.within.append(took - in_client)

    return call


def sent(url: str, key: str, found: Measured) -> Call:
    """The same call by the official client alone, as its manual has it."""
    client = openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0)
    form: Any = {"type": "json_schema", "name": ASK.name, "schema": json.loads(ASK.schema), "strict": True}

    async def call(_: int) -> None:
        began = time.perf_counter()
        response = await client.responses.create(
            model="gpt-6.1-terra",
            instructions=ASK.instructions,
            input=ASK.content,
            text={"format": form},
            max_output_tokens=ASK.most_tokens,
            prompt_cache_key=f"{ASK.name}-{next(_versions)}",
            store=False,
        )
        at_fake = float(response.output_text)
        found.bare.append(1000 * (time.perf_counter() - began) - at_fake)

    return call


async def storm(calls: int, call: Call) -> float:
    """So many calls, AT_ONCE of them at any moment; seconds of all."""
    left, began = iter(range(calls)), time.perf_counter()

    async def worker(number: int) -> None:
        await asyncio.sleep(TAKES_S * number / AT_ONCE)
        for _ in left:
            await call(number)

    await asyncio.gather(*(worker(n) for n in range(AT_ONCE)))
    return time.perf_counter() - began


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
    print(f"  {label:32} " + " ".join(f"{at(values, float(name[1:]) / 100):7.2f}" for name in BARS))


def at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
