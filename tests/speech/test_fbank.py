"""Mel energies: against the definition, written out slowly."""

import math

import numpy as np

from shipspeak.speech.hearing.fbank import fbank


def every(samples: np.ndarray) -> np.ndarray:
    """All frames of `samples`."""
    return fbank(samples, np.arange((len(samples) - 400) // 160 + 1))


def slowly(frame: list[float]) -> list[float]:
    """One frame by Kaldi's definition, term by term."""
    mean = sum(frame) / 400
    centred = [x - mean for x in frame]
    emphasised = [centred[0] * 0.03] + [centred[n] - 0.97 * centred[n - 1] for n in range(1, 400)]
    shaped = [x * (0.5 - 0.5 * math.cos(2 * math.pi * n / 399)) ** 0.85 for n, x in enumerate(emphasised)]
    turns = np.exp(-2j * np.pi * np.outer(np.arange(256), np.arange(400)) / 512)
    power = [float(abs(x) ** 2) for x in turns @ np.array(shaped)]
    low, high = (1127 * math.log(1 + f / 700) for f in (20, 8000))
    step = (high - low) / 81
    energies = []
    for band in range(80):
        left, centre, right = (low + step * (band + i) for i in range(3))
        total = 0.0
        for k, p in enumerate(power):
            mel = 1127 * math.log(1 + k * 16000 / 512 / 700)
            if left < mel < right:
                total += p * min((mel - left) / (centre - left), (right - mel) / (right - centre))
        energies.append(math.log(max(total, 1.1920929e-07)))
    return energies


def test_it_agrees_with_the_definition() -> None:
    samples = np.random.default_rng(1).standard_normal(400).astype(np.float32) * 0.1
    found = every(samples)
    assert found.shape == (1, 80)
    assert np.allclose(found[0], slowly([float(x) for x in samples]), atol=2e-3)


def test_it_makes_the_frames_that_are_asked_for_and_no_others() -> None:
    samples = np.random.default_rng(3).standard_normal(400 + 160 * 250).astype(np.float32)
    chosen = np.array([250, 0, 17])
    assert np.allclose(fbank(samples, chosen), every(samples)[chosen], atol=1e-4)
    assert fbank(samples, chosen[:0]).shape == (0, 80)


def test_pieces_join_without_a_seam() -> None:
    samples = np.random.default_rng(2).standard_normal(400 + 160 * 250).astype(np.float32)
    assert np.allclose(every(samples)[150:], every(samples[150 * 160 :]), atol=1e-4)
