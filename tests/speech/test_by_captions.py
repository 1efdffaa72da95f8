"""Captions name the speakers, the sound says when they really speak."""

from collections.abc import Sequence

import numpy as np

from shipspeak.base import Span
from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.by_captions import caption_turns, heard_turns
from shipspeak.speech.hearing.embeddings import DIMENSIONS
from shipspeak.speech.hearing.local_voices import WINDOW_HOP, WINDOWS, LocalVoices, Unit
from shipspeak.speech.hearing.segmentation import FRAMES
from shipspeak.speech.model import Passage

ANA, BEN, EVA = (np.eye(DIMENSIONS, dtype=np.float32)[number] for number in range(3))
Said = tuple[np.ndarray, float, float]
"""A voice, and the seconds from and to which it speaks."""


def passage(speaker: str, start: int, end: int) -> Passage:
    return Passage("p", speaker, start, end, ())


def block(index: int, *said: Said, both: tuple[float, float] = (0, 0)) -> Block:
    """Ten seconds; up to three voices, each alone but for `both` seconds, in which the first two speak."""
    kind, pair = np.zeros(FRAMES, np.int8), np.zeros(FRAMES, np.int8)
    windows = np.zeros((WINDOWS, DIMENSIONS), np.float16)
    units = []
    for number, (voice, start, end) in enumerate(said):
        kind[round(start * 50) : round(end * 50)] = number + 1
        windows[round(start * 50) // WINDOW_HOP : round(end * 50) // WINDOW_HOP] = voice
        units.append(Unit(index, number, round((end - start) * 50), voice))
    pair[round(both[0] * 50) : round(both[1] * 50)] = 4
    heard = np.where(windows.any(axis=1), 50, 0).astype(np.uint8)
    speech = np.where((kind > 0) | (pair > 0), 255, 0).astype(np.uint8)
    return Block(index, FRAMES, speech, kind, pair, LocalVoices(tuple(units), (), windows, heard, 0.0), (), ())


def heard(blocks: Sequence[Block], *captions: Passage) -> list[tuple[str, int, int]]:
    length = 10_000 * len(blocks)
    return [(turn.speaker, turn.start, turn.end) for turn in heard_turns(blocks, captions, [Span(0, length)], length)]


def test_the_sound_says_when_those_whom_captions_name_begin_and_end() -> None:
    """The captions are padded and touch; the sound has a silence, and somebody who talks into another's end."""
    blocks = [block(0, (ANA, 0, 4), (BEN, 4, 9)), block(1, (ANA, 0, 6), (BEN, 6, 10), both=(5, 6))]
    captions = [passage("a", 0, 4_300), passage("b", 4_300, 10_000), passage("a", 10_000, 16_000)]
    captions += [passage("b", 16_000, 20_000)]
    assert heard(blocks, *captions) == [
        ("a", 0, 4_000),
        ("b", 4_000, 9_000),
        ("a", 10_000, 16_000),
        ("b", 15_000, 20_000),
    ]


def test_captions_decide_where_the_sound_says_otherwise() -> None:
    blocks = [block(0, (ANA, 0, 4), (BEN, 4, 8)), block(1, (BEN, 0, 4), (ANA, 4, 8))]  # the second names are swapped
    captions = [passage("a", 0, 4_000), passage("b", 4_000, 8_000)]
    captions += [passage("a", 10_000, 14_000), passage("b", 14_000, 18_000)]
    assert heard(blocks, *captions) == []


def test_one_name_for_all_voices_names_nobody() -> None:
    blocks = [block(0, (ANA, 0, 4), (BEN, 4, 8))]
    assert heard(blocks, passage("room", 0, 8_000)) == []
    assert heard([], passage("a", 0, 1_000), passage("b", 1_000, 2_000)) == []


def test_who_says_too_little_to_be_known_by_voice_speaks_when_the_captions_say() -> None:
    blocks = [block(0, (ANA, 0, 4), (BEN, 4, 8), (EVA, 8, 9))]
    captions = [passage("a", 0, 4_000), passage("b", 4_000, 8_000), passage("e", 8_000, 8_800)]
    assert heard(blocks, *captions)[:2] == [("a", 0, 4_000), ("b", 4_000, 8_000)]
    assert ("e", 7_800, 9_100) in heard(blocks, *captions)


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
