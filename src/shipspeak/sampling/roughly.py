"""Which speech a cheap pass hears: the coached person's, and what touches it. Pure; one rule for product and study.

Their own speech calibrates rates, so all of it is heard: of half of it, half of all people climb the ladder for nothing
(docs/decisions/0041-what-a-rough-pass-is-for.md). What others say just before and after it names the questions and
objections that are bought. What they say among themselves serves neither.

It depends on the turns alone: on no word, no seed and no draw. So what it covers is a part of the meeting that was
fixed before anything was drawn, which `two_phase` rests on.
"""

from collections.abc import Sequence

from shipspeak.base import Span, Turn, intersect, union
from shipspeak.sampling.cues import LISTENER
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.units import in_order, voiced

BEFORE, AFTER = 6_000, 5_000
"""Milliseconds around a turn in which something may be put to who takes it, or objected to what they said (`said`)."""


def roughly(duration: int, turns: Sequence[Turn], focal: str | None, configuration: Configuration) -> tuple[Span, ...]:
    """All that `focal` says in [0, duration], and what is said right before and after it, but for a listener's signals;
    all speech while nobody is coached. Padded as what is bought; sorted, disjoint. O(n log n).
    """
    inside = in_order(turn for turn in turns if 0 <= turn.start < turn.end <= duration)
    speech = voiced(inside, duration, configuration)
    own = [turn for turn in inside if turn.speaker == focal]
    if not own:
        return speech
    around = union(Span(max(0, turn.start - BEFORE), turn.end + AFTER) for turn in own if turn.length >= LISTENER)
    return union((*voiced(own, duration, configuration), *intersect(speech, around)))
