"""The path through the scores, and who speaks in each frame of made-up blocks."""

from itertools import pairwise, product

import numpy as np

from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.labelling import label, viterbi
from shipspeak.speech.hearing.local_voices import WINDOWS, LocalVoices, Unit

ANNA, BEN = np.eye(2, 192, dtype=np.float32)
VOICES = np.stack([ANNA, BEN])


def block(
    kinds: list[tuple[int, int]], voices: dict[int, np.ndarray], pair: slice = slice(0), length: int = 500
) -> Block:
    """`kinds`: runs of (segmentation class, frames); `voices`: local voice to how it sounds."""
    kind = np.concatenate([np.full(count, which, np.int8) for which, count in kinds])
    windows = np.zeros((WINDOWS, 192), np.float16)
    for index in range(WINDOWS):
        local = kind[index * 10 + 5] - 1
        if local in voices:
            windows[index] = voices[local]
    two = np.zeros(500, np.int8)
    two[pair] = 4
    return Block(
        index=0,
        length=length,
        speech=np.where(kind > 0, 250, 5).astype(np.uint8),
        kind=kind,
        pair=two,
        voices=LocalVoices(
            units=tuple(Unit(0, local, int((kind == local + 1).sum()), sound) for local, sound in voices.items()),
            pieces=(),
            windows=windows,
            heard=np.where(windows.any(axis=1), 50, 0).astype(np.uint8),
            edge=0.0,
        ),
        loudness=(-30.0,) * 10,
        pitch=(None,) * 10,
    )


def test_the_path_is_the_best_of_all_paths() -> None:
    scores = np.random.default_rng(5).standard_normal((7, 3)).astype(np.float32)

    def value(path: tuple[int, ...]) -> float:
        changes = sum(a != b for a, b in pairwise(path))
        return float(sum(scores[i, k] for i, k in enumerate(path)) - 0.7 * changes)

    best = max(product(range(3), repeat=7), key=value)
    assert tuple(viterbi(scores, 0.7)) == best


def test_a_moment_of_doubt_does_not_change_the_voice() -> None:
    scores = np.array([[1, 0], [1, 0], [0.4, 0.6], [1, 0], [1, 0]], np.float32)
    assert viterbi(scores, 5.0).tolist() == [0, 0, 0, 0, 0]


def test_each_voice_gets_its_time_and_silence_is_nobodys() -> None:
    labelled = label([block([(1, 200), (0, 100), (2, 200)], {0: ANNA, 1: BEN})], VOICES)
    assert labelled.active[:200, 0].all()
    assert not labelled.active[200:300].any()
    assert labelled.active[300:, 1].all()
    assert labelled.margin[100] > 0.9


def test_local_voices_keep_their_person_across_blocks() -> None:
    first = block([(1, 500)], {0: ANNA})
    second = block([(1, 500)], {0: BEN})
    labelled = label([first, second], VOICES)
    assert labelled.active[:500, 0].all()
    assert labelled.active[500:, 1].all()


def test_two_speak_where_the_segmentation_hears_two() -> None:
    labelled = label([block([(1, 250), (2, 250)], {0: ANNA, 1: BEN}, pair=slice(230, 250))], VOICES)
    assert labelled.active[230:250].all()
    assert labelled.active.sum() == 500 + 20


def test_the_last_block_ends_where_the_recording_ends() -> None:
    labelled = label([block([(1, 120), (0, 380)], {0: ANNA}, length=120)], VOICES)
    assert labelled.active.shape == (120, 2)
    assert labelled.margin.shape == (120,)
