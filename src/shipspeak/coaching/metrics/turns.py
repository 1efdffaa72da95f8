"""Who holds the floor, who cuts in, who waits: from turns alone, no words needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shipspeak.base import Span, Turn, subtract, union

REMARK = 1_000
"""Milliseconds: a shorter turn of somebody else is a listener's remark, no interruption."""
TAKES_FLOOR = 1_500
"""Milliseconds: a turn as long as this ends a monologue. Half a second more than a remark lasts: hearing rounds turns
to its own grid, and a remark of 0.8 s was heard as 1.0 s on the sample meeting."""
FLOOR_PAUSE = 4_000
"""Milliseconds of silence that end a monologue."""
CUT_IN = 500
"""Milliseconds before the other's end: less is ordinary turn-taking (the modal gap is about 200 ms, Stivers 2009)."""
YIELD = 3_000
"""Milliseconds within which the other stops; two people who talk on together do not interrupt each other."""
LONGEST_GAP = 10_000
"""Milliseconds: after a longer silence nobody was waiting for an answer."""
PAUSE = 1_000
"""Milliseconds of silence inside one's own speech that a listener notices."""


@dataclass(frozen=True, slots=True)
class CutIn:
    """`by` starts while `whose` is speaking, and `whose` stops."""

    by: Turn
    whose: Turn

    @property
    def span(self) -> Span:
        return Span(self.by.start, self.by.end)


def floors(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Turns joined over listeners' remarks and short pauses, in time order."""
    joined: list[Turn] = []
    for turn in sorted(turns):
        if joined and joined[-1].speaker == turn.speaker and turn.start - joined[-1].end <= FLOOR_PAUSE:
            joined[-1] = Turn(joined[-1].start, max(joined[-1].end, turn.end), turn.speaker)
        elif turn.length >= TAKES_FLOOR or not joined:
            joined.append(turn)
    return tuple(joined)


def cut_ins(turns: Sequence[Turn]) -> Iterator[CutIn]:
    """Interruptions by Anderson & Leaper's (1998) sense that can be heard without words: a turn, not a remark, that
    starts CUT_IN before the other's end, after the other had the floor for a second, and the other yields.
    """
    ordered = sorted(turns)
    recent: list[Turn] = []
    for turn in ordered:
        recent = [other for other in recent if other.end > turn.start]
        if turn.length > REMARK:
            for other in recent:
                remaining = other.end - turn.start
                begun = turn.start - other.start > REMARK
                if other.speaker != turn.speaker and begun and CUT_IN <= remaining <= YIELD and other.end < turn.end:
                    yield CutIn(turn, other)
        recent.append(turn)


def gaps(turns: Sequence[Turn], speaker: str) -> tuple[Span, ...]:
    """Silence between another's floor and `speaker`'s; of length 0 where they meet or overlap a little."""
    return tuple(
        Span(min(earlier.end, later.start), later.start)
        for earlier, later in pairwise(floors(turns))
        if later.speaker == speaker
        and earlier.speaker != speaker
        and -CUT_IN < later.start - earlier.end <= LONGEST_GAP
    )


def pauses(turns: Sequence[Turn], speaker: str) -> tuple[Span, ...]:
    """Silences of PAUSE or more inside the speaker's floors in which nobody speaks."""
    held = union(turn.span for turn in floors(turns) if turn.speaker == speaker)
    silent = subtract(held, union(turn.span for turn in turns))
    return tuple(span for span in silent if span.length >= PAUSE)
