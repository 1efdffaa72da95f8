"""`./ship ai …` as a person types it, on a database of its own."""

import asyncio
import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from click.testing import CliRunner

from shipspeak.ai import actions, checks, shown
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.errors import AskRefused
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.model import PLATFORM, Respond, today
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.replaying import replay
from shipspeak.app.cli import ship
from shipspeak.base import ShipSpeakError
from shipspeak.database import APP, DEFAULT_ORG, Database, Server, Tx
from shipspeak.vault import FileKeystore, Vault
from tests.ai.desk import COACH, SECRET, WELL, desk, status
from tests.ai.till import booking, budget, closing, past

pytestmark = pytest.mark.engine

Say = Callable[..., str]


@pytest.fixture
def say(server: Server, fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.setenv("SHIPSPEAK_HOME", str(tmp_path))
    monkeypatch.setenv("SHIPSPEAK_APP_URL", server.url(APP, fresh))
    monkeypatch.setattr("shipspeak.app.cli.set_up_log", lambda **_: None)

    def run(line: str, typed: str = "") -> str:
        done = CliRunner().invoke(ship, line.split(), input=typed, standalone_mode=False)
        if isinstance(done.exception, ShipSpeakError):
            return str(done.exception)
        assert done.exception is None, done.exception
        return done.output

    return run


def test_a_new_installation_says_that_nothing_leaves_it(say: Say) -> None:
    assert "nothing leaves this machine" in say("ai status")
    assert "Left this machine, ever: nothing." in say("ai spend")
    assert "needs three days" in say("ai forecast")
    assert say("ai replay") == "Asked again: nothing waits.\n"


def test_a_budget_is_set_shown_and_taken_away(say: Say) -> None:
    assert "organisation  all    month   $25.00" in say("ai budget 25")
    assert "person        each   day     $0.50" in say("ai budget 0.50 --scope person --of each --period day")
    assert "platform" in say("ai budget 100 --scope platform")
    assert "organisation" not in say("ai budget none")
    assert "US dollars from 0 to" in say("ai budget much")
    assert "Say whose budget" in say("ai budget 5 --scope person")
    assert "Say whose budget" in say("ai budget 5 --of somebody")
    assert "Say whose budget" in say("ai budget 5 --scope person --of Bo")


def test_a_key_is_added_weighed_and_revoked_and_never_shown(say: Say, tmp_path: Path) -> None:
    shown = [
        say("ai keys"),
        say("ai keys add main --ends 2027-01-31", f"{SECRET}\n"),
        say("ai keys weigh main 5"),
        say("ai keys"),
        say("ai keys revoke main"),
    ]
    assert "main  openai    good   1       2027-01-31" in shown[1]
    assert "good   5" in shown[3]
    assert "revoked" in shown[4]
    assert SECRET not in "".join(shown)
    assert list((tmp_path / "keys" / str(PLATFORM)).glob("*.key")) == []
    assert "no key of that name" in say("ai keys revoke other")
    assert "not a key" in say("ai keys add bad", "two words\n")
    assert "Nothing is known" in say("ai keys add bad --provider nobody", SECRET)


def test_a_key_that_leaked_is_followed_by_one_of_its_name(say: Say) -> None:
    say("ai keys add main", f"{SECRET}\n")
    assert "a key called main already" in say("ai keys add main", f"{SECRET}-2\n")
    say("ai keys revoke main")
    assert "main  openai    good" in say("ai keys add main", f"{SECRET}-2\n")
    assert "main  openai    good     4" in say("ai keys weigh main 4")
    assert "good" not in say("ai keys revoke main")
    assert "begins with a letter" in say("ai keys add 2nd", f"{SECRET}\n")


async def test_one_command_ends_a_leaked_key_within_a_minute(say: Say, database: Database, tmp_path: Path) -> None:
    """In a process that runs: by its own clock, nothing else is told to it."""
    seconds = [0.0]
    ring = Keyring(database, Vault(FileKeystore(tmp_path / "keys")), clock=lambda: 1000 + seconds[0])
    await asyncio.to_thread(say, "ai keys add leaked", f"{SECRET}\n")
    assert await ring.choose("openai", lambda _: True) is not None
    await asyncio.to_thread(say, "ai keys revoke leaked")
    last = 0.0
    while await ring.choose("openai", lambda _: True) is not None:
        last = seconds[0]
        seconds[0] += 1
    assert last < 60


async def test_spending_is_shown_by_what_it_went_for(say: Say, database: Database) -> None:
    teller = Teller(database)
    for cost in ("0.5", "0.25"):
        booked = booking(cost)
        await teller.reserve(booked)
        await teller.settle(booked, closing(cost))
    for group in ("day", "model", "feature", "person", "outcome"):
        assert "$0.75 " in await asyncio.to_thread(say, f"ai spend --by {group}")
    assert "openai  2      0                 4      20" in await asyncio.to_thread(say, "ai spend")


async def test_spending_is_there_for_programs_by_whatever_is_asked_together(say: Say, database: Database) -> None:
    day = today()
    await past(database, day, "0.5", audio_ms=60_000, model="gpt-transcribe", feature="transcribe")
    await past(database, day, "0.25")
    await past(database, day - timedelta(days=1), "0.000000001")
    await past(database, day - timedelta(days=40), "7")
    found = json.loads(await asyncio.to_thread(say, "ai spend --by feature --by day --json"))
    assert [(row["day"], row["feature"], row["cost_usd"]) for row in found["spent"]] == [
        (str(day - timedelta(days=1)), "coach", "0.000000001"),
        (str(day), "transcribe", "0.500000000"),
        (str(day), "coach", "0.250000000"),
    ]
    assert found["left_this_machine"][0]["audio_ms"] == 60_000
    text = await asyncio.to_thread(say, "ai spend --by model --by organisation --csv")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["model"]: row["cost_usd"] for row in rows} == {
        "gpt-transcribe": "0.500000000",
        "gpt-6-luna": "0.250000001",
    }
    assert {row["organisation"] for row in rows} == {str(DEFAULT_ORG)}
    other = await asyncio.to_thread(say, f"ai spend --org {PLATFORM} --json")
    assert json.loads(other)["spent"] == []


