"""How the voices of one block of ten seconds sound: the costly part of hearing.

The speaker network hears one voice at a time, and of a stretch that the segmentation gives to one local voice only a
second at either end and, when long, in the middle: where neighbours agree what lies between is believed, where not it
is heard too. On synthetic-fill meetings this hears a third of the audio and is as right as hearing all of it
(docs/decisions/0004-who-speaks-when.md).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.embeddings import DIMENSIONS, SpeakerNetwork
from shipspeak.speech.hearing.fbank import fbank
from shipspeak.speech.hearing.segmentation import FRAMES

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

WINDOW_HOP = 10
"""Frames (20 ms) between two windows that are told apart: 0.2 s."""
WINDOWS = FRAMES // WINDOW_HOP
THOROUGH = 30
"""Blocks (five minutes) of which pieces are kept, for there may be no more."""
_SIDES = 2
"""Windows to either side that count as well: one second in all."""
_PROBE = 50
"""Frames heard at each probed place: one second."""
_LONG = 300
"""A stretch this long (6 s) is probed in the middle too."""
_PIECE = 100
"""Frames of a piece, about: two seconds."""
_AGREE = 0.5
"""Cosine from which two probes are one voice."""
_LEAST = 10
"""Frames (0.2 s) below which a local voice is not worth hearing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One local voice of one block."""

    block: int
    voice: int
    """0, 1 or 2: which of the segmentation's voices."""
    frames: int
    """How many frames (20 ms) it speaks alone, or for how many a piece stands."""
    embedding: Floats


@dataclass(frozen=True, slots=True)
class LocalVoices:
    """What is kept of one block's voices: some 20 KB."""

    units: tuple[Unit, ...]
    pieces: tuple[Unit, ...]
    """The same voices in pieces of about two seconds, for the first blocks."""
    windows: npt.NDArray[np.float16]
    """Shape (50, 192): embedding around each 0.2 s; zeros where nothing was heard."""
    heard: npt.NDArray[np.uint8]
    """Frames, 0…50, that each window rests on."""
    edge: float
    """Log energy above 4.3 kHz less that of 1…3.4 kHz of what was heard; strongly negative for a telephone."""


NOBODY = LocalVoices((), (), np.zeros((WINDOWS, DIMENSIONS), np.float16), np.zeros(WINDOWS, np.uint8), 0.0)


@dataclass(frozen=True, slots=True)
class _Heard:
    """Of one local voice."""

    frames: Indices
    energies: Floats
    features: Floats


