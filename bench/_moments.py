"""Which questions that were put to the coached person are heard, with how the answer begins."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bench._icsi import Meeting
from shipspeak.base import Span, intersect, total, union

LATE, EARLY = 3_000, 500
"""Milliseconds: an answer starts so long after the question's end at most, or so much before it."""
ASKED, ANSWERED, LONG = 3_000, 5_000, 10_000
"""Milliseconds: the end of the question and the opening of the answer that must be heard; a long answer, over pauses of
PAUSE."""
PAUSE = 2_000
ENOUGH = 0.9
"""Share of each that must be heard."""


@dataclass(frozen=True, slots=True)
class Put:
    """A question to somebody: its end, the opening of the answer, whether that is long."""

    question: Span
    opening: Span
    long: bool

    def heard(self, spans: Sequence[Span]) -> bool:
        return all(total(intersect((part,), spans)) >= ENOUGH * part.length for part in (self.question, self.opening))


def put_to(meeting: Meeting, who: str) -> list[Put]:
    """Others' acts tagged as questions that a turn of `who` of a second or more follows; one for each such turn."""
    own = sorted(turn for turn in meeting.turns if turn.speaker == who and turn.length >= 1_000)
    starts = [turn.start for turn in own]
    held = union((turn.span for turn in own), gap=PAUSE)
    found: dict[int, Put] = {}
    acts = sorted((act.end, act.start) for name, said in meeting.said.items() if name != who for act in said.asked)
    for end, start in acts:
        index = bisect_left(starts, end - EARLY)
        if index < len(own) and own[index].start <= end + LATE:
            turn = own[index]
            opening = Span(turn.start, min(turn.end, turn.start + ANSWERED))
            goes_on = next(span.end for span in held if span.end >= turn.end) - turn.start
            found[index] = Put(Span(max(start, end - ASKED), end), opening, goes_on >= LONG)
    return list(found.values())
