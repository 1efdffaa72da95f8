"""Decoded audio as it lies sealed: 16 bit, tracks interleaved, read in any order."""

import numpy as np
import numpy.typing as npt

from shipspeak.coaching.model import Audio
from shipspeak.outside import SealedReader
from shipspeak.speech import Samples

SAMPLE = 2
"""Bytes."""


class SealedPcm:
    """Implements `speech.Pcm`. Holds three parts of a few megabytes, whatever the length."""

    def __init__(self, reader: SealedReader, audio: Audio) -> None:
        self._reader, self._tracks = reader, audio.tracks

    @property
    def length(self) -> int:
        return self._reader.size // (SAMPLE * self._tracks)

    @property
    def tracks(self) -> int:
        return self._tracks

    def read(self, start: int, count: int) -> Samples:
        frames = self._frames(start, count)
        if self._tracks == 1:
            return frames[:, 0]
        # A sum, clipped: a mean would make each person quieter the more people there are.
        mix: Samples = np.clip(frames.sum(axis=1, dtype=np.int32), -32768, 32767).astype(np.int16)
        return mix

    def read_tracks(self, start: int, count: int) -> npt.NDArray[np.int16]:
        return self._frames(start, count).T

    def _frames(self, start: int, count: int) -> npt.NDArray[np.int16]:
        frame = SAMPLE * self._tracks
        content = self._reader.read(start * frame, count * frame)
        return np.frombuffer(content, dtype="<i2").reshape(-1, self._tracks)
