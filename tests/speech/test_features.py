"""Loudness and pitch of sounds whose loudness and pitch are known."""

import numpy as np
import pytest

from shipspeak.speech.hearing.features import loudness, pitch
from shipspeak.speech.model import RATE, Samples

EVERYTHING = np.ones(500, np.bool_)


def voice(hertz: float, seconds: float = 2.0, peak: float = 0.3) -> Samples:
    """A buzz with falling harmonics, as a larynx makes."""
    time = np.arange(int(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 12))
    return (buzz / np.abs(buzz).max() * peak * 32767).astype(np.int16)


@pytest.mark.parametrize("hertz", [80, 115, 160, 220, 310])
def test_it_finds_the_pitch_of_a_voice_within_two_percent(hertz: float) -> None:
    assert pitch(voice(hertz), EVERYTHING) == (pytest.approx(hertz, rel=0.02),) * 2


def test_noise_and_silence_have_no_pitch() -> None:
    noise = (np.random.default_rng(4).standard_normal(2 * RATE) * 3000).astype(np.int16)
    assert pitch(noise, EVERYTHING) == (None, None)
    assert pitch(np.zeros(RATE, np.int16), EVERYTHING) == (None,)


def test_only_speech_has_a_pitch() -> None:
    speech = EVERYTHING.copy()
    speech[:50] = False
    assert pitch(voice(120), speech) == (None, pytest.approx(120, rel=0.02))


def test_loudness_is_relative_to_full_scale() -> None:
    sine = (np.sin(np.arange(RATE) * 2 * np.pi * 200 / RATE) * 32767).astype(np.int16)
    assert loudness(np.concatenate([sine, sine // 10, sine * 0])) == (-3.0, pytest.approx(-23, abs=0.1), -90.0)


def test_a_second_that_has_begun_counts() -> None:
    assert len(loudness(np.zeros(RATE + 1, np.int16))) == 2
    assert len(pitch(np.zeros(RATE + 1, np.int16), EVERYTHING)) == 2
    assert pitch(np.zeros(3, np.int16), EVERYTHING) == (None,)
