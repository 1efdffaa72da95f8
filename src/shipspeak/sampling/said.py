"""Moments found by what was said, where a cheap pass wrote everything down.

A cue that rests on words names the seconds that matter, so they are bought alone: a question put to the coached person
with how the answer begins, an objection to what they said, a decision. That is a fifth of what the same moments cost
when only turns are known, and fewer of them are none.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shipspeak.base import Span, Turn
from shipspeak.sampling.cues import LISTENER
from shipspeak.sampling.exchanges import BEFORE, INTO
from shipspeak.sampling.model import Cue, CueKind
from shipspeak.sampling.moments import REASONS, Moment
from shipspeak.sampling.presets import Configuration

WORDED: Final = frozenset({CueKind.QUESTION, CueKind.PUSHBACK, CueKind.DECISION})
REACH: Final = 1_500
"""Milliseconds on each side, inside the speaker's turn: a cheap pass loses the first and the last words first."""
OBJECTED: Final = 5_000
"""Milliseconds after the coached person's words within which an objection is one to them."""
LONGEST: Final = 10_000
"""Milliseconds of one sentence that are bought."""


def said(turns: Sequence[Turn], focal: str | None, cues: Sequence[Cue], configuration: Configuration) -> list[Moment]:
    """The moments that worded `cues` name; none without them. `turns` in order, inside the recording. O(n log n)."""
    of = {who: [turn for turn in turns if turn.speaker == who] for who in {turn.speaker for turn in turns}}
    own = [turn for turn in of.get(focal or "", []) if turn.length >= LISTENER]
    found: list[Moment] = []
    for cue in cues:
        if cue.kind in WORDED and cue.speaker is not None and (cue.speaker != focal or cue.kind is CueKind.DECISION):
            found += _moment(cue, _whole(cue, of), own, configuration)
    return found


def _moment(cue: Cue, sentence: Span, own: Sequence[Turn], configuration: Configuration) -> Iterator[Moment]:
    pad = configuration.pad
    whole = Span(max(0, sentence.start - pad), min(sentence.end, sentence.start + LONGEST) + pad)
    if cue.kind is CueKind.DECISION:
        yield Moment(whole, cue.strength, REASONS[cue.kind])
    elif cue.kind is CueKind.PUSHBACK and _just_spoke(own, sentence.start):
        yield Moment(whole, cue.strength, "an objection to what you said")
    elif cue.kind is CueKind.QUESTION and (answer := _answer(own, sentence.end)):
        start = max(sentence.start, sentence.end - configuration.asked) - pad
        end = min(answer.end, answer.start + configuration.answered) + pad
        yield Moment(Span(max(0, start), end), cue.strength, "a question to you, and how your answer begins")


def _whole(cue: Cue, of: Mapping[str, Sequence[Turn]]) -> Span:
    """The cue with what the cheap pass may have missed on its sides, inside the speaker's turns."""
    turns = of.get(cue.speaker or "", ())
    first = bisect_left(turns, cue.span.start, key=lambda turn: turn.end)
    start, end = cue.span.start, cue.span.end
    for turn in turns[first:]:
        if turn.start >= cue.span.end:
            break
        start = min(start, max(turn.start, cue.span.start - REACH))
        end = max(end, min(turn.end, cue.span.end + REACH))
    return Span(start, end)


def _answer(own: Sequence[Turn], asked: int) -> Turn | None:
    """The first turn of the coached person that may answer what was asked until then."""
    first = bisect_left(own, asked - INTO, key=lambda turn: turn.start)
    return next((turn for turn in own[first : first + 1] if turn.start <= asked + BEFORE), None)


def _just_spoke(own: Sequence[Turn], at: int) -> bool:
    first = bisect_left(own, at - OBJECTED, key=lambda turn: turn.end)
    return first < len(own) and own[first].start < at
