"""What others put to the coached person, and how the answer begins and ends: what a coach needs first.

Found without a word: another's turn that ends where the coached person takes the floor. An answer is judged by its
opening beside the question, and a recommendation that came late stands at the end of a long answer; so these seconds
are worth more than any others of their length.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from shipspeak.base import Span, Turn, intersect, near, total, union
from shipspeak.sampling.cues import LISTENER
from shipspeak.sampling.model import Cue, CueKind
from shipspeak.sampling.moments import Moment
from shipspeak.sampling.presets import Configuration

FLOOR_PAUSE = 4_000
"""Milliseconds of silence that end a floor, as when the transcript is read afterwards."""
BEFORE, INTO = 2_500, 1_000
"""Milliseconds: who answers starts at most so long after the other's end, or so much before it (most turns start within
a second of it, Stivers et al. 2009; longer is a pause for thought)."""
RAISING: Final = frozenset({CueKind.LOUDNESS, CueKind.PITCH})
"""Cues that make an exchange worth more."""
HESITATION = 700
"""Milliseconds from which an answer seems delayed and often not the wanted one (Kendrick & Torreira 2015)."""


def exchanges(
    turns: Sequence[Turn], focal: str | None, cues: Sequence[Cue], configuration: Configuration
) -> list[Moment]:
    """Exchanges and ends of long answers, in time order; none while nobody is coached.

    `turns` in order, inside the recording. O(s n log n) for s speakers.
    """
    others = [floor for who in {turn.speaker for turn in turns} - {focal} for floor in _floors(turns, who)]
    others.sort(key=lambda floor: (floor.end, -floor.start, floor.speaker))
    raised = union(cue.span for cue in cues if cue.kind in RAISING)
    found: list[Moment] = []
    for answer in _floors(turns, focal):
        if asked := _asked(others, answer):
            found.append(_exchange(asked, answer, raised, configuration))
        found += _ending(answer, configuration)
    return found


def _floors(turns: Sequence[Turn], who: str | None) -> Iterator[Turn]:
    """`who`'s turns joined over pauses in which nobody else takes the floor; no listener's remarks."""
    rest = union(turn.span for turn in turns if turn.speaker != who and turn.length >= LISTENER)
    held: Turn | None = None
    for turn in turns:
        if turn.speaker != who:
            continue
        if held and turn.start - held.end <= FLOOR_PAUSE and _spoken(rest, held.end, turn.start) < LISTENER:
            held = Turn(held.start, max(held.end, turn.end), turn.speaker)
            continue
        if held and held.length >= LISTENER:
            yield held
        held = turn
    if held and held.length >= LISTENER:
        yield held


def _spoken(spans: Sequence[Span], start: int, end: int) -> int:
    gap = Span(start, max(start, end))
    return total(intersect(near(spans, gap), (gap,)))


def _asked(others: Sequence[Turn], answer: Turn) -> Turn | None:
    """The other's floor that ended last before `answer`; `others` by end."""
    first = bisect_left(others, answer.start - BEFORE, key=lambda floor: floor.end)
    last = bisect_left(others, min(answer.start + INTO, answer.end), key=lambda floor: floor.end)
    return next((floor for floor in reversed(others[first:last]) if floor.start < answer.start), None)


def _exchange(asked: Turn, answer: Turn, raised: Sequence[Span], configuration: Configuration) -> Moment:
    """Worth more the longer the answer; questions are neither a word nor a speech; doubt and heat are heard in it."""
    pad = configuration.pad
    whole = asked.length <= configuration.asked_whole
    start = asked.start - pad if whole else asked.end - configuration.asked
    window = Span(max(0, start), min(answer.end, answer.start + configuration.answered) + pad)
    strength = 0.15 + 0.65 * min(1.0, answer.length / 30_000)
    strength += 0.1 * (answer.start - asked.end >= HESITATION) + 0.1 * bool(intersect(raised, (window,)))
    if not 2_000 <= asked.length <= 15_000:
        strength *= 0.7
    return Moment(window, strength, "put to you, and how your answer begins")


def _ending(answer: Turn, configuration: Configuration) -> Iterator[Moment]:
    if answer.length >= configuration.monologue:
        window = Span(answer.end - configuration.ending, answer.end + configuration.pad)
        yield Moment(window, 0.8, "how your long answer ends")
