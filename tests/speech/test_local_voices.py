"""How much of a voice is heard: as little as shows that it is one. The network here is two made-up voices."""

import numpy as np
import pytest

from shipspeak.speech.hearing.local_voices import NOBODY, VoiceHearer, probed

SECOND = 50
"""Frames."""
LOW, HIGH = 300.0, 3_000.0
"""Hz: what the made-up voices hum."""


class Ear:
    """Hears a hum below 1 kHz as one voice and above as another, and counts the frames it was given."""

    def __init__(self) -> None:
        self.frames = 0

    def features(self, energies: np.ndarray) -> np.ndarray:
        pairs = energies.reshape(-1, 2, 80).mean(axis=1)
        self.frames += len(pairs)
        high = pairs[:, 40:].max(axis=1) > pairs[:, :30].max(axis=1)
        return np.eye(512, dtype=np.float32)[high.astype(int)]

    def embed(self, sums: np.ndarray, squares: np.ndarray, counts: np.ndarray) -> np.ndarray:
        found = sums[:, :192] / counts[:, None]
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def hums(*parts: tuple[float, int]) -> np.ndarray:
    """Ten seconds of (Hz, seconds), and a little more."""
    hertz = np.repeat([part[0] for part in parts], [part[1] * 16_000 for part in parts])
    audio = np.sin(2 * np.pi * np.cumsum(hertz) / 16_000)
    return np.concatenate([audio, np.zeros(240)]).astype(np.float32)


ALONE = np.ones(500, np.int8)


def test_a_stretch_is_probed_at_its_ends_and_when_long_in_the_middle() -> None:
    assert probed(80) == [slice(0, 80)]
    assert probed(200) == [slice(0, 50), slice(150, 200)]
    assert probed(400) == [slice(0, 50), slice(175, 225), slice(350, 400)]


@pytest.mark.parametrize(
    ("parts", "seconds"),
    [
        ([(LOW, 10)], 3),
        ([(LOW, 2), (HIGH, 8)], 7),
        ([(LOW, 8), (HIGH, 2)], 6),
        ([(LOW, 3), (HIGH, 4), (LOW, 3)], 10),
    ],
)
def test_only_what_lies_between_probes_that_differ_is_heard_too(parts: list[tuple[float, int]], seconds: int) -> None:
    ear = Ear()
    found = VoiceHearer(ear).hear(40, hums(*parts), ALONE)
    assert ear.frames == pytest.approx(seconds * SECOND, abs=SECOND)
    assert [(unit.voice, unit.frames) for unit in found.units] == [(0, 500)]
    assert not found.pieces


def test_all_is_heard_when_asked_for_and_comes_in_pieces() -> None:
    ear = Ear()
    found = VoiceHearer(ear).hear(0, hums((LOW, 6), (HIGH, 4)), ALONE, wholly=True)
    assert ear.frames == 500
    assert [piece.frames for piece in found.pieces] == [100] * 5
    assert [piece.embedding[:2].round().tolist() for piece in found.pieces] == [[1, 0]] * 3 + [[0, 1]] * 2
    assert (found.heard[2:-2] == 50).all()


def test_silence_is_nobody() -> None:
    assert VoiceHearer(Ear()).hear(0, hums((LOW, 10)), ALONE * 0) is NOBODY
