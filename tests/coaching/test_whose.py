"""A voice that was named is found again after voices were counted anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Turn
from shipspeak.coaching.whose import named, place_of, voice_at

TALK = (Turn(0, 5_000, "S1"), Turn(5_000, 15_000, "S2"), Turn(15_000, 16_000, "S1"), Turn(16_000, 30_000, "S3"))


@given(st.permutations(["S1", "S2", "S3"]))
def test_a_voice_is_found_under_whatever_number_it_has_now(numbers: list[str]) -> None:
    now = dict(zip(["S1", "S2", "S3"], numbers, strict=True))
    counted = tuple(Turn(turn.start, turn.end, now[turn.speaker]) for turn in TALK)
    for before, after in now.items():
        assert voice_at(place_of(before, TALK), counted) == after


def test_a_voice_that_fell_apart_is_nobody() -> None:
    place = place_of("S3", TALK)
    thirds = tuple(Turn(16_000 + 4_600 * n, 20_600 + 4_600 * n, f"S{n}") for n in range(3))
    assert voice_at(place, thirds) is None


def test_a_number_and_a_name_from_captions_stand_for_themselves() -> None:
    assert voice_at("S2", ()) == "S2"
    assert place_of("Maya", TALK) == "Maya"
    assert place_of("S9", TALK) == "S9"


def test_of_two_names_that_are_one_voice_now_one_is_lost_and_told() -> None:
    names = {place_of("S1", TALK): "Ana", place_of("S2", TALK): "Ben"}
    assert named(names, (Turn(0, 30_000, "S1"),)) == ({"S1": "Ana"}, ("Ben",))


@pytest.mark.parametrize("name", ["@maya", "@", "@1-2-3", "@5", "@12-x,3-4"])
def test_a_name_that_begins_like_a_place_is_a_name(name: str) -> None:
    assert voice_at(name, [Turn(0, 10, "S1")]) == name


def test_a_voice_whose_turns_overlap_is_found_where_it_spoke() -> None:
    turns = [Turn(0, 50_000, "S1"), Turn(10_000, 11_000, "S1"), Turn(50_000, 90_000, "S2")]
    assert voice_at(place_of("S1", turns), turns) == "S1"
    assert voice_at("@20000-40000", turns) == "S1"
