"""How loud and how high, for each second: cheap enough for all of the audio."""

import numpy as np
import numpy.typing as npt

from shipspeak.speech.model import RATE

STEP = 1000
"""Milliseconds of one value."""

_QUIETEST = -90.0
_RATE = RATE // 4
"""Samples a second after averaging fours: enough for the first harmonics, which carry the pitch."""
_FRAME, _HOP, _FFT = 160, 80, 240
"""40-ms frames, two periods of the lowest voice, each 20 ms; transforms just long enough that no lag up to that of the
lowest voice wraps around."""
_LOWEST, _HIGHEST = 65, 400
"""Hz: the range of adult speaking voices (I. Titze, Principles of Voice Production, 1994)."""
_VOICED = 0.5
"""Least autocorrelation of a voiced frame (P. Boersma, IFA Proceedings 17, 1993, has 0.45 for clean speech)."""
_LEAST = 5
"""Voiced frames a second (0.1 s) below which its pitch is not worth saying."""


def loudness(samples: npt.NDArray[np.int16]) -> tuple[float, ...]:
    """Of each second begun: dB relative to full scale (-90…0). `samples` mono at 16 kHz."""
    seconds = np.split(samples.astype(np.float32) / 32768, range(RATE, len(samples), RATE))
    power = [float(np.mean(second**2)) for second in seconds if len(second)]
    return tuple(max(_QUIETEST, round(10 * float(np.log10(p + 1e-12)), 1)) for p in power)


def pitch(samples: npt.NDArray[np.int16], speech: npt.NDArray[np.bool_]) -> tuple[float | None, ...]:
    """Median fundamental frequency in Hz of the voiced frames of each second begun; None where nothing is voiced.
    `speech` says for each 20 ms whether someone speaks. Autocorrelation divided by the window's own (Boersma 1993).
    """
    seconds = -(-len(samples) // RATE)
    frames, active = _frames(samples, speech)
    if not len(active):
        return (None,) * seconds
    hertz, strength = _fundamentals(frames)
    voiced = strength > _VOICED
    second = active[voiced] * _HOP // _RATE
    found: list[float | None] = []
    for index in range(seconds):
        here = hertz[voiced][second == index]
        found.append(round(float(np.median(here)), 1) if len(here) >= _LEAST else None)
    return tuple(found)


def _frames(
    samples: npt.NDArray[np.int16], speech: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.intp]]:
    """Frames in which someone speaks, and their numbers."""
    slow = samples[: len(samples) // 4 * 4].reshape(-1, 4).astype(np.float32).mean(axis=1)
    if len(slow) < _FRAME:
        return np.zeros((0, _FRAME), np.float32), np.zeros(0, np.intp)
    every = np.lib.stride_tricks.sliding_window_view(slow, _FRAME)[::_HOP]
    active = np.flatnonzero(speech[: len(every)])
    frames = every[active]
    return frames - frames.mean(axis=1, keepdims=True), active


def _fundamentals(
    frames: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Hz and strength (0…1) of each frame."""
    from scipy.fft import irfft, rfft  # noqa: PLC0415 -- heavy: only where used

    window = np.hanning(_FRAME).astype(np.float32)
    of_window = irfft(np.abs(rfft(window, _FFT)) ** 2, _FFT)
    correlation = irfft(np.abs(rfft(frames * window, _FFT)) ** 2, _FFT)
    first, last = _RATE // _HIGHEST, _RATE // _LOWEST
    lags = np.arange(first - 1, last + 2)
    normal = correlation[:, lags] / (correlation[:, :1] + 1e-9) / (of_window[lags] / of_window[0])
    peak = (normal[:, 1:-1] >= normal[:, :-2]) & (normal[:, 1:-1] >= normal[:, 2:])
    inner = np.where(peak, normal[:, 1:-1], 0)
    # The shortest lag that is nearly as good as the best: twice the period fits as well as the period.
    best = (inner >= 0.9 * inner.max(axis=1, keepdims=True)).argmax(axis=1) + 1
    rows = np.arange(len(frames))
    before, here, after = normal[rows, best - 1], normal[rows, best], normal[rows, best + 1]
    bend = before - 2 * here + after
    shift = np.where(np.abs(bend) > 1e-6, 0.5 * (before - after) / np.where(bend == 0, 1, bend), 0)
    return _RATE / (lags[best] + np.clip(shift, -0.5, 0.5)), np.where(inner.max(axis=1) > 0, here, 0)