class VoiceHearer:
    """Thread-safe."""

    def __init__(self, network: SpeakerNetwork) -> None:
        self._network = network

    def hear(self, index: int, audio: Floats, kind: npt.NDArray[np.int8], *, wholly: bool = False) -> LocalVoices:
        """`audio`: ten seconds in -1…1 and as much more as the last frame reaches; `kind`: class of `VOICES` of each
        of its frames; `wholly`: all of every voice, not probes.
        """
        alone = [(voice, np.flatnonzero(kind == voice + 1)) for voice in range(3)]
        found = [
            (voice, len(frames), self._listen(audio, frames, wholly=wholly))
            for voice, frames in alone
            if len(frames) >= _LEAST
        ]
        if not found:
            return NOBODY
        units = [
            Unit(index, voice, frames, self._pool(heard.features, [slice(None)])[0]) for voice, frames, heard in found
        ]
        early = found if index < THOROUGH else []
        pieces = [
            piece for voice, frames, heard in early for piece in self._pieces(index, voice, frames, heard.features)
        ]
        windows, counts = self._windows(
            *(np.concatenate(part) for part in zip(*((h.features, h.frames) for _, _, h in found), strict=True))
        )
        return LocalVoices(
            tuple(units), tuple(pieces), windows, counts, _edge(np.concatenate([h.energies for _, _, h in found]))
        )

    def _listen(self, audio: Floats, frames: Indices, *, wholly: bool) -> _Heard:
        """To as many of the `frames` in which one voice speaks alone as it takes to be sure that it is one."""
        probes = [slice(0, len(frames))] if wholly else probed(len(frames))
        first = self._hear(audio, np.concatenate([frames[probe] for probe in probes]))
        gaps = [slice(a.stop, b.start) for a, b in pairwise(probes)]
        doubtful = self._doubtful(first.features, gaps)
        if not doubtful:
            return first
        rest = self._hear(audio, np.concatenate([frames[gap] for gap in doubtful]))
        return _Heard(
            np.concatenate([first.frames, rest.frames]),
            np.concatenate([first.energies, rest.energies]),
            np.concatenate([first.features, rest.features]),
        )

    def _hear(self, audio: Floats, frames: Indices) -> _Heard:
        energies = fbank(audio, np.stack([2 * frames, 2 * frames + 1], axis=1).ravel())
        return _Heard(frames, energies, self._network.features(energies))

    def _doubtful(self, features: Floats, gaps: list[slice]) -> list[slice]:
        """The gaps between probes that do not sound alike; all, where only the first and the last do not."""
        if not gaps:
            return []
        probes = self._pool(features, [slice(at, at + _PROBE) for at in range(0, len(features), _PROBE)])
        alike = probes @ probes.T
        apart = [gap for at, gap in enumerate(gaps) if alike[at, at + 1] < _AGREE]
        return apart or (gaps if alike[0, -1] < _AGREE else [])

    def _pieces(self, index: int, voice: int, frames: int, features: Floats) -> list[Unit]:
        edges = np.linspace(0, len(features), max(1, round(len(features) / _PIECE)) + 1).astype(int)
        parts = [slice(*edge) for edge in pairwise(edges)]
        return [Unit(index, voice, frames // len(parts), embedding) for embedding in self._pool(features, parts)]

    def _pool(self, features: Floats, parts: list[slice]) -> Floats:
        rows = [features[part] for part in parts]
        sums = np.stack([part.sum(axis=0) for part in rows])
        squares = np.stack([(part**2).sum(axis=0) for part in rows])
        return self._network.embed(sums, squares, np.array([len(part) for part in rows]))

    def _windows(self, features: Floats, places: Indices) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.uint8]]:
        """One-second embeddings around each 0.2 s, from running sums over what was heard."""
        every = np.zeros((FRAMES, features.shape[1]), np.float32)
        every[places] = features
        counts = _around(np.bincount(places, minlength=FRAMES)[:, None])[:, 0].astype(np.uint8)
        sums, squares = _around(every), _around(every**2)
        windows = np.zeros((WINDOWS, DIMENSIONS), np.float16)
        some = counts >= _LEAST
        if some.any():
            windows[some] = self._network.embed(sums[some], squares[some], counts[some])
        return windows, counts


def probed(count: int) -> list[slice]:
    """Of `count` frames in which a voice speaks alone, those to hear first: all when few, else a second at either end
    and, from six seconds on, one in the middle.
    """
    if count <= 2 * _PROBE:
        return [slice(0, count)]
    starts = np.linspace(0, count - _PROBE, 2 if count < _LONG else 3).astype(int)
    return [slice(int(start), int(start) + _PROBE) for start in starts]


def _around(values: npt.NDArray[np.generic]) -> Floats:
    """Sums over the second around the middle of each window: it and two to either side."""
    steps = values.reshape(WINDOWS, WINDOW_HOP, -1).sum(axis=1).astype(np.float32)
    padded = np.pad(steps, ((_SIDES, _SIDES), (0, 0)))
    return np.asarray(sum(padded[shift : shift + WINDOWS] for shift in range(2 * _SIDES + 1)))


def _edge(energies: Floats) -> float:
    """Bins 62…79 of 80 lie above 4.3 kHz, bins 27…54 between 1 and 3.4 kHz."""
    mean = energies.mean(axis=0)
    return float(mean[62:].mean() - mean[27:55].mean())
