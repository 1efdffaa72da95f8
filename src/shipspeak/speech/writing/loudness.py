"""How loud short stretches of a block are: where to cut, what was missed, what cannot have been said. Pure."""

import numpy as np
import numpy.typing as npt

from shipspeak.base import Span
from shipspeak.speech.model import RATE, Samples

FRAME = 20
"""Milliseconds."""
_PER_FRAME = RATE * FRAME // 1000
SPEECH_BELOW_LOUD = 25.0
"""dB under a block's loud frames (95th percentile) down to which a frame may be speech: quiet speakers in a meeting
lie some 20 dB under loud ones."""
SILENCE = -60.0
"""dB relative to full scale; room noise of headsets and laptops lies at -70 to -50, speech above -45."""


def levels(samples: Samples) -> npt.NDArray[np.float64]:
    """DB relative to full scale for each 20 ms, shape (frames,); what is left at the end is no frame."""
    count = len(samples) // _PER_FRAME
    frames = samples[: count * _PER_FRAME].astype(np.float64).reshape(count, _PER_FRAME) / 32768
    level: npt.NDArray[np.float64] = 10 * np.log10((frames**2).mean(axis=1) + 1e-12)
    return level


def threshold(level: npt.NDArray[np.float64]) -> float:
    """From which level on a frame of this block may be speech."""
    return max(SILENCE, float(np.percentile(level, 95)) - SPEECH_BELOW_LOUD) if len(level) else SILENCE


def sounding(level: npt.NDArray[np.float64], span: Span, least: float) -> float:
    """Share of the frames of `span` (milliseconds from the first frame) at or above `least`, 0…1."""
    frames = level[span.start // FRAME : max(span.start // FRAME + 1, span.end // FRAME)]
    return float((frames >= least).mean()) if len(frames) else 0.0


def quietest(samples: Samples) -> int:
    """Middle of the quietest 200 ms, in milliseconds from the first sample; the later of equals, so that blocks
    become full. 0 when there are fewer.
    """
    level = levels(samples)
    width = 200 // FRAME
    if len(level) < width:
        return 0
    power = np.convolve(10 ** (level / 10), np.ones(width), "valid")
    return int(len(power) - 1 - np.argmin(power[::-1])) * FRAME + 100
