"""Decoded audio in memory: for tests, short clips, and whoever has the samples anyway."""

import numpy as np
import numpy.typing as npt

from shipspeak.speech.model import Samples

AGAINST = 0.7
"""Correlation, with the other sign, from which on two channels are the same sound once turned round. Two microphones in
a room have hardly any."""


class ArrayPcm:
    """A Pcm over an array. Collects blocks as a Sink does: `pcm = ArrayPcm(); decode(source, pcm.write)`."""

    def __init__(self, samples: npt.NDArray[np.int16] | None = None) -> None:
        """samples: shape (tracks, samples), or (samples,) for one track; RATE."""
        self._blocks: list[npt.NDArray[np.int16]] = [] if samples is None else [np.atleast_2d(samples)]

    def write(self, block: npt.NDArray[np.int16]) -> None:
        """A Sink: shape (tracks, samples), as many tracks as the blocks before."""
        self._blocks.append(block)

    @property
    def length(self) -> int:
        return int(self._whole().shape[1])

    @property
    def tracks(self) -> int:
        return int(self._whole().shape[0])

    def read(self, start: int, count: int) -> Samples:
        return mixed(self.read_tracks(start, count))

    def read_tracks(self, start: int, count: int) -> npt.NDArray[np.int16]:
        return self._whole()[:, start : start + count]

    def _whole(self) -> npt.NDArray[np.int16]:
        blocks = self._blocks
        if len(blocks) != 1:
            # One assignment, so that two readers at once at worst join the blocks twice.
            self._blocks = blocks = [np.concatenate(blocks, axis=1) if blocks else np.zeros((1, 0), np.int16)]
        return blocks[0]


def mixed(tracks: npt.NDArray[np.int16]) -> Samples:
    """The sum of all tracks, limited to 16 bits: shape (tracks, samples) to (samples,). People take turns, so each
    stays as loud as on a track of their own, and what clips is two people shouting at once.
    """
    if tracks.shape[0] == 1:
        return np.asarray(tracks[0])
    return np.clip(_total(tracks), -32768, 32767).astype(np.int16)


def averaged(channels: npt.NDArray[np.int16]) -> Samples:
    """The mean of the channels of one microphone or mixer, which hear the same: shape (channels, samples) to
    (samples,). Cannot clip. A channel plugged in the wrong way round is turned back: the mean would be silence.
    """
    if channels.shape[0] == 1:
        return np.asarray(channels[0])
    mean: Samples = (_total(_upright(channels)) // channels.shape[0]).astype(np.int16)
    return mean


def _upright(channels: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """Those that are the first one's sound with the other sign, turned round (`~`, as -32,768 has no other sign)."""
    rows = channels.astype(np.float32)
    against = rows @ rows[0] < -AGAINST * np.linalg.norm(rows, axis=1) * np.linalg.norm(rows[0])
    return np.where(against[:, np.newaxis], ~channels, channels) if against.any() else channels


def _total(rows: npt.NDArray[np.int16]) -> npt.NDArray[np.int32]:
    # Row by row: numpy's sum over the first axis of an interleaved array takes five times as long.
    total: npt.NDArray[np.int32] = rows[0].astype(np.int32)
    for row in rows[1:]:
        total += row
    return total
