"""Do the files of one meeting belong together? Pure."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from shipspeak.base import ShipSpeakError
from shipspeak.speech import RATE, Captions

FRAME = RATE // 50
"""Samples of one figure of loudness: 20 ms."""
SMOOTH = 5
"""Figures that are taken together: 100 ms, about a syllable."""
SHIFT = 10
"""Figures by which one may be late: 200 ms. Encoders add 20 to 100."""
LOOKED_AT = 3600 * 50
"""Figures: an hour is enough to tell."""
QUIET = 100.0
"""Mean square below which loudness says nothing (10 of 32,768)."""
ALIKE = 0.98
"""Correlation of two loudness curves from which on the sound is taken to be the same. Measured on the sample
meeting: encoded again as MP3, Opus and AAC .993, .9997, .998; one track for each person, each heard 20, 10 and 6 dB
weaker in the others', .57, .90, .96. At 3 dB, .99, nobody could say who speaks either.
"""
SLACK = 60_000
"""Milliseconds that a transcript may go on after the sound: its last times are rounded, recorders stop early."""
SLACK_SHARE = 0.05
SILENT_END, SILENT_SHARE = 300_000, 0.2
"""A transcript that ends five minutes and a fifth of the recording before its end is worth a note."""


class SameSoundTwice(ShipSpeakError):
    """Two of the files hold the same sound, perhaps once as a video and once as sound alone. Several recordings of one
    meeting are taken for one of each person; send the meeting again with one of them.
    """

    status = 422
    exit_code = 65


class TranscriptOfAnother(ShipSpeakError):
    """The transcript goes on for {minutes} minutes after the recording has ended, so they are not of the same meeting,
    or one of them is a part. Send the two that belong together, or the recording alone.
    """

    status = 422
    exit_code = 65


@dataclass(slots=True)
class Loudness:
    """The loudness of several tracks over time, from blocks as they come: some 0.7 MB for each track and hour."""

    _curves: list[npt.NDArray[np.float32]] = field(default_factory=list)
    _rest: npt.NDArray[np.int16] | None = None

    def feed(self, block: npt.NDArray[np.int16]) -> None:
        """Shape (tracks, any number of samples)."""
        samples = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        frames = samples.shape[1] // FRAME
        if frames:
            whole = samples[:, : frames * FRAME].astype(np.float32).reshape(len(samples), frames, FRAME)
            self._curves.append(np.log10(np.square(whole).mean(axis=2) + QUIET))
        self._rest = samples[:, frames * FRAME :].copy()

    def refuse_twins(self) -> None:
        """Raises SameSoundTwice."""
        if not self._curves:
            return
        curves = np.concatenate(self._curves, axis=1)[:, :LOOKED_AT]
        curves = curves[curves.std(axis=1) > 0]  # who never spoke is like nobody
        if any(likeness(one, other) >= ALIKE for one, other in combinations(curves, 2)):
            raise SameSoundTwice


def likeness(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """The best correlation of two curves of loudness, one a little late or not; 0 for less than a second."""
    if len(one) < RATE // FRAME:
        return 0.0
    window = np.full(SMOOTH, 1 / SMOOTH, np.float32)
    one, other = (np.convolve(curve, window, "valid") for curve in (one, other))
    fixed = one[SHIFT : len(one) - SHIFT]
    moved = (other[late : late + len(fixed)] for late in range(2 * SHIFT + 1))
    return max(float(np.corrcoef(fixed, curve)[0, 1]) for curve in moved)


def note_on(captions: Captions, duration: int) -> tuple[str, ...]:
    """What to say of a transcript beside `duration` ms of sound. Raises TranscriptOfAnother."""
    if not captions.timed:
        return ()
    beyond = captions.duration - duration
    if beyond > max(SLACK, SLACK_SHARE * duration):
        raise TranscriptOfAnother(minutes=round(beyond / 60_000))
    if -beyond > max(SILENT_END, SILENT_SHARE * duration):
        ends, lasts = round(captions.duration / 60_000), round(duration / 60_000)
        return (f"The transcript ends after {ends} of {lasts} minutes; who speaks after that is not known.",)
    return ()
