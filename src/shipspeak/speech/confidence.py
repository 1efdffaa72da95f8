"""How far "who spoke" can be trusted, as a sentence.

Calibration: docs/decisions/0004-who-speaks-when.md; `./ship bench speech` prints the same table anew.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from shipspeak.base import Span, Turn
from shipspeak.speech.model import Confidence, DecidedBy, Sureness

UNSURE_MARGIN = 0.2
"""Below it nobody should rely on who spoke: right in .29 to .46 of real speech and .46 to .85 of synthetic fill, and
above it in .81 and more (14 real clips of AMI, 10 synthetic-fill meetings)."""

_SURE_SHARE, _TENTATIVE_SHARE = 0.05, 0.12
"""Of the speech below that margin. On 12 synthetic-fill meetings in which the number of people was found: under .05
attribution was right in .979 and more, under .12 in .958 and more, above in .938 and more (.689 where two of four
were missed). A person who was never told apart leaves no small margin: once .844 at .05."""
_SHORTEST_SURE = 180_000
"""Milliseconds. One-minute slices fail silently (worst .548) at whatever margin."""


def confidence(margin: npt.NDArray[np.float32], voices: int, duration: int, people: int | None = None) -> Confidence:
    """From the margin of every frame of speech, the number of voices found, the recording's length in milliseconds,
    and how many `people` somebody said there were.
    """
    if people == 1:
        return Confidence(Sureness.SURE, 0.0, "One voice, as you said.")
    if people is not None and voices < people:
        sentence = f"You said {people} people, and {voices} could be told apart."
        return Confidence(Sureness.UNSURE, _share(margin, UNSURE_MARGIN), sentence)
    if voices == 1:
        sentence = "Only one voice was found. Only one person? If there were more, say how many and it is heard again."
        return Confidence(Sureness.ONE_VOICE, 0.0, sentence)
    unsure = _share(margin, UNSURE_MARGIN)
    if unsure >= _TENTATIVE_SHARE:
        sureness = Sureness.UNSURE
    elif unsure >= _SURE_SHARE or duration < _SHORTEST_SURE:
        sureness = Sureness.TENTATIVE
    else:
        sureness = Sureness.SURE
    return Confidence(sureness, unsure, _sentence(sureness, unsure, voices))


def in_doubt(turns: Iterable[Turn], speaker: str, said: Span) -> bool:
    """Whether half or more of what `speaker` said in that time stands in turns whose margin is too small to say who
    spoke; never where names came with the file.
    """
    own = [turn for turn in turns if turn.speaker == speaker and turn.span.overlap(said)]
    doubtful = [turn for turn in own if turn.margin is not None and turn.margin <= UNSURE_MARGIN]
    spoken, unsure = (sum(turn.span.overlap(said) for turn in some) for some in (own, doubtful))
    return 0 < spoken <= 2 * unsure


def given(by: DecidedBy) -> Confidence:
    """Nobody had to be told apart by ear."""
    source = "each person has a track" if by is DecidedBy.TRACKS else "the transcript names the speakers"
    return Confidence(Sureness.SURE, 0.0, f"Who spoke is known: {source}.")


def _share(margin: npt.NDArray[np.float32], least: float) -> float:
    return round(float(np.mean(margin < least)), 4) if len(margin) else 1.0


def _sentence(sureness: Sureness, unsure: float, voices: int) -> str:
    share = f"Not sure who spoke in {max(1, round(unsure * 100))} % of the speech"
    if sureness is Sureness.SURE:
        return f"{voices} voices, clearly apart." if unsure < 0.005 else f"{voices} voices. {share}."
    if sureness is Sureness.TENTATIVE:
        return f"{voices} voices. {share}; check that the clips of each voice are one person."
    return f"{share}. If there were not {voices} people, say how many and it is heard again."