async def wanted(tx: Tx, meeting: UUID) -> bool:
    """Nobody has changed their wishes."""
    return True


async def test_what_waits_is_asked_again_by_one_command(database: Database, tmp_path: Path) -> None:
    async with desk(database, tmp_path) as at:
        at.openai.go_on_with([status(400, "invalid_value")])
        with pytest.raises(AskRefused):
            await at.gateway.ask(at.caller, COACH)
        first = await replay(database, DEFAULT_ORG, lambda: at.gateway, wanted)
        assert "invalid_value" in str(first.done[0].problem)
        seen = shown.status(await actions.status(database, DEFAULT_ORG))
        assert "A question for “coach” was not taken by the provider (invalid_value)" in seen
        assert "./ship ai replay --only dead" in seen
        at.openai.go_on_with([WELL])
        second = await replay(database, DEFAULT_ORG, lambda: at.gateway, wanted)
        assert [one.problem for one in second.done] == [None]
        assert "now\n" in shown.replayed(second, ())
        assert (await replay(database, DEFAULT_ORG, lambda: at.gateway, wanted)).done == []
        assert (await at.gateway.ask(at.caller, COACH)).remembered


async def test_each_check_finds_what_it_looks_for_and_nothing_else(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHIPSPEAK_AI_CONFIG", raising=False)

    async def found() -> set[str]:
        names = set()
        for org in (DEFAULT_ORG, PLATFORM):
            for check in checks.ALL:
                async with database.tenant(org) as tx:
                    if await check.look(tx):
                        names.add(check.name)
        return names

    async with desk(database, tmp_path) as at:
        await at.gateway.ask(at.caller, COACH)
        assert await found() == set()
        at.openai.go_on_with([status(400, "invalid_value")])
        with pytest.raises(AskRefused):
            await at.gateway.ask(at.caller, version("2"))
        await budget(database, "0.0001")
        async with database.tenant(PLATFORM) as tx:
            await tx.execute("update ai_key set expires_on = $1", today() + timedelta(days=13))
        async with database.tenant(DEFAULT_ORG) as tx:
            await tx.execute("update ai_attempt set cost_usd = estimate_usd * 3 where outcome = 'answered'")
        monkeypatch.setattr(checks, "today", lambda: Catalogue.read().checked + timedelta(days=91))
        assert await found() >= {
            "the-ledger-equals-the-counters",
            "no-question-waits",
            "we-are-billed-for-what-we-sent",
            "prices-are-current",
        }
        monkeypatch.setattr(checks, "today", today)
        assert await found() >= {"no-budget-is-nearly-spent", "keys-are-good-for-a-fortnight"}


def version(number: str) -> Respond:
    return msgspec.structs.replace(COACH, version=number)


@pytest.mark.parametrize(
    "name", ["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize"]
)
def test_a_model_that_ends_is_announced_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """whisper-1 and its siblings end on 2027-02-26; we do not ask them, an installation might."""
    file = tmp_path / "own.toml"
    file.write_text(f'[routes]\ntranscribe = ["{name}"]\n')
    sunset = Catalogue.read().models[name].sunset
    assert sunset == date(2027, 2, 26)
    monkeypatch.setattr(checks, "today", lambda: sunset - timedelta(days=90))
    assert [finding.subject for finding in checks.models_that_end(Catalogue.read(file))] == [name]
    assert checks.models_that_end(Catalogue.read()) == []
    monkeypatch.setattr(checks, "today", lambda: sunset - timedelta(days=91))
    assert checks.models_that_end(Catalogue.read(file)) == []


async def test_a_reservation_that_nobody_closes_is_found(database: Database) -> None:
    await Teller(database).reserve(booking("0.1", lease_s=-3600))
    async with database.tenant(DEFAULT_ORG) as tx:
        assert len(await checks.NoReservationOutlivesItsCall().look(tx)) == 1
    found = await actions.status(database, DEFAULT_ORG)  # closes it
    assert found.budgets == []
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await checks.NoReservationOutlivesItsCall().look(tx) == []
        assert await tx.fetchval("select cost_usd from ai_attempt") == Decimal("0.1")
