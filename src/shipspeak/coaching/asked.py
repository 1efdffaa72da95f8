"""What a person asks to have written down besides what was chosen. Pure.

It brings words, moments and clips. It is no part of the draw: what somebody picks is no fair sample, so no rate may
rest on it, and the probabilities stay as they were drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from shipspeak.base import ShipSpeakError, Span, Turn, intersect, subtract, union
from shipspeak.coaching.model import Written
from shipspeak.kit.page import clock
from shipspeak.sampling import DEFAULT, voiced
from shipspeak.speech import Transcript


class PastTheEnd(ShipSpeakError):
    """This stretch goes past the end: the meeting lasts {length}. Go back and choose an end within it."""

    status = 422
    exit_code = 65


def within(stretch: Span, duration: int | None) -> Span:
    """As a clock is read: the second in which the meeting ends is still of it. Raises PastTheEnd."""
    if duration is not None and stretch.end >= duration + 1_000:
        raise PastTheEnd(length=clock(duration))
    return stretch


def spoken(turns: Iterable[Turn], duration: int) -> tuple[Span, ...]:
    """All talk, as it is bought: short pauses closed, padded so that no first or last sound is cut."""
    return voiced(turns, duration, DEFAULT)


def unwritten(turns: Iterable[Turn], covered: Iterable[Span], duration: int) -> tuple[Span, ...]:
    """Talk that nobody has written down yet; left-overs too short to hold a word are none. Sorted, disjoint."""
    rest = subtract(spoken(turns, duration), union(covered))
    return tuple(span for span in rest if span.length >= DEFAULT.sliver)


def pieces(window: Span, missing: Sequence[Span]) -> tuple[Span, ...]:
    """What there is to write down in `window`."""
    return tuple(span for span in intersect(missing, (window,)) if span.length >= DEFAULT.sliver)


def written(chosen: Transcript, extra: Sequence[Transcript]) -> Written:
    """One transcript of both, its passages numbered anew in time order."""
    asked = union(span for one in extra for span in one.covered)
    return Written(chosen, asked, reduce(_joined, extra, chosen))


def _joined(one: Transcript, other: Transcript) -> Transcript:
    by = "" if one.engine.name == other.engine.name else other.engine.name
    more = [replace(passage, by=by) for passage in other.passages]
    passages = sorted((*one.passages, *more), key=lambda passage: passage.start)
    return Transcript(
        tuple(replace(passage, id=f"p{number}") for number, passage in enumerate(passages, 1)),
        union((*one.covered, *other.covered)),
        one.engine,
    )
