"""Who speaks when, decided by whose microphone is loud: each person came on a track of their own."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shipspeak.base import Turn, union
from shipspeak.speech.confidence import given
from shipspeak.speech.errors import NoSpeech
from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.by_voices import features_of
from shipspeak.speech.hearing.labelling import speaking
from shipspeak.speech.hearing.segmentation import STEP
from shipspeak.speech.hearing.turns import LEAST, spans_of
from shipspeak.speech.model import Census, DecidedBy
from shipspeak.speech.voices import JOIN, overlaps_of, voices_of

Floats = npt.NDArray[np.float32]

_QUIETEST = -96.0
_CROSSTALK = 12.0
"""dB below the loudest track, each measured against its own loudest speech: what is weaker is another person heard
through this microphone. Neighbours' voices reach a headset or a phone 15 dB and more below its owner's."""
_SILENT = 30.0
"""dB below its own loud speech at which a person is between words."""
_ABSENT = 35.0
"""dB below the loudest track's speech: a microphone nobody spoke into."""
_SMOOTH = 5
"""Frames (0.1 s)."""


class Levels:
    """Loudness of each track in frames of 20 ms, gathered as blocks come: 1.4 MB for each hour and track."""

    def __init__(self, tracks: int) -> None:
        self.tracks = tracks
        self._found: list[npt.NDArray[np.float16]] = []

    def add(self, block: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """The mix of `block`, shape (tracks, samples); with one track that track."""
        if self.tracks == 1:
            return np.asarray(block[0])
        padded = np.pad(block, ((0, 0), (0, -block.shape[1] % STEP))).astype(np.float32) / 32768
        power = np.mean(padded.reshape(self.tracks, -1, STEP) ** 2, axis=2)
        self._found.append(np.asarray(np.maximum(10 * np.log10(power + 1e-12), _QUIETEST), dtype=np.float16))
        mix = np.clip(block.astype(np.int32).sum(axis=0), -32768, 32767)
        return np.asarray(mix, dtype=np.int16)

    def all(self) -> Floats:
        """Shape (tracks, frames), dB relative to full scale."""
        return np.concatenate(self._found, axis=1).astype(np.float32)


def by_tracks(blocks: Sequence[Block], duration: int, levels: Levels, names: Sequence[str]) -> Census:
    """The census of a recording with a track for each person; `names` in the order of the tracks, or empty. Tracks
    on which nobody speaks have no voice. Raises `NoSpeech`.
    """
    active = activity(levels.all(), speaking(blocks))
    found = [_turns(active[track], track, duration) for track in range(levels.tracks)]
    order = sorted((track for track in range(levels.tracks) if found[track]), key=lambda track: found[track][0])
    if not order:
        raise NoSpeech
    ids = {str(track): f"S{number}" for number, track in enumerate(order, start=1)}
    turns = tuple(sorted(Turn(turn.start, turn.end, ids[turn.speaker]) for track in order for turn in found[track]))
    named = {f"S{number}": names[track] for number, track in enumerate(order, start=1) if track < len(names)}
    return Census(
        duration=duration,
        decided_by=DecidedBy.TRACKS,
        voices=voices_of(turns, named),
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=overlaps_of(turns),
        confidence=given(DecidedBy.TRACKS),
        features=features_of(blocks),
    )


def activity(levels: Floats, speech: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Shape (tracks, frames): who speaks, from `levels` (tracks, frames) in dB where the mix is `speech` (frames,)."""
    count = min(levels.shape[1], len(speech))
    levels, speech = _smooth(levels[:, :count]), speech[:count]
    if not speech.any():
        return np.zeros((levels.shape[0], count), np.bool_)
    own = np.quantile(levels[:, speech], 0.995, axis=1, keepdims=True)
    relative = levels - own
    relative[own[:, 0] < own.max() - _ABSENT] = _QUIETEST
    return np.asarray(speech & (relative > -_SILENT) & (relative > relative.max(axis=0) - _CROSSTALK))


def _smooth(levels: Floats) -> Floats:
    from scipy.ndimage import uniform_filter1d  # noqa: PLC0415 -- heavy: only where used

    return np.asarray(uniform_filter1d(levels, _SMOOTH, axis=1, mode="nearest"))


def _turns(active: npt.NDArray[np.bool_], track: int, duration: int) -> list[Turn]:
    spans = union(spans_of(active), gap=JOIN)
    return [Turn(span.start, min(span.end, duration), str(track)) for span in spans if span.length >= LEAST]
