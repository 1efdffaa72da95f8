"""Coaches compared: on the sample meeting the truth is known, and what a card may not say is looked for anew."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shipspeak.app.cli import ship
from shipspeak.quality.coaches.coach import Coach, Reckless, offline
from shipspeak.quality.coaches.compare import compare
from shipspeak.quality.coaches.outcome import Outcome
from shipspeak.quality.coaches.subject import real, sample
from shipspeak.quality.study.folder import SHARED


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
    assert found.written >= 9  # three texts of each card; one or two may be the person's own words


async def test_it_counts_what_does_not_stand(coaches: list[Coach]) -> None:
    careless = next(coach for coach in coaches if "careless" in coach.name)
    found = await outcome(careless)
    assert (found.dropped, found.replaced, found.asked) == (1, 2, 2)


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
