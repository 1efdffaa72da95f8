"""Coaches compared: on the sample meeting the truth is known, and what a card may not say is looked for anew."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from shipspeak.ai.keys.keyring import add
from shipspeak.ai.model import PLATFORM
from shipspeak.app.cli import ship
from shipspeak.coaching import judged
from shipspeak.database import APP, DEFAULT_ORG, Database, Server
from shipspeak.quality.coaches.apart import apart, together
from shipspeak.quality.coaches.coach import Coach, Reckless, offline
from shipspeak.quality.coaches.compare import compare
from shipspeak.quality.coaches.outcome import Outcome
from shipspeak.quality.coaches.subject import real, sample
from shipspeak.quality.study.folder import SHARED
from shipspeak.vault import FileKeystore, Vault
from tests.ai.servers import aimock


@pytest.fixture(scope="module")
def coaches() -> list[Coach]:
    return offline()


async def outcome(coach: Coach, runs: int = 2) -> Outcome:
    return await compare(coach, sample(), runs)


async def test_the_rules_find_what_was_planted_and_nothing_else(coaches: list[Coach]) -> None:
    found = await outcome(coaches[0])
    assert (found.coach, found.found, found.planted, found.false_claims) == ("rules", 15, 15, 0)
    assert (found.cards, found.cards_planted, found.written, found.asked) == (3, 3, 0, 0)


@pytest.mark.parametrize("number", range(4))
async def test_whoever_coaches_what_is_shown_stands_and_no_level_moves(coaches: list[Coach], number: int) -> None:
    found = await outcome(coaches[number], runs=5)
    assert found.quotes_stand == found.quotes > 0
    assert (found.slips, found.spread, found.false_claims) == (0, 0, 0)
    assert found.overlap >= 0.8


async def test_five_answers_that_differ_give_the_same_three_cards_in_other_words(coaches: list[Coach]) -> None:
    careful = next(coach for coach in coaches if "careful" in coach.name)
    found = await outcome(careful, runs=5)
    assert (found.overlap, found.replaced, found.dropped) == (1.0, 0, 0)
    assert found.written >= 6  # two texts of each card: what happened is ours, one may be the person's own words


async def test_it_counts_what_does_not_stand(coaches: list[Coach]) -> None:
    careless = next(coach for coach in coaches if "careless" in coach.name)
    found = await outcome(careless)
    assert (found.dropped, found.replaced, found.asked) == (1, 1, 2)


@pytest.mark.data
@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data/meetings: coaches are tried on the sample alone")
@pytest.mark.parametrize("name", ["ami/ES2002a.json.gz", "icsi/Bed002.dadb.gz"])
async def test_on_a_real_meeting_what_dice_write_is_caught(name: str) -> None:
    found = await compare(Reckless(), real(SHARED / name), 1)
    assert found.quotes_stand == found.quotes
    assert (found.planted, found.slips) == (None, 0)


def test_the_command_prints_it_and_says_what_was_left_out(tmp_path: Path) -> None:
    told = CliRunner().invoke(ship, ["coaching", "evaluate", "--json", "--data", str(tmp_path)])
    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert len(found["outcomes"]) == 4
    assert any("Real meetings are left out" in note for note in found["notes"])
    shown = CliRunner().invoke(ship, ["coaching", "evaluate", "--data", str(tmp_path)])
    assert "15 of 15" in shown.output


@pytest.mark.engine
async def test_a_model_that_is_set_up_gets_its_row(
    database: Database, server: Server, fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command as a person types it, against a server that nobody here wrote."""
    answer = bytes(judged.recorded().careful[0][0]).decode()
    usage = {"prompt_tokens": 6_000, "completion_tokens": 900}
    said = {"match": {"model": "gpt-6.1-terra"}, "response": {"content": answer, "usage": usage}}
    async with aimock([said], tmp_path, keys="sk-planted-0123456789") as url:
        config = tmp_path / "ai.toml"
        config.write_text(f'[routes]\nrespond = ["gpt-6.1-terra"]\n[providers.openai]\nurl = "{url}"\n')
        home = tmp_path / "home"
        for name, value in {"HOME": home, "AI_CONFIG": config, "APP_URL": server.url(APP, fresh)}.items():
            monkeypatch.setenv(f"SHIPSPEAK_{name}", str(value))
        async with database.tenant(PLATFORM) as tx:
            await add(tx, Vault(FileKeystore(home / "keys")), "main", "openai", "sk-planted-0123456789", None)
        command = ["coaching", "evaluate", "--model", "--data", str(tmp_path)]
        told = await asyncio.to_thread(CliRunner().invoke, ship, command)
    assert told.exit_code == 0, told.output
    (row,) = [line for line in told.output.splitlines() if re.match(r"│ model +│", line)]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells[:4] == ["model", "15 of 15", "0", "3 of 3"]
    assert float(cells[-2]) > 0
    async with database.tenant(DEFAULT_ORG) as tx:
        spent = await tx.fetch("select feature, outcome from ai_attempt")
    assert {(one["feature"], one["outcome"]) for one in spent} == {("quality.coaches", "answered")}


@pytest.mark.data
@pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data/meetings: there is nobody who could stay here")
def test_where_others_stay_own_words_are_nearly_the_providers_and_others_are_this_machines() -> None:
    full, stay, here = together([apart(SHARED / "ami" / "ES2002a.json.gz"), apart(SHARED / "icsi" / "Bed002.dadb.gz")])
    assert (full.claims_kept, full.claims_new, full.cards_kept) == (full.claims, 0, full.cards)
    assert full.own_wrong == full.others_wrong == 0
    assert 0 < stay.own_wrong < here.own_wrong / 2
    assert stay.others_wrong == here.others_wrong > 0
    assert stay.own_wrong / stay.own_words < stay.opening_wrong / stay.opening_words, "openings lie at the border"
    assert here.cards_kept <= stay.cards_kept <= full.cards
