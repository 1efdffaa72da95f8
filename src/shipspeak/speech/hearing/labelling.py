"""Which of the known voices speaks in each frame: what was heard around it, steadied by a Viterbi path."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.local_voices import WINDOW_HOP, WINDOWS
from shipspeak.speech.hearing.segmentation import FRAMES, VOICES

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_UNIT_SHARE = 0.3
"""How much the block's local voice as a whole counts beside the second around the frame."""
_GAIN, _SWITCH = 16.0, 5.0
"""Score of a cosine of 1 in a window of 0.2 s, and what a change of voice costs."""
_SPEECH = 0.3
"""Probability above which someone speaks."""
_LEAST_EVIDENCE = 0.1
_FULL = 50
"""Frames that a window rests on at most."""


@dataclass(frozen=True, slots=True)
class Labelled:
    active: Flags
    """Shape (frames of 20 ms, voices): who speaks."""
    margin: Floats
    """Shape (frames,): how much better the voice fits than the next best; 0 with one voice or no evidence."""


def label(blocks: Sequence[Block], centroids: Floats) -> Labelled:
    """Blocks in order. Speed: some 20 ms for each hour and voice, and 0.2 s an hour for the path."""
    scored = [_scores(block, centroids) for block in blocks]
    scores = np.concatenate([scores for scores, _ in scored])
    evidence = np.concatenate([evidence for _, evidence in scored])
    path = viterbi(np.float32(_GAIN) * scores, _SWITCH)
    margin = _margin(scores, path) / np.maximum(evidence, _LEAST_EVIDENCE)
    first = np.repeat(path, WINDOW_HOP)
    active = np.zeros((len(first), len(centroids)), np.bool_)
    active[np.arange(len(first)), first] = True
    for number, block in enumerate(blocks):
        _add_second(block, centroids, active[number * FRAMES : (number + 1) * FRAMES])
    active &= speaking(blocks)[:, None]
    end = FRAMES * (len(blocks) - 1) + blocks[-1].length
    return Labelled(active[:end], np.repeat(margin, WINDOW_HOP)[:end].astype(np.float32))


def speaking(blocks: Sequence[Block]) -> Flags:
    """Whether anyone speaks, for each frame."""
    return np.concatenate([block.speech for block in blocks]) > _SPEECH * 255


def viterbi(scores: Floats, switch: float) -> npt.NDArray[np.intp]:
    """The path (n,) through `scores` (n, k) with the greatest sum, where each change of column costs `switch`.
    (A. Viterbi, IEEE Trans. Inf. Theory 13, 1967.)
    """
    length, count = scores.shape
    if count == 1:
        return np.zeros(length, np.intp)
    stay = np.arange(count)
    came = np.zeros((length, count), np.int16)
    best = scores[0].copy()
    for index in range(1, length):
        leader = int(best.argmax())
        switched = best[leader] - switch
        came[index] = np.where(best >= switched, stay, leader)
        best = np.maximum(best, switched) + scores[index]
    path = np.zeros(length, np.intp)
    path[-1] = best.argmax()
    for index in range(length - 1, 0, -1):
        path[index - 1] = came[index, path[index]]
    return path


def _scores(block: Block, centroids: Floats) -> tuple[Floats, Floats]:
    """Shape (50, voices): cosine of the second around each 0.2 s and of the local voice that speaks there, weighed
    by how much was heard; and (50,) that weight, 0…1.
    """
    near = block.voices.windows.astype(np.float32) @ centroids.T
    weight = np.minimum(block.voices.heard / _FULL, 1) * block.voices.windows.any(axis=1)
    local, known = np.zeros((FRAMES, len(centroids)), np.float32), np.zeros(FRAMES, np.float32)
    for unit in block.voices.units:
        here = block.kind == unit.voice + 1
        local[here], known[here] = unit.embedding @ centroids.T, 1
    local = local.reshape(WINDOWS, WINDOW_HOP, -1).mean(axis=1)
    known = known.reshape(WINDOWS, WINDOW_HOP).mean(axis=1)
    scores = (1 - _UNIT_SHARE) * near * weight[:, None] + _UNIT_SHARE * local
    evidence = (1 - _UNIT_SHARE) * weight + _UNIT_SHARE * known
    return scores.astype(np.float32), evidence.astype(np.float32)


def _margin(scores: Floats, path: npt.NDArray[np.intp]) -> Floats:
    """Shape (n,): how much better the path's voice scores than the best other; 0 when there is no other."""
    if scores.shape[1] == 1:
        return np.zeros(len(path), np.float32)
    rows = np.arange(len(path))
    others = scores.copy()
    others[rows, path] = -np.inf
    return np.asarray(scores[rows, path] - others.max(axis=1), dtype=np.float32)


def _add_second(block: Block, centroids: Floats, active: Flags) -> None:
    """Where the segmentation hears two, the other of its two local voices speaks as well."""
    voice = {unit.voice: int((unit.embedding @ centroids.T).argmax()) for unit in block.voices.units}
    for kind in range(4, len(VOICES)):
        frames = np.flatnonzero(block.pair == kind)
        people = [voice[local] for local in VOICES[kind] if local in voice]
        if not len(frames) or not people:
            continue
        first = active[frames].argmax(axis=1)
        second = np.where(first != people[0], people[0], people[-1])
        active[frames, second] = True
