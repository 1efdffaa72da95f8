"""The transcript as runs of one speaker, with the stretches that were not transcribed standing as gaps."""

from dataclasses import dataclass

from shipspeak.base import Span, subtract
from shipspeak.coaching.model import Report
from shipspeak.coaching.report.words import people
from shipspeak.speech import Passage

_SHORTEST_GAP = 1_000
"""Milliseconds; shorter ones are edges between blocks, not something a reader misses."""


@dataclass(frozen=True, slots=True)
class Run:
    """One speaker's passages until somebody else speaks or the transcript stops."""

    speaker: str
    slot: int
    """Speaker colour 1…6."""
    focal: bool
    passages: tuple[Passage, ...]

    @property
    def start(self) -> int:
        return self.passages[0].start


@dataclass(frozen=True, slots=True)
class Gap:
    """Not transcribed."""

    span: Span


def runs(report: Report) -> tuple[Run | Gap, ...]:
    """In time order; gaps of at least a second. A text without times has no gaps."""
    names = people(report)
    slots = {voice.id: number % 6 + 1 for number, voice in enumerate(report.voices)}
    gaps = subtract([Span(0, report.duration)], report.covered) if report.timed else ()
    events: list[Passage | Gap] = [*report.passages, *(Gap(gap) for gap in gaps if gap.length >= _SHORTEST_GAP)]
    if report.timed:
        events.sort(key=lambda event: event.span.start)
    found: list[Run | Gap] = []
    for event in events:
        last = found[-1] if found else None
        if isinstance(event, Gap):
            found.append(event)
        elif isinstance(last, Run) and last.passages[-1].speaker == event.speaker:
            found[-1] = Run(last.speaker, last.slot, last.focal, (*last.passages, event))
        else:
            name = names.get(event.speaker, event.speaker)
            found.append(Run(name, slots.get(event.speaker, 0), event.speaker == report.focal, (event,)))
    return tuple(found)
