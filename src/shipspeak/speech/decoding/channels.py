"""Are the channels of a recording different people, or one room heard from several sides? Pure.

The rule, on the first two minutes, in frames of 100 ms: a frame is *speech* when its loudest channel stands 15 dB
above that channel's noise floor (10th percentile) and above -50 dBFS; it belongs to one channel *alone* when that
channel is 8 dB louder than every other. The channels are people when at least 60 % of speech is spoken alone and each
of at least two channels has 5 % of speech alone.

Why loudness and not correlation: two microphones a metre apart in one room hear the same voices with hardly any
correlation sample by sample, but at the same loudness; two telephones hear different voices, and differ by 20 dB and
more. Measured over 200 rendered two-minute conversations by tests/speech/test_channels.py and `./ship bench channels`:
see docs/decisions/0003-decode-in-a-locked-child.md.
"""

import numpy as np
import numpy.typing as npt

from shipspeak.speech.model import RATE

WINDOW = 120 * RATE
"""Samples on which to decide."""
FRAME = RATE // 10
LOUD, ABOVE_FLOOR, LOUDER = -50.0, 15.0, 8.0
"""dBFS, dB, dB."""
ALONE, EACH = 0.60, 0.05
"""Shares of speech."""
ENOUGH = 50
"""Frames: five seconds of speech; with less, call it a mix, which is never wrong about words."""


def are_people(channels: npt.NDArray[np.int16]) -> bool:
    """channels: shape (channels, samples) at RATE."""
    levels = levels_of(channels)
    if levels.shape[0] < 2 or levels.shape[1] < ENOUGH:
        return False
    floor = np.percentile(levels, 10, axis=1)
    loudest = levels.argmax(axis=0)
    ordered = np.sort(levels, axis=0)
    speech = (ordered[-1] > LOUD) & (ordered[-1] > floor[loudest] + ABOVE_FLOOR)
    if speech.sum() < ENOUGH:
        return False
    alone = speech & (ordered[-1] - ordered[-2] > LOUDER)
    shares = np.bincount(loudest[alone], minlength=levels.shape[0]) / speech.sum()
    return bool(shares.sum() >= ALONE and (shares >= EACH).sum() >= 2)


def levels_of(channels: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    """Loudness of each FRAME in dBFS, -90…0, a constant offset (DC) taken out: shape (channels, frames)."""
    count = channels.shape[1] // FRAME
    frames = channels[:, : count * FRAME].reshape(channels.shape[0], count, FRAME).astype(np.float32)
    levels: npt.NDArray[np.float64] = 20 * np.log10(np.maximum(frames.std(axis=2), 1.0) / 32768).astype(np.float64)
    return levels
