"""What a cheap pass is to hear: the coached person, what touches them, and what is paid for in any case. Pure.

The product hears so much (`coaching/steps/rough.py`), and the study gives its cheap pass no more. What others say among
themselves calibrates nothing and is put to nobody who is coached; what they promise each other there goes unnoticed.
"""

from collections.abc import Sequence
from typing import Final

from shipspeak.base import Span, Turn, intersect, union
from shipspeak.sampling.configurations import DEFAULT
from shipspeak.sampling.cues import LISTENER
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.units import voiced

AHEAD: Final = 6_000
"""Milliseconds before the coached person's turns in which something may be put to them …"""
AFTERWARDS: Final = 5_000
"""… and after them, in which somebody may object to what they said (`said`)."""


def touching(
    *,
    duration: int,
    turns: Sequence[Turn],
    focal: str | None,
    drawn: Sequence[Span] = (),
    configuration: Configuration = DEFAULT,
) -> tuple[Span, ...]:
    """Stretches of speech, sorted and disjoint, inside [0, duration] ms; all speech while nobody is coached.

    `turns` in any order; `drawn`: what is bought whatever rough words say. A listener's signal touches nobody.
    O(n log n).
    """
    talk = voiced(turns, duration, configuration)
    own = [turn for turn in turns if turn.speaker == focal]
    if not own:
        return talk
    near = union(Span(max(0, turn.start - AHEAD), turn.end + AFTERWARDS) for turn in own if turn.length >= LISTENER)
    return union((*voiced(own, duration, configuration), *intersect(talk, near), *drawn))
