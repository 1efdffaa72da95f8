"""Names and doubts reach the cards with the report, and nothing before it."""

from dataclasses import replace

import pytest

from shipspeak.base import Turn
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.known import as_known
from shipspeak.coaching.model import Findings, Kind
from shipspeak.speech import Census
from tests.coaching.spoken import Said, meeting

ASKED = (
    Said("S1", "Do you recommend that we go live on Monday or not?"),
    Said("S2", "I recommend that we go live on Monday, because errors fell to two in a thousand."),
    Said("S12", "Good, then that is settled for all of us here."),
)


@pytest.fixture
def heard() -> tuple[Findings, Census]:
    made = meeting(*ASKED)
    return findings(made.census, made.plan, made.transcript, "S2", Kind.PRODUCT_REVIEW), made.census


def test_a_card_calls_people_as_the_person_does(heard: tuple[Findings, Census]) -> None:
    found, census = heard
    assert found.focus[0].happened.startswith("Speaker 1 asked")
    assert found.focus[0].other == "S1"
    named = as_known(found, census, {"S1": "Gordon \\1", "S12": "Lena"})
    assert named.focus[0].happened.startswith(r"Gordon \1 asked")
    assert as_known(found, census, {"S12": "Lena"}).focus == found.focus


def test_a_name_of_the_captions_gives_way_and_no_word_that_holds_it(heard: tuple[Findings, Census]) -> None:
    found, census = heard
    voices = tuple(replace(voice, name="Ann" if voice.id == "S1" else None) for voice in census.voices)
    told = replace(found.focus[0], happened="Ann asked. Anna and AnnX did not.")
    known = as_known(replace(found, focus=(told,)), replace(census, voices=voices), {"S1": "Anne"})
    assert known.focus[0].happened == "Anne asked. Anna and AnnX did not."


def test_a_quote_of_a_doubtful_turn_says_so_and_no_other(heard: tuple[Findings, Census]) -> None:
    found, census = heard
    turns = tuple(
        Turn(turn.start, turn.end, turn.speaker, 0.1 if turn.speaker == "S1" else 0.6) for turn in census.turns
    )
    known = as_known(found, replace(census, turns=turns), {})
    quotes = [piece for card in known.focus for piece in card.evidence]
    assert {piece.speaker for piece in quotes} == {"S1", "S2"}
    assert all(piece.doubted == (piece.speaker == "S1") for piece in quotes)
    assert not any(piece.doubted for card in as_known(found, census, {}).focus for piece in card.evidence)
