"""`./ship bench kill`: kill workers and PostgreSQL at random points; nothing accepted is lost, done twice or stuck.

Real processes, `kill -9`. Exit status 0 if every run ended with exactly one result or one clear failure, no finished
step's work began again, and nothing stayed locked for more than 30 s.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

import asyncpg

from bench._flows import Flow
from bench._kill_worker import flow_named
from bench._server import own_server
from shipspeak.database import (
    ADMIN,
    DEFAULT_ORG,
    WORKER,
    Database,
    DatabaseUnreachable,
    Server,
    TransactionLost,
    alive,
    connect,
    process,
    start,
)

LOCKED_AT_MOST_S = 30.0
BUSY_WITHIN_S = 30.0


@dataclass
class Seen:
    """What happened, as an onlooker sees it."""

    accepted: list[UUID] = field(default_factory=list)
    refused: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    """Kills that met work: a run was in hand a quarter of a second before."""
    locked_s: list[float] = field(default_factory=list)
    """How long nobody could take a run because a dead worker held it."""
    away_s: list[float] = field(default_factory=list)
    """How long PostgreSQL was away after a kill."""
    oldest_transaction_s: float = 0.0


def main() -> int:
    options = _options()
    with own_server("kill") as (folder, server):
        os.environ.setdefault("SHIPSPEAK_HOME", str(folder))  # where a flow with files of its own keeps them
        return asyncio.run(Bench(options, folder, server).run())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./ship bench kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--postgres", type=float, default=0.25, help="share of the kills that hit PostgreSQL")
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=float, default=1.5, help="mean seconds between two kills, each at work")
    parser.add_argument("--patience", type=float, default=180, help="seconds after the last kill for all to end")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--flow", default="bench._flows:six_steps", help="module:function, see bench/_flows.py")
    return parser.parse_args()


class Bench:
    def __init__(self, options: argparse.Namespace, folder: Path, server: Server) -> None:
        self.options = options
        self.random = random.Random(options.seed)
        self.server = server
        self.journal = folder / "journal"
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.died: dict[str, float] = {}
        """Names of workers that are dead, and since when."""
        self.busy: set[str] = set()
        """Names of workers that live and have a run in hand."""
        self.open = 0
        """Runs that have not ended."""
        self.seen = Seen()
        self.born = 0

    async def run(self) -> int:
        flow = flow_named(self.options.flow, None)
        await self._as_admin(flow.prepare)
        print(f"seed {self.options.seed}, {self.options.runs} runs, {self.options.workers} workers")
        began = time.monotonic()
        async with await connect(self.server.url(WORKER), patience=60) as database:
            for _ in range(self.options.workers):
                self._hire()
            watch = asyncio.create_task(self._watch(database))
            await asyncio.gather(self._accept_all(database, flow), self._kill_all())
            await self._until_ended(database)
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            for child in self.workers.values():
                child.kill()
                child.wait()
            return await self._judge(database, flow, time.monotonic() - began)

    async def _accept_all(self, database: Database, flow: Flow) -> None:
        """Spread over four fifths of the kills, and sooner when the workers run out: a kill is to meet work."""
        for number in range(self.options.runs):
            due = 0.8 * number * self.options.kills / self.options.runs
            while self.seen.kills.total() < due and self.open > self.options.workers:  # noqa: ASYNC110 -- killed processes tell nobody
                await asyncio.sleep(0.1)
            try:
                self.seen.accepted.append(await flow.accept(database, number))
                self.open += 1
            except (DatabaseUnreachable, TransactionLost):
                self.seen.refused += 1  # whoever asked was told no: nothing was promised

    async def _kill_all(self) -> None:
        for number in range(self.options.kills):
            await asyncio.sleep(self.random.expovariate(1 / self.options.every))
            await self._until_busy()
            if number % 20 == 0:
                print(f"  {number} kills, {len(self.seen.accepted)} accepted, {self.open} open", file=sys.stderr)
            if self.random.random() < self.options.postgres:
                await self._kill_postgres()
            else:
                self._kill_a_worker()

    async def _until_busy(self) -> None:
        """A worker takes seconds to start: a kill in that time would prove nothing. Half a minute, then anyway."""
        deadline = time.monotonic() + BUSY_WITHIN_S
        while not self.busy & self.workers.keys() and time.monotonic() < deadline and self._more():  # noqa: ASYNC110 -- likewise
            await asyncio.sleep(0.05)
        await asyncio.sleep(self.random.uniform(0, 0.5))  # anywhere in what it does

    def _more(self) -> bool:
        return self.open > 0 or len(self.seen.accepted) + self.seen.refused < self.options.runs

    async def _kill_postgres(self) -> None:
        found = process.running(self.server.data)
        assert found is not None
        self.seen.interrupted += bool(self.busy & self.workers.keys())
        os.kill(found.pid, signal.SIGKILL)
        began = time.monotonic()
        while alive(self.server):  # noqa: ASYNC110 -- another process's end has no event
            await asyncio.sleep(0.005)
        await asyncio.to_thread(start, self.server.home)  # what the supervisor does
        self.seen.away_s.append(time.monotonic() - began)
        self.seen.kills["postgres"] += 1

    def _kill_a_worker(self) -> None:
        # Rather one that has a run in hand than one that waits: the point is to interrupt.
        name = self.random.choice(sorted(self.busy & self.workers.keys()) or sorted(self.workers))
        self.seen.interrupted += name in self.busy
        self.busy.discard(name)
        child = self.workers.pop(name)
        child.kill()
        child.wait()
        self.died[name] = time.monotonic()
        # Half of them start again, as under a supervisor; the others never come back, as with their machine.
        if self.random.random() < 0.5:
            self.seen.kills["worker, starts again"] += 1
            self._hire(name)
        else:
            self.seen.kills["worker, gone for good"] += 1
            self._hire()

    def _hire(self, name: str | None = None) -> None:
        if name is None:
            self.born += 1
            name = f"worker-{self.born}"
        url = self.server.url(WORKER)
        command = [sys.executable, "-m", "bench._kill_worker", url, name, self.options.flow, str(self.journal)]
        self.workers[name] = subprocess.Popen(command, stdin=subprocess.PIPE)

    async def _watch(self, database: Database) -> None:
        """Look every quarter of a second at what dead workers hold, how old transactions are, and who ended."""
        holders: dict[str, int] = {}
        locked: dict[str, float] = {}
        while True:
            await asyncio.sleep(0.25)
            with contextlib.suppress(DatabaseUnreachable, TransactionLost):
                async with database.operator("look at the leases") as tx:
                    rows = await tx.fetch(
                        "select id, fence, worker from run where state = 'working' and due_at > now()"
                    )
                    self.open = await tx.fetchval("select count(*) from run where state in ('waiting', 'working')")
                    oldest = await tx.fetchval(
                        """select coalesce(extract(epoch from max(now() - xact_start)), 0) from pg_stat_activity
                           where datname = current_database() and pid <> pg_backend_pid()"""
                    )
                busy: set[str] = set()
                still: dict[str, float] = {}
                for row in rows:
                    # A worker that starts again has its old name: who took the run is told by the process's id.
                    hold = f"{row['id']} {row['fence']}"
                    child = self.workers.get(row["worker"])
                    pid = holders.setdefault(hold, child.pid if child else 0)
                    if child is None or child.pid != pid:
                        still[hold] = time.monotonic() - self.died[row["worker"]]
                    else:
                        busy.add(row["worker"])
                self.busy = busy
                self.seen.locked_s += [seconds for hold, seconds in locked.items() if hold not in still]
                locked = still
                self.seen.oldest_transaction_s = max(self.seen.oldest_transaction_s, float(oldest))
            for name, child in list(self.workers.items()):
                if child.poll() is not None:  # it ended by itself: a supervisor starts it again
                    self.died[name] = time.monotonic()
                    self.seen.kills["worker, ended by itself"] += 1
                    self._hire(name)

    async def _until_ended(self, database: Database) -> None:
        deadline = time.monotonic() + self.options.patience
        while time.monotonic() < deadline:
            with contextlib.suppress(DatabaseUnreachable):
                async with database.operator("look for open runs") as tx:
                    if await tx.fetchval("select count(*) from run where state in ('waiting', 'working')") == 0:
                        return
            await asyncio.sleep(0.5)

    async def _judge(self, database: Database, flow: Flow, seconds: float) -> int:
        wrong: list[str] = []
        states: Counter[str] = Counter()
        begun = self._begun()
        redone = repeated = 0
        async with database.tenant(DEFAULT_ORG) as tx:
            for run in self.seen.accepted:
                state, problem = await tx.fetchrow("select state, problem ->> 'code' from run where id = $1", run)
                states[state if problem is None else f"{state}: {problem}"] += 1
                results = await flow.results(tx, run)
                if (state, results) not in {("done", 1), ("failed", 0)}:
                    wrong.append(f"run {run} is {state} with {results} results")
                for step in await tx.fetch("select name, finished_at from step where run_id = $1", run):
                    times = begun[f"{run} {step['name']}"]
                    repeated += len(times) - 1
                    redone += sum(at > step["finished_at"].timestamp() for at in times)
        longest = max(self.seen.locked_s, default=0.0)
        if redone:
            wrong.append(f"{redone} finished steps were done again")
        if longest > LOCKED_AT_MOST_S:
            wrong.append(f"a run was held by a dead worker for {longest:.1f} s")
        if self.seen.oldest_transaction_s > LOCKED_AT_MOST_S:
            wrong.append(f"a transaction was open for {self.seen.oldest_transaction_s:.1f} s")
        away = self.seen.away_s
        locked = self.seen.locked_s
        print(f"kills                 {dict(self.seen.kills)} in {seconds:.0f} s")
        print(f"with a run in hand    {self.seen.interrupted}")
        print(f"accepted              {len(self.seen.accepted)}; refused, the database being away: {self.seen.refused}")
        print(f"ended                 {dict(states)}")
        print(f"finished steps redone {redone}; repeated because the worker died before the row {repeated}")
        print(f"held by a dead worker {len(locked)} times, median {_median(locked):.1f} s, longest {longest:.1f} s")
        print(f"postgres away         median {_median(away):.1f} s, longest {max(away, default=0):.1f} s")
        print(f"oldest transaction    {self.seen.oldest_transaction_s:.1f} s")
        print("\n".join(["WRONG:", *wrong]) if wrong else "nothing lost, nothing done twice, nothing stuck")
        return 1 if wrong else 0

    def _begun(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = defaultdict(list)
        for line in self.journal.read_text().splitlines():
            run, step, at = line.split()
            found[f"{run} {step}"].append(int(at) / 1e9)
        return found

    async def _as_admin(self, sql: str) -> None:
        connection = await asyncpg.connect(self.server.url(ADMIN))
        await connection.execute(sql)
        await connection.close()


def _median(values: list[float]) -> float:
    return median(values) if values else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
