"""Captions name the speakers, the sound says when they really speak."""

from shipspeak.base import Span
from shipspeak.speech.hearing.by_captions import caption_turns
from shipspeak.speech.model import Passage


def passage(speaker: str, start: int, end: int) -> Passage:
    return Passage("p", speaker, start, end, ())


def test_voice_activity_trims_what_captions_claim() -> None:
    turns = caption_turns([passage("Ana", 0, 10_000)], [Span(1_000, 4_000), Span(6_000, 12_000)], 20_000)
    assert [(turn.start, turn.end) for turn in turns] == [(1_000, 4_000), (6_000, 10_300)]
    assert turns[0].margin is None


def test_passages_of_one_person_make_one_turn() -> None:
    captions = [passage("Ana", 0, 2_000), passage("Ana", 2_100, 4_000), passage("Ben", 4_000, 5_000)]
    turns = caption_turns(captions, [Span(0, 6_000)], 6_000)
    assert [(turn.speaker, turn.start, turn.end) for turn in turns] == [("Ana", 0, 4_300), ("Ben", 3_800, 5_300)]


def test_captions_after_the_end_or_in_silence_are_no_turns() -> None:
    captions = [passage("Ana", 9_000, 9_500), passage("Ben", 99_000, 99_900)]
    assert caption_turns(captions, [Span(0, 6_000)], 10_000) == ()
