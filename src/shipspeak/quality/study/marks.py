"""What annotators marked that a coach would want to have heard: questions put to the person, pushback, commitments, hot
spots. Judged against tags that no selector sees.

MRDA has no tag for a decision; its nearest is the commitment ("cc": "I'll send it"), said by whoever takes a task.
Pushback is a rejection, wholly or in part, or a dispreferred answer ("ar", "arp", "nd").
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shipspeak.base import Span, Turn, intersect, total, union
from shipspeak.quality.study.icsi import asks
from shipspeak.quality.study.meeting import Act, Meeting
from shipspeak.sampling import Cue, CueKind

PUSHBACK = frozenset({"ar", "arp", "nd"})
COMMITMENT = frozenset({"cc"})

LATE, EARLY = 3_000, 500
"""Milliseconds: an answer starts so long after the question's end at most, or so much before it."""
ASKED, ANSWERED = 3_000, 5_000
"""Milliseconds: the end of the question and the opening of the answer that must be heard."""
REACTION = 5_000
"""Milliseconds after the end of somebody's turn in which what others say is taken for a reaction to it."""
FLOOR = 1_000
"""Milliseconds: a shorter turn is a listener's remark."""
ENOUGH = 0.9
"""Share of each part that must be heard."""


class Marked(StrEnum):
    """Kinds of marked moments."""

    QUESTION = "question to the person, with the answer's opening"
    PUSHBACK = "pushback to the person"
    COMMITMENT = "commitment, anybody's"
    OWN_COMMITMENT = "commitment, the person's own"
    HOT = "hot-spot utterance"


@dataclass(frozen=True, slots=True)
class Moment:
    kind: Marked
    parts: tuple[Span, ...]
    """Each of which must be heard."""

    def heard(self, spans: Sequence[Span], enough: float = ENOUGH) -> bool:
        """Whether `enough` of each part lies in `spans` (sorted, disjoint)."""
        return all(_inside(part, spans) >= enough * part.length for part in self.parts)


def moments(meeting: Meeting, who: str) -> list[Moment]:
    """All that was marked and concerns the coached person; none where nothing was marked."""
    own = _floors(meeting, who)
    found = [_exchange(act, turn) for act, turn in _questions(meeting.acts, own, who)]
    found += [Moment(Marked.PUSHBACK, (act.span,)) for act in _pushback(meeting.acts, own, who)]
    for act in meeting.acts:
        if act.tags & COMMITMENT:
            found.append(Moment(Marked.COMMITMENT, (act.span,)))
            if act.speaker == who:
                found.append(Moment(Marked.OWN_COMMITMENT, (act.span,)))
        if act.hot:
            found.append(Moment(Marked.HOT, (act.span,)))
    return found


def told(meeting: Meeting, who: str) -> list[Cue]:
    """What a selector would be told that sees the annotators' tags, and nothing else that ours does not see."""
    own = _floors(meeting, who)
    asked = [(act, CueKind.QUESTION) for act, _ in _questions(meeting.acts, own, who)]
    objected = [(act, CueKind.PUSHBACK) for act in _pushback(meeting.acts, own, who)]
    promised = [(act, CueKind.DECISION) for act in meeting.acts if act.tags & COMMITMENT]
    return [Cue(act.span, kind, 1.0, act.speaker) for act, kind in (*asked, *objected, *promised)]


def _floors(meeting: Meeting, who: str) -> list[Turn]:
    return sorted(turn for turn in meeting.turns if turn.speaker == who and turn.length >= FLOOR)


def _questions(acts: Sequence[Act], own: Sequence[Turn], who: str) -> Iterable[tuple[Act, Turn]]:
    """Others' questions that a turn of `who` of a second or more follows; one for each such turn, the latest."""
    starts = [turn.start for turn in own]
    found: dict[int, tuple[Act, Turn]] = {}
    for act in sorted(acts, key=lambda act: (act.span.end, act.span.start)):
        if act.speaker == who or not asks(act.tags):
            continue
        index = bisect_left(starts, act.span.end - EARLY)
        if index < len(own) and own[index].start <= act.span.end + LATE:
            found[index] = act, own[index]
    return found.values()


def _exchange(act: Act, turn: Turn) -> Moment:
    question = Span(max(act.span.start, act.span.end - ASKED), act.span.end)
    return Moment(Marked.QUESTION, (question, Span(turn.start, min(turn.end, turn.start + ANSWERED))))


def _pushback(acts: Sequence[Act], own: Sequence[Turn], who: str) -> Iterator[Act]:
    """Others' rejections that begin while `who` has the floor or soon after."""
    floors = union(Span(turn.start, turn.end + REACTION) for turn in own)
    for act in acts:
        if act.speaker != who and act.tags & PUSHBACK:
            begin = Span(act.span.start, act.span.start + 1)
            if _inside(begin, floors):
                yield act


def _inside(part: Span, spans: Sequence[Span]) -> int:
    first = max(0, bisect_left(spans, part.start, key=lambda span: span.start) - 1)
    last = bisect_left(spans, part.end, key=lambda span: span.start)
    return total(intersect((part,), spans[first:last]))
