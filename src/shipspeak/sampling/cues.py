"""Where to listen, from what can be known without words.

Sources of the choices: hot spots go with overlap, energy and pitch (Wrede & Shriberg 2003; Çetin & Shriberg 2006);
turn-taking and speaker activity find what matters better than text does (Murray, Renals & Carletta 2006); the usual gap
between turns is about 200 ms (Stivers et al. 2009), so that one of a second and a half is a pause for thought. The
thresholds are ours, to be tuned with the moments they find.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean, median, pstdev

from shipspeak.base import Span, Turn, union
from shipspeak.sampling.model import Cue, CueKind
from shipspeak.sampling.units import in_order

LISTENER = 1_000
"""A turn shorter than this (ms) is a listener's signal ("yeah", "mm-hm") and takes no floor."""


def cues(
    *,
    duration: int,
    turns: Sequence[Turn],
    loudness: Sequence[float] = (),
    pitch: Sequence[float | None] = (),
    step: int = 1_000,
) -> tuple[Cue, ...]:
    """Hints in time order.

    `turns` in any order; times in ms. `loudness` (dB relative to full scale) and `pitch` (Hz, None where unvoiced) hold
    one value for each `step` ms and may be empty. O(n log n).
    """
    inside = in_order(turn for turn in turns if 0 <= turn.start < turn.end <= duration)
    floor = [turn for turn in inside if turn.length >= LISTENER]
    found = [
        *_ends(inside),
        *_overlaps(inside),
        *_exchanges(floor),
        *_switching(floor, duration),
        *_outliers(loudness, step, duration, CueKind.LOUDNESS, quiet=-60.0),
        *_outliers(pitch, step, duration, CueKind.PITCH, quiet=0.0),
    ]
    return tuple(sorted(found, key=lambda cue: (cue.span, cue.kind)))


def _ends(turns: Sequence[Turn]) -> Iterator[Cue]:
    """The first and the last half minute of talk: where the point is made, and where it is agreed who does what."""
    if turns:
        first, last = turns[0].start, max(turn.end for turn in turns)
        yield Cue(Span(first, min(last, first + 30_000)), CueKind.OPENING, 0.6)
        yield Cue(Span(max(first, last - 30_000), last), CueKind.CLOSING, 0.6)


def _overlaps(turns: Sequence[Turn]) -> Iterator[Cue]:
    """Two at once for half a second or more; three seconds of it count fully."""
    both: list[Span] = []
    furthest = 0
    for turn in turns:
        if min(furthest, turn.end) - turn.start >= 500:
            both.append(Span(turn.start, min(furthest, turn.end)))
        furthest = max(furthest, turn.end)
    spoken_over = union(both)
    for around in union(both, gap=2_000):
        first = bisect_left(spoken_over, around.start, key=lambda span: span.start)
        last = bisect_left(spoken_over, around.end, key=lambda span: span.start)
        length = sum(span.length for span in spoken_over[first:last])
        yield Cue(_core(around), CueKind.OVERLAP, min(1.0, length / 3_000))


def _exchanges(floor: Sequence[Turn]) -> Iterator[Cue]:
    """A short turn, then a long one by another: a question and its answer. A long silence before a reply."""
    for asked, answered in pairwise(floor):
        gap = answered.start - asked.end
        if asked.speaker == answered.speaker:
            continue
        if asked.length <= 10_000 and answered.length >= 12_000 and -1_000 <= gap <= 3_000:
            core = Span(asked.start, min(answered.end, answered.start + 10_000))
            yield Cue(core, CueKind.QUESTION_ANSWER, min(1.0, 0.4 + answered.length / 60_000))
        if 1_500 <= gap <= 10_000:
            core = Span(max(asked.start, asked.end - 5_000), min(answered.end, answered.start + 5_000))
            yield Cue(core, CueKind.RESPONSE_GAP, min(1.0, gap / 5_000))


def _switching(floor: Sequence[Turn], duration: int, window: int = 30_000) -> Iterator[Cue]:
    """Half minutes in which the floor changes hands unusually often (two standard deviations above the meeting)."""
    counts = [0] * (duration // window + 1)
    for before, after in pairwise(floor):
        counts[after.start // window] += before.speaker != after.speaker
    spread, middle = pstdev(counts), fmean(counts)
    for index, count in enumerate(counts):
        if spread > 0 and count >= 4 and (z := (count - middle) / spread) >= 2:
            span = Span(index * window, min(duration, (index + 1) * window))
            yield Cue(span, CueKind.SWITCHING, min(1.0, z / 4))


def _outliers(
    values: Sequence[float | None], step: int, duration: int, kind: CueKind, *, quiet: float
) -> Iterator[Cue]:
    """Runs of two steps or more at least two robust standard deviations above the meeting's median.

    1.4826 times the median absolute deviation estimates the standard deviation of normal data (Rousseeuw & Croux 1993).
    Values at or below `quiet` are no speech.
    """
    heard = [value for value in values if value is not None and value > quiet]
    if len(heard) < 30:
        return
    middle = median(heard)
    scale = 1.4826 * median(abs(value - middle) for value in heard)
    if scale <= 0:
        return
    run: list[float] = []
    for index, value in enumerate([*values, None]):
        z = (value - middle) / scale if value is not None and value > quiet else 0.0
        if z >= 2:
            run.append(z)
            continue
        end = min(duration, index * step)
        start = (index - len(run)) * step
        if len(run) >= 2 and start < end:
            yield Cue(_core(Span(start, end)), kind, min(1.0, fmean(run) / 4))
        run = []


def _core(span: Span, longest: int = 30_000) -> Span:
    """The middle of a long cue: what is around it is bought as context anyway."""
    if span.length <= longest:
        return span
    start = (span.start + span.end - longest) // 2
    return Span(start, start + longest)
