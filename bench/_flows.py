"""What `./ship bench kill` needs to know of a flow, and a small one of six steps."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from shipspeak.base import ShipSpeakError
from shipspeak.database import DEFAULT_ORG, Database, Tx
from shipspeak.jobs import Job, Journey, Run, Task, enqueue


@dataclass(frozen=True)
class Flow:
    """`accept` puts one piece of work in and returns its run; `results` counts what came of it (1 when all is well)."""

    job: Job
    task: Task
    prepare: str
    """SQL for an empty database, as its owner; may be empty."""
    accept: Callable[[Database, int], Awaitable[UUID]]
    results: Callable[[Tx, UUID], Awaitable[int]]


class Planted(ShipSpeakError):
    """A failure planted in every tenth run: {number}."""

    status = 422


JOB = Job("bench.six_steps")


def six_steps(_: Database | None = None) -> Flow:
    """About 1.5 s: steps that wait, two that compute in a thread; every tenth run fails on purpose in its fourth."""
    prepare = """create table public.bench_result (run uuid not null, at timestamptz default now());
                 create sequence public.bench_number;
                 grant insert, select on public.bench_result to shipspeak_app;
                 grant usage on sequence public.bench_number to shipspeak_app"""
    return Flow(JOB, Task(_work), prepare, _accept, _results)


async def _accept(database: Database, number: int) -> UUID:
    async with database.tenant(DEFAULT_ORG) as tx:
        return await enqueue(tx, JOB, number=UUID(int=number))


async def _work(run: Run, journey: Journey) -> None:
    async def waits() -> bytes:
        await asyncio.sleep(0.25)
        return b"waited"

    async def computes() -> bytes:
        return await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", b"", b"", 300_000)

    async def may_fail() -> bytes:
        number = UUID(run.ids["number"]).int
        if number % 10 == 9:
            raise Planted(number=number)
        return b""

    async def keep(tx: Tx, _: bytes) -> None:
        await tx.execute("insert into public.bench_result (run) values ($1)", run.id)

    await journey.step("upload", waits)
    await journey.step("hear", computes)
    await journey.step("choose", waits)
    await journey.step("transcribe", may_fail)
    await journey.step("analyse", computes)
    await journey.step("report", waits, keep)


async def _results(tx: Tx, run: UUID) -> int:
    return int(await tx.fetchval("select count(*) from public.bench_result where run = $1", run))
