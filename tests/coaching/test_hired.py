"""`./ship coach --words provider` as a person types it: a process of its own, a real database, a fake over HTTP."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.keys.keyring import add
from shipspeak.ai.model import PLATFORM, Reply, Usage
from shipspeak.database import APP, DEFAULT_ORG, Database, Server
from shipspeak.kit.page import money
from shipspeak.vault import FileKeystore, Vault
from tests.ai.till import accounts_differ, budget
from tests.story.running import ROOT, WEIGHTS, recording

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]
ROUTES = '[routes]\ntranscribe = ["gpt-transcribe"]\nrespond = ["gpt-6.1-terra"]\n[providers.openai]\nurl = "{url}"\n'
THEIRS = "Nine customers asked for the zeppelin"
TOLD = "\n".join(
    f"Ben: {THEIRS}, what do we lose if we wait?\nAna: I recommend that we ship it in March, as nine customers asked."
    for _ in range(20)
)
JUDGED = Reply('{"cards": []}', usage=Usage(input_tokens=6_000, output_tokens=900), tier="default")


def answer(heard: Heard) -> Reply | Fault:
    if not heard.path.endswith("/audio/transcriptions"):
        return JUDGED
    return Reply("I think we should move the launch to March.", usage=Usage(audio_ms=0))


@dataclass
class Shop:
    """An installation with a key, and a provider on the road to it."""

    fake: FakeOpenAI
    database: Database
    environment: dict[str, str]
    folder: Path
    process: asyncio.subprocess.Process | None = None

    async def coach(self, *words: str | Path, **more: str) -> tuple[int, str]:
        """Exit status, and what it said beside the report."""
        process = self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "shipspeak.app", "coach", *map(str, words), "--out", str(self.folder / "out")),
            env=self.environment | more,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()

    def report(self) -> dict[str, Any]:
        (file,) = (self.folder / "out").glob("*.report.json")
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    async def ledger(self) -> list[dict[str, Any]]:
        async with self.database.tenant(DEFAULT_ORG) as tx:
            rows = await tx.fetch("select feature, outcome, cost_usd, meeting_id from ai_attempt order by started_at")
        return [dict(row) for row in rows]

    async def kept(self) -> int:
        async with self.database.tenant(DEFAULT_ORG) as tx:
            kept: int = await tx.fetchval(
                "select (select count(*) from ai_answer) + (select count(*) from ai_letter) + count(*) from meeting"
            )
        return kept


@asynccontextmanager
async def shop(database: Database, url: str, folder: Path, *, key: bool = True) -> AsyncIterator[Shop]:
    home = folder / "home"
    async with FakeOpenAI([], answer=answer) as fake:
        (folder / "ai.toml").write_text(ROUTES.format(url=fake.url))
        if key:
            async with database.tenant(PLATFORM) as tx:
                await add(tx, Vault(FileKeystore(home / "keys")), "main", "openai", "sk-planted-0123456789", None)
        environment = os.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "SHIPSPEAK_HOME": str(home),
            "SHIPSPEAK_WEIGHTS": str(WEIGHTS),
            "SHIPSPEAK_AI_CONFIG": str(folder / "ai.toml"),
            "SHIPSPEAK_APP_URL": url,
        }
        yield Shop(fake, database, environment, folder)
    assert await accounts_differ(database) == []


@pytest.fixture
async def at(database: Database, server: Server, fresh: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with shop(database, server.url(APP, fresh), tmp_path) as made:
        yield made


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(TOLD)
    return path


async def test_a_recording_is_quoted_bought_and_accounted_for(at: Shop) -> None:
    code, said = await at.coach(recording(at.folder, 60), "--words", "provider", "--me", "S2")
    assert code == 0, said
    quoted, cost = said.index("gpt-transcribe writes the words down"), said.index("gpt-transcribe wrote the words down")
    assert quoted < cost, "first what it may cost, then what it did"
    rows, report = await at.ledger(), at.report()
    assert {(row["feature"], row["outcome"]) for row in rows} >= {("coaching.transcribe", "answered")}
    spent = sum((row["cost_usd"] for row in rows), Decimal(0))
    assert spent > 0
    told = re.search(r"usually about \$[0-9.]+, never more than \$[0-9.]+", said)
    assert told is not None
    assert f"It cost {money(spent)}; quoted before: {told[0]}." in said, "the same two numbers, before and after"
    assert report["made"]["cost_usd"] == float(spent)
    clips = sum(heard.path.endswith("/audio/transcriptions") for heard in at.fake.heard)
    assert f"Left this machine: {clips} question{'s' if clips > 1 else ''} to openai (gpt-transcribe) with " in said
    assert {row["meeting_id"] for row in rows} == {None}, "a meeting that is known nowhere else is named nowhere"
    assert await at.kept() == 0
    assert report["plan"]["preset"] == "balanced"


async def test_without_the_option_nothing_leaves(at: Shop, told: Path) -> None:
    code, said = await at.coach(told)
    assert code == 0, said
    assert at.fake.heard == []
    assert await at.ledger() == []
    assert "Left this machine" not in said


async def test_a_model_may_judge_a_transcript_and_with_alone_reads_nothing_of_others(at: Shop, told: Path) -> None:
    code, said = await at.coach(told, "--words", "provider", "--me", "Ana")
    assert code == 0, said
    assert "gpt-6.1-terra may judge what was said: usually about $" in said
    assert any(THEIRS.encode() in heard.body for heard in at.fake.heard)
    at.fake.heard.clear()
    code, said = await at.coach(told, "--words", "provider", "--me", "Ana", "--alone")
    assert code == 0, said
    assert "nothing of what others said leaves this machine" in said
    assert at.fake.heard
    assert not any(b"zeppelin" in heard.body for heard in at.fake.heard)
    at.fake.heard.clear()
    code, said = await at.coach(told, "--words", "provider", "--me", "Ana", SHIPSPEAK_OTHERS_STAY="1")
    assert code == 0, said
    assert not any(b"zeppelin" in heard.body for heard in at.fake.heard)


async def test_without_me_it_reports_for_nothing_and_says_what_saying_so_would_cost(at: Shop, told: Path) -> None:
    code, said = await at.coach(told, "--words", "provider")
    assert code == 0, said
    assert at.fake.heard == []
    assert await at.ledger() == []
    assert re.search(
        r"Which voice is you\? Say so \(--me Ben, --me Ana\), and a model words the cards for about \$[0-9.]+, at most "
        r"\$[0-9.]+\. Nothing was paid for a guess\.",
        said,
    ), said
    assert at.report()["made"]["terms"]["unsaid"]


async def test_a_budget_that_is_spent_asks_nobody_and_says_so(at: Shop, told: Path) -> None:
    await budget(at.database, "0.0001")
    code, said = await at.coach(told, "--words", "provider", "--me", "Ana")
    assert code == 0, said
    assert "Nothing leaves this machine and nothing is paid: the budgets have no room for it" in said
    assert at.fake.heard == []
    assert await at.ledger() == []


async def test_a_provider_without_money_leaves_a_report_and_no_letter(at: Shop, told: Path) -> None:
    at.fake.answer = lambda _: Fault(Kind.STATUS, 429, "credit_balance_exhausted", type="insufficient_quota")
    code, said = await at.coach(told, "--words", "provider", "--me", "Ana")
    assert code == 0, said
    assert at.report()["findings"]["author"]["why"] == "the provider has no money left for us"
    assert await at.kept() == 0, "there is no meeting that it could wait for"


async def test_who_stops_it_in_the_middle_has_paid_what_was_sent(at: Shop, told: Path) -> None:
    at.fake.answer = lambda _: Fault(Kind.TIMEOUT)
    at_work = asyncio.create_task(at.coach(told, "--words", "provider", "--me", "Ana"))
    async with asyncio.timeout(60):
        while not at.fake.heard:  # noqa: ASYNC110 -- the fake has no bell
            await asyncio.sleep(0.05)
    assert at.process is not None
    at.process.send_signal(signal.SIGINT)
    code, said = await at_work
    assert (code, said.splitlines()[-1]) == (130, "Stopped.")
    (row,) = await at.ledger()
    assert row["outcome"] == "uncertain"
    assert row["cost_usd"] > 0


async def test_without_a_key_it_is_refused_before_anything_is_done(
    database: Database, server: Server, fresh: str, tmp_path: Path, told: Path
) -> None:
    async with shop(database, server.url(APP, fresh), tmp_path, key=False) as at:
        code, said = await at.coach(told, "--words", "provider")
        assert (code, at.fake.heard) == (78, [])
        assert "there is no key that may be used now. Add one with ./ship ai keys add NAME" in said
        code, said = await at.coach(told, "--words", "provider", SHIPSPEAK_APP_URL="")
        assert code == 78, "nothing was ever set up there"
        assert "./ship ai keys add NAME" in said
        assert list((tmp_path / "out").iterdir()) == []
        assert not (tmp_path / "home" / "database").exists()
