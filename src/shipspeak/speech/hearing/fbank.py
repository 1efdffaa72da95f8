"""Log mel energies as Kaldi computes them, which is what the speaker network was trained on.

Source of every constant: Kaldi's `compute-fbank-feats` defaults (D. Povey et al., "The Kaldi speech recognition
toolkit", ASRU 2011): 25 ms frames each 10 ms, offset removed, pre-emphasis 0.97, Povey window, 80 triangles
between 20 Hz and 8 kHz on the scale 1127 ln(1 + f / 700), power spectrum, natural logarithm.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from shipspeak.speech.model import RATE

Floats = npt.NDArray[np.float32]

HOP = RATE // 100
WINDOW = RATE // 40
BINS = 80
_FFT = 512
_PIECE = 100
"""Frames worked on at once: they stay in the processor's cache, which halves the time."""
_FLOOR = float(np.finfo(np.float32).eps)
"""Kaldi's, for samples in -1…1."""


def fbank(samples: Floats, chosen: npt.NDArray[np.intp]) -> Floats:
    """Shape (len(chosen), 80) from float32 samples in -1…1: log energies of the `chosen` ones among its frames, one for
    each full 25 ms window, each 10 ms.
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    pieces = [_energies(frames[chosen[start : start + _PIECE]]) for start in range(0, len(chosen), _PIECE)]
    return np.concatenate(pieces) if pieces else np.zeros((0, BINS), np.float32)


def _energies(frames: Floats) -> Floats:
    from scipy.fft import rfft  # noqa: PLC0415 -- heavy: only where used

    frames = frames - frames.mean(axis=1, keepdims=True)
    shaped = np.empty_like(frames)
    np.multiply(frames[:, :-1], -0.97, out=shaped[:, 1:])
    np.multiply(frames[:, 0], -0.97, out=shaped[:, 0])
    shaped += frames
    shaped *= _povey()
    spectrum = rfft(shaped, _FFT, axis=1)  # numpy's own takes eight times as long
    power = spectrum.real**2
    power += spectrum.imag**2
    energies: Floats = power @ _triangles()
    np.maximum(energies, _FLOOR, out=energies)
    return np.log(energies, out=energies)


@cache
def _povey() -> Floats:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
    return np.asarray(hann**0.85, dtype=np.float32)


@cache
def _triangles() -> Floats:
    """Shape (257, 80)."""
    low, high = _mel(np.array([20.0, RATE / 2]))
    edges = np.linspace(low, high, BINS + 2)
    mels = _mel(np.arange(_FFT // 2 + 1) * RATE / _FFT)[:, None]
    rising = (mels - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - mels) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0, np.minimum(rising, falling))
    weights[-1] = 0  # Kaldi leaves the Nyquist bin out
    return np.asarray(weights, dtype=np.float32)


def _mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1127 * np.log(1 + hertz / 700))
