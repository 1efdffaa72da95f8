"""Moments found by what was said, where a cheap pass wrote everything down.

A cue that rests on words names the seconds that matter, so they are bought alone: a question put to the coached person
with how the answer begins, an objection to what they said, a decision. That is a fifth of what the same moments cost
when only turns are known, and fewer of them are none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shipspeak.base import Span, Turn
from shipspeak.sampling.cues import LISTENER
from shipspeak.sampling.exchanges import BEFORE, INTO
from shipspeak.sampling.model import Cue, CueKind
from shipspeak.sampling.moments import REASONS, Moment
from shipspeak.sampling.presets import Configuration

WORDED: Final = frozenset({CueKind.QUESTION, CueKind.PUSHBACK, CueKind.DECISION})
REACH: Final = 800
"""Milliseconds on each side, inside the speaker's turn: a cheap pass loses the first and the last words first."""
OBJECTED: Final = 5_000
"""Milliseconds after the coached person's words within which an objection is one to them."""
SURE, EARLIER = 0.5, 0.2
"""From this strength on a later question is one, and what one before it is worth beside it: of such questions one in
fifty is answered, of the last ones every second (the meetings that may be tuned on)."""
LONGEST: Final = 10_000
"""Milliseconds of one sentence that are bought."""


def said(turns: Sequence[Turn], focal: str | None, cues: Sequence[Cue], configuration: Configuration) -> list[Moment]:
    """The moments that worded `cues` name; none without them. `turns` in order, inside the recording. O(n log n)."""
    of = {who: [turn for turn in turns if turn.speaker == who] for who in {turn.speaker for turn in turns}}
    own = [turn for turn in of.get(focal or "", []) if turn.length >= LISTENER]
    asked = sorted(
        cue.span.end for cue in cues if cue.kind is CueKind.QUESTION and cue.speaker != focal and cue.strength >= SURE
    )
    found: list[Moment] = []
    for cue in cues:
        if cue.kind in WORDED and cue.speaker is not None and (cue.speaker != focal or cue.kind is CueKind.DECISION):
            found += _moment(cue, _whole(cue, of), own, asked, configuration)
    return found


def _moment(
    cue: Cue, sentence: Span, own: Sequence[Turn], asked: Sequence[int], configuration: Configuration
) -> Iterator[Moment]:
    pad = configuration.pad
    whole = Span(max(0, sentence.start - pad), min(sentence.end, sentence.start + LONGEST) + pad)
    if cue.kind is CueKind.DECISION:
        yield Moment(whole, cue.strength, REASONS[cue.kind])
    elif cue.kind is CueKind.PUSHBACK and _just_spoke(own, sentence.start):
        yield Moment(whole, cue.strength, "an objection to what you said")
    elif cue.kind is CueKind.QUESTION and (answer := _answer(own, sentence.end)):
        start = max(sentence.start, sentence.end - configuration.asked) - pad
        end = min(answer.end, answer.start + configuration.answered) + pad
        # Who is asked twice answers what was asked last.
        last = bisect_right(asked, cue.span.end) == bisect_left(asked, answer.start + INTO)
        strength = cue.strength if last else EARLIER * cue.strength
        yield Moment(Span(max(0, start), end), strength, "a question to you, and how your answer begins")


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
