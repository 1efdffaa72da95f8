"""Mel energies: against the definition, written out slowly."""

import math

import numpy as np

from shipspeak.speech.fbank import fbank


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
    found = fbank(samples)
    assert found.shape == (1, 80)
    assert np.allclose(found[0], slowly([float(x) for x in samples]), atol=2e-3)


def test_it_makes_a_frame_each_ten_milliseconds_and_none_of_less_than_one_window() -> None:
    assert fbank(np.zeros(399, np.float32)).shape == (0, 80)
    assert fbank(np.zeros(400 + 160 * 250, np.float32)).shape == (251, 80)


def test_pieces_join_without_a_seam() -> None:
    samples = np.random.default_rng(2).standard_normal(400 + 160 * 250).astype(np.float32)
    assert np.allclose(fbank(samples)[150:], fbank(samples[150 * 160 :]), atol=1e-4)
