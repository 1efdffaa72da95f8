"""`./ship bench kill_steps`: the worker is killed at each step of a paid meeting, at its start, in its middle, just
before and just after it is remembered; then PostgreSQL at the same moments.

Real processes, `kill -9`, the real hearing, words and gateway; a provider of our own on loopback. Exit status 0 if
there is exactly one report each time, no remembered step began again, and nothing was asked twice that was answered.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from bench._doomed_worker import When
from bench._openai import FakeOpenAI, Heard
from bench._server import own_server
from bench.recordings import recording
from shipspeak.ai.deciding.classify import Fault
from shipspeak.ai.keys.keyring import add
from shipspeak.ai.model import PLATFORM, Reply, Usage
from shipspeak.app.parts import storage
from shipspeak.base import Settings
from shipspeak.coaching import actions
from shipspeak.coaching.model import Upload, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import sealed_writer
from shipspeak.database import (
    APP,
    DEFAULT_ORG,
    WORKER,
    Database,
    DatabaseUnreachable,
    Server,
    TransactionLost,
    alive,
    connect,
    start,
)
from shipspeak.outside import Files

SAYS = "I think we should move the launch to the second week of March. What do we lose if we wait?"
LIFE_S = 90.0
MOST_LIVES = 100


@dataclass(frozen=True)
class Installation:
    folder: Path
    server: Server
    database: Database
    files: Files
    shelf: Shelf
    provider: FakeOpenAI

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    async def accept(self, sound: bytes) -> UUID:
        meeting = uuid4()
        self.shelf.vault.admit(DEFAULT_ORG, meeting)
        with sealed_writer(self.files, self.shelf.vault, DEFAULT_ORG, meeting, "original/0") as writer:
            writer.write(sound)
        async with self.database.tenant(DEFAULT_ORG) as tx:
            uploads = [Upload("meeting.m4a", writer.stored)]
            await actions.accept(tx, self.shelf, meeting, "A meeting", uploads, Wishes(me="S1", words=Where.PROVIDER))
        return meeting

    def hire(self, when: str, postgres: str, middle_s: float) -> "subprocess.Popen[bytes]":
        """Under the same name each time, as `./ship up` does."""
        command = [sys.executable, "-m", "bench._doomed_worker", when, postgres, str(middle_s), str(self.journal)]
        environment = os.environ | {"SHIPSPEAK_WORKER_URL": self.server.url(WORKER), "SHIPSPEAK_SLOT": "1"}
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)

    async def ended(self, meeting: UUID) -> str | None:
        """How, once it has."""
        try:
            async with self.database.tenant(DEFAULT_ORG) as tx:
                state: str = await tx.fetchval("select state from meeting where id = $1", meeting)
                open_runs = "select count(*) from run where meeting_id = $1 and state in ('waiting', 'working')"
                return None if await tx.fetchval(open_runs, meeting) else state
        except (DatabaseUnreachable, TransactionLost):
            return None


def main() -> int:
    weights = Settings.read().weights_folder
    with own_server("steps") as (folder, server):
        os.environ |= {"SHIPSPEAK_HOME": str(folder), "SHIPSPEAK_WEIGHTS": str(weights), "SHIPSPEAK_COMPARED": "0"}
        return asyncio.run(_run(folder, server))


async def _run(folder: Path, server: Server) -> int:
    sound = (await asyncio.to_thread(recording, 1, folder)).read_bytes()
    async with _installed(folder, server) as at:
        wrong = [*await _kill_workers(at, sound), *await _kill_postgres(at, sound)]
    print("\n".join(["WRONG:", *wrong]) if wrong else "nothing lost, nothing done twice, nothing paid twice")
    return 1 if wrong else 0


@asynccontextmanager
async def _installed(folder: Path, server: Server) -> AsyncIterator[Installation]:
    async with FakeOpenAI([], takes_s=0.3, answer=_answer) as provider:
        config = folder / "ai.toml"
        config.write_text(f'[providers.openai]\nurl = "{provider.url}"\n')
        os.environ["SHIPSPEAK_AI_CONFIG"] = str(config)
        async with await connect(server.url(APP), patience=60) as database:
            files, shelf = storage(Settings.read())
            async with database.tenant(PLATFORM) as tx:
                await add(tx, shelf.vault, "bench", "openai", "sk-bench-0123456789", None)
            yield Installation(folder, server, database, files, shelf, provider)


def _answer(heard: Heard) -> Reply | Fault:
    if heard.path.endswith("/audio/transcriptions"):
        return Reply(SAYS, usage=Usage(audio_ms=len(heard.body) // 4), request_id="req")
    return Reply('{"cards": []}', usage=Usage(input_tokens=600, output_tokens=9), tier="default", request_id="req")


async def _kill_workers(at: Installation, sound: bytes) -> list[str]:
    """One life after another, each ended at the next moment of the step that it came to."""
    meeting, lives, middle, moments = await at.accept(sound), 0, 0.1, list(When)
    while lives < MOST_LIVES:
        when = moments[lives % len(moments)]
        lives += 1
        child = at.hire(when, "", middle)
        ended = None
        end = time.monotonic() + LIFE_S
        while child.poll() is None and (ended := await at.ended(meeting)) is None and time.monotonic() < end:  # noqa: ASYNC110 -- killed processes tell nobody
            await asyncio.sleep(0.05)
        _end(child)
        if ended is not None or time.monotonic() >= end:
            break
        took = float(_lines(at.journal)[-1][2])
        middle = took / 2 if when is When.BEFORE_ROW else middle
    return await _judge(at, meeting, "worker")


async def _kill_postgres(at: Installation, sound: bytes) -> list[str]:
    wrong = []
    for when in When:
        at.journal.unlink(missing_ok=True)
        at.provider.heard.clear()
        meeting = await at.accept(sound)
        child = at.hire(when, str(at.server.data), 0.1)
        end = time.monotonic() + 2 * LIFE_S
        supervisor = asyncio.create_task(_restart(at.server))
        while await at.ended(meeting) is None and time.monotonic() < end:  # noqa: ASYNC110 -- likewise
            await asyncio.sleep(0.05)
        supervisor.cancel()
        _end(child)
        wrong += await _judge(at, meeting, f"PostgreSQL, {when}")
    return wrong


async def _restart(server: Server) -> None:
    """Whenever it died: what `./ship up` does."""
    while True:
        if not alive(server):
            await asyncio.to_thread(start, server.home)
        await asyncio.sleep(0.02)


async def _judge(at: Installation, meeting: UUID, what: str) -> list[str]:
    lines = _lines(at.journal)
    killed = Counter(name.partition(".")[0] for kind, name, _, _ in lines if kind == "killed")
    asked = Counter(heard.body.split(b"\r\n", 1)[-1] for heard in at.provider.heard)
    async with at.database.tenant(DEFAULT_ORG) as tx:
        state = await tx.fetchval("select state from meeting where id = $1", meeting)
        reports = await tx.fetchval("select count(*) from report where meeting_id = $1", meeting)
        rows = await tx.fetch(
            "select name, finished_at from step where run_id in (select id from run where meeting_id = $1)", meeting
        )
        money = await tx.fetch(
            "select outcome, count(*) as n from ai_attempt where meeting_id = $1 group by 1", meeting
        )
    finished = {row["name"]: row["finished_at"].timestamp() for row in rows}
    redone = [name for kind, name, _, at_ns in lines if kind == "begun" and int(at_ns) / 1e9 > finished.get(name, 9e99)]
    outcomes: Mapping[str, int] = {str(row["outcome"]): row["n"] for row in money}
    print(f"{what}: {killed.total()} kills {dict(killed)}")
    print(f"  {state}, {reports} report; {len(finished)} steps, {len(redone)} redone")
    twice = sum(count - 1 for count in asked.values())
    print(f"  the provider was asked {asked.total()} times, of them {twice} again; ledger {outcomes}")
    wrong = [] if (state, reports) in {("ready", 1), ("failed", 0)} else [f"{what}: {state} with {reports} reports"]
    return [*wrong, *(f"{what}: {name} was done again" for name in redone)]


def _lines(journal: Path) -> list[list[str]]:
    return [line.split() for line in journal.read_text().splitlines()] if journal.exists() else []


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()


if __name__ == "__main__":
    raise SystemExit(main())
