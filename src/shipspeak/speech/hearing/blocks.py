"""Hear one block of ten seconds: what is kept of it is small, so that four hours fit into memory."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.fbank import HOP, WINDOW
from shipspeak.speech.hearing.features import loudness, pitch
from shipspeak.speech.hearing.local_voices import NOBODY, LocalVoices, VoiceHearer
from shipspeak.speech.hearing.segmentation import BLOCK, FRAMES, VOICES, Segmenter
from shipspeak.speech.model import Samples

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    index: int
    length: int
    """Frames that lie inside the recording, 1…500."""
    speech: npt.NDArray[np.uint8]
    """Probability of speech for each frame, 0…255."""
    kind: npt.NDArray[np.int8]
    """Most probable class of `VOICES` for each frame."""
    pair: npt.NDArray[np.int8]
    """Class of `VOICES` for frames in which two speak with probability above one half, else 0."""
    voices: LocalVoices
    loudness: tuple[float, ...]
    pitch: tuple[float | None, ...]


class BlockHearer:
    """Thread-safe. Without a `VoiceHearer` it is not asked whose voices they are."""

    def __init__(self, segmenter: Segmenter, voices: VoiceHearer | None) -> None:
        self._segmenter, self._voices = segmenter, voices

    def hear(self, index: int, samples: Samples) -> Block:
        """`samples`: up to ten seconds."""
        audio = _padded(samples)
        probability = self._segmenter.probabilities(audio[:BLOCK])
        length = -(-len(samples) * FRAMES // BLOCK)
        probability[length:] = np.eye(len(VOICES), dtype=np.float32)[0]
        kind = probability.argmax(axis=1).astype(np.int8)
        two = probability[:, 4:].sum(axis=1) > 0.5
        return Block(
            index,
            length,
            np.asarray((1 - probability[:, 0]) * 255, dtype=np.uint8),
            kind,
            np.where(two, probability[:, 4:].argmax(axis=1) + 4, 0).astype(np.int8),
            self._voices.hear(index, audio, kind) if self._voices else NOBODY,
            loudness(samples),
            pitch(samples, kind > 0),
        )

    def wholly(self, block: Block, samples: Samples) -> Block:
        """The same block, heard without leaving anything out."""
        if not self._voices:
            return block
        return replace(block, voices=self._voices.hear(block.index, _padded(samples), block.kind, wholly=True))


def _padded(samples: Samples) -> Floats:
    """Ten seconds in -1…1, and as much more as its last frame reaches."""
    audio = np.zeros(BLOCK + WINDOW - HOP, np.float32)
    np.multiply(samples, np.float32(1 / 32768), out=audio[: len(samples)])
    return audio
