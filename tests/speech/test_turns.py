"""Turns, voices, clips and overlaps from who speaks in each frame."""

import itertools

import numpy as np

from shipspeak.base import Span, Turn
from shipspeak.speech.hearing.labelling import Labelled
from shipspeak.speech.hearing.turns import spans_of, turns_of
from shipspeak.speech.voices import clips_of, overlaps_of, voices_of


def labelled(rows: list[str], margin: float = 0.5) -> Labelled:
    """A row for each voice, a sign for each 0.1 s: # speaks."""
    active = np.array([[sign == "#" for sign in row] for row in rows]).repeat(5, axis=1).T
    return Labelled(active, np.full(len(active), margin, np.float32))


def test_voices_are_named_in_order_of_first_speech() -> None:
    turns = turns_of(labelled(["     #####     ", "#####          "]), 1500)
    assert [(turn.speaker, turn.start, turn.end) for turn in turns] == [("S1", 0, 500), ("S2", 500, 1000)]


def test_a_pause_of_half_a_second_does_not_end_a_turn_and_a_longer_one_does() -> None:
    assert len(turns_of(labelled(["###     ###"]), 1100)) == 1
    assert len(turns_of(labelled(["###      ###"]), 1200)) == 2


def test_what_is_shorter_than_a_fifth_of_a_second_is_no_turn() -> None:
    assert turns_of(labelled(["#        "]), 900) == ()
    assert len(turns_of(labelled(["##       "]), 900)) == 1


def test_no_turn_ends_after_the_recording() -> None:
    assert turns_of(labelled(["#########"]), 893)[-1].end == 893


def test_a_turn_says_how_sure_it_is_and_with_one_voice_there_is_nothing_to_say() -> None:
    assert turns_of(labelled(["####", "    "], margin=0.31), 400)[0].margin == 0.31
    assert turns_of(labelled(["####", "    "], margin=-0.2), 400)[0].margin == 0.0
    assert turns_of(labelled(["####"]), 400)[0].margin is None


def test_talk_is_the_sum_of_the_turns() -> None:
    turns = (Turn(0, 4000, "S1"), Turn(3000, 5000, "S2"), Turn(6000, 7000, "S1"))
    assert [(voice.id, voice.talk, voice.name) for voice in voices_of(turns, {"S2": "Ben"})] == [
        ("S1", 5000, None),
        ("S2", 2000, "Ben"),
    ]


def test_clips_are_where_a_voice_speaks_alone_and_the_surest_come_first() -> None:
    turns = (
        Turn(0, 12_000, "S1", 0.1),
        Turn(4_000, 5_000, "S2", 0.5),
        Turn(20_000, 26_000, "S1", 0.6),
        Turn(30_000, 35_000, "S1", 0.6),
        Turn(40_000, 45_000, "S1", 0.05),
    )
    assert clips_of(turns, "S1") == (Span(6_000, 11_000), Span(20_500, 25_500), Span(30_000, 35_000))
    assert clips_of(turns, "S2") == ()


def test_there_are_at_most_three_clips_and_they_do_not_overlap() -> None:
    clips = clips_of((Turn(0, 60_000, "S1", 0.5),), "S1")
    assert len(clips) == 3
    assert all(clip.length == 5_000 for clip in clips)
    assert all(first.end <= second.start for first, second in itertools.pairwise(clips))


def test_overlaps_are_where_two_or_more_speak() -> None:
    turns = (Turn(0, 1000, "S1"), Turn(500, 2000, "S2"), Turn(700, 900, "S3"), Turn(2000, 3000, "S1"))
    assert overlaps_of(turns) == (Span(500, 1000),)
    assert overlaps_of(()) == ()


def test_runs_of_true_become_spans() -> None:
    assert spans_of(np.array([True, True, False, True])) == (Span(0, 40), Span(60, 80))
    assert spans_of(np.zeros(0, np.bool_)) == ()
