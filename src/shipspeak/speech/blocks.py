"""Hear one block of ten seconds: what is kept of it is small, so that four hours fit into memory.

The costly part is the speaker network. It hears one voice at a time, and of a stretch that the segmentation gives
to one local voice only a second at either end and, when long, in the middle: when these agree the rest is believed,
when not all of it is heard. On synthetic-fill meetings this hears about a third of the audio and is as right as
hearing all of it (docs/decisions/0004-who-speaks-when.md). The first five minutes are heard wholly, in case there is
no more.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from shipspeak.speech.embeddings import DIMENSIONS, SpeakerNetwork
from shipspeak.speech.fbank import HOP, WINDOW, fbank
from shipspeak.speech.features import loudness, pitch
from shipspeak.speech.segmentation import BLOCK, FRAMES, VOICES, Segmenter

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

WINDOW_HOP = 10
"""Frames (20 ms) between two windows that are told apart: 0.2 s."""
WINDOWS = FRAMES // WINDOW_HOP
_SIDES = 2
"""Windows to either side that count as well: one second in all."""
_PROBE = 50
"""Frames heard at each probed place: one second."""
_LONG = 300
"""A stretch this long (6 s) is probed in the middle too."""
THOROUGH = 30
"""Blocks from the start that are heard wholly, and in pieces: five minutes."""
_PIECE = 100
"""Frames of a piece, about: two seconds."""
_AGREE = 0.45
"""Cosine above which two probes are one voice."""
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
    units: tuple[Unit, ...]
    pieces: tuple[Unit, ...]
    """The same voices in pieces of about two seconds, for the first blocks."""
    windows: npt.NDArray[np.float16]
    """Shape (50, 192): embedding around each 0.2 s; zeros where nothing was heard."""
    heard: npt.NDArray[np.uint8]
    """Frames, 0…50, that each window rests on."""
    loudness: tuple[float, ...]
    pitch: tuple[float | None, ...]
    edge: float
    """Log energy above 4.3 kHz less that of 1…3.4 kHz while someone speaks; strongly negative for a telephone."""


class BlockHearer:
    """Thread-safe."""

    def __init__(self, segmenter: Segmenter, network: SpeakerNetwork) -> None:
        self._segmenter, self._network = segmenter, network

    def hear(self, index: int, samples: npt.NDArray[np.int16]) -> Block:
        """`samples`: up to ten seconds, mono."""
        audio = np.zeros(BLOCK + WINDOW - HOP, np.float32)
        audio[: len(samples)] = samples.astype(np.float32) / 32768
        probability = self._segmenter.probabilities(audio[:BLOCK])
        length = -(-len(samples) * FRAMES // BLOCK)
        probability[length:] = np.eye(len(VOICES), dtype=np.float32)[0]
        kind = probability.argmax(axis=1).astype(np.int8)
        alone = {voice: np.flatnonzero(kind == voice + 1) for voice in range(3)}
        heard, edge = np.zeros((0, 512), np.float32), 0.0
        places: Indices = np.zeros(0, np.intp)
        units: list[Unit] = []
        pieces: list[Unit] = []
        if (kind > 0).any():
            energies = fbank(audio)
            edge = _edge(energies[np.repeat(kind > 0, 2)])
            for voice, frames in alone.items():
                if len(frames) >= _LEAST:
                    chosen, features = self._features(energies, frames, wholly=index < THOROUGH)
                    embedding = self._pool(features, [slice(None)])[0]
                    units.append(Unit(index, voice, len(frames), embedding))
                    if index < THOROUGH:
                        pieces += self._pieces(index, voice, features)
                    heard, places = np.concatenate([heard, features]), np.concatenate([places, chosen])
        windows, counts = self._windows(heard, places)
        two = probability[:, 4:].sum(axis=1) > 0.5
        return Block(
            index,
            length,
            np.asarray((1 - probability[:, 0]) * 255, dtype=np.uint8),
            kind,
            np.where(two, probability[:, 4:].argmax(axis=1) + 4, 0).astype(np.int8),
            tuple(units),
            tuple(pieces),
            windows,
            counts,
            loudness(samples),
            pitch(samples, kind > 0),
            edge,
        )

    def _features(self, energies: Floats, frames: Indices, *, wholly: bool) -> tuple[Indices, Floats]:
        """Frames of this voice that were heard, and their features."""
        chosen = frames if wholly else probes(frames)
        features = self._network.features(_rows(energies, chosen))
        if len(chosen) == len(frames):
            return chosen, features
        parts = self._pool(features, [slice(at, at + _PROBE) for at in range(0, len(chosen), _PROBE)])
        if float((parts @ parts.T).min()) >= _AGREE:
            return chosen, features
        rest = np.setdiff1d(frames, chosen)
        return np.concatenate([chosen, rest]), np.concatenate([features, self._network.features(_rows(energies, rest))])

    def _pieces(self, index: int, voice: int, features: Floats) -> list[Unit]:
        edges = np.linspace(0, len(features), max(1, round(len(features) / _PIECE)) + 1).astype(int)
        parts = [slice(*edge) for edge in pairwise(edges)]
        embeddings = self._pool(features, parts)
        return [
            Unit(index, voice, part.stop - part.start, embedding)
            for part, embedding in zip(parts, embeddings, strict=True)
        ]

    def _pool(self, features: Floats, parts: list[slice]) -> Floats:
        rows = [features[part] for part in parts]
        sums = np.stack([part.sum(axis=0) for part in rows])
        squares = np.stack([(part**2).sum(axis=0) for part in rows])
        return self._network.embed(sums, squares, np.array([len(part) for part in rows]))

    def _windows(self, features: Floats, places: Indices) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.uint8]]:
        """One-second embeddings around each 0.2 s, from running sums over what was heard."""
        every = np.zeros((FRAMES, 512), np.float32)
        every[places] = features
        counts = _around(np.bincount(places, minlength=FRAMES)[:, None])[:, 0].astype(np.uint8)
        sums, squares = _around(every), _around(every**2)
        windows = np.zeros((WINDOWS, DIMENSIONS), np.float16)
        some = counts >= _LEAST
        if some.any():
            windows[some] = self._network.embed(sums[some], squares[some], counts[some])
        return windows, counts


def probes(frames: Indices) -> Indices:
    """Of the frames in which a voice speaks alone, those to hear first: all when short, else a second at either end
    and, from six seconds on, one in the middle.
    """
    if len(frames) <= 2 * _PROBE:
        return frames
    starts = np.linspace(0, len(frames) - _PROBE, 2 if len(frames) < _LONG else 3).astype(int)
    return np.concatenate([frames[start : start + _PROBE] for start in starts])


def _rows(energies: Floats, frames: Indices) -> Floats:
    return energies[np.stack([2 * frames, 2 * frames + 1], axis=1).ravel()]


def _around(values: npt.NDArray[np.generic]) -> Floats:
    """Sums over the second around the middle of each window: it and two to either side."""
    steps = values.reshape(WINDOWS, WINDOW_HOP, -1).sum(axis=1).astype(np.float32)
    padded = np.pad(steps, ((_SIDES, _SIDES), (0, 0)))
    return np.asarray(sum(padded[shift : shift + WINDOWS] for shift in range(2 * _SIDES + 1)))


def _edge(energies: Floats) -> float:
    """Bins 62…79 of 80 lie above 4.3 kHz, bins 27…54 between 1 and 3.4 kHz."""
    mean = energies.mean(axis=0)
    return float(mean[62:].mean() - mean[27:55].mean())
