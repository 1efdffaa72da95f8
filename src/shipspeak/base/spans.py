"""Spans of meeting time and their set algebra.

All times in ShipSpeak are integer milliseconds from the start of the recording; spans are half-open [start, end).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """[start, end) in milliseconds; start <= end."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Milliseconds."""
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Milliseconds shared with `other`; 0 when apart."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One person holding the floor without a pause long enough to end it. Turns of different people may overlap."""

    start: int
    end: int
    speaker: str
    """A voice's id: "S1", "S2" … in order of first speech."""
    margin: float | None = None
    """How much better this voice fits than the next best (cosine, 0…2); None where names came with the file."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def length(self) -> int:
        """Milliseconds."""
        return self.end - self.start


_START, _END = attrgetter("start"), attrgetter("end")
_BOUNDS = attrgetter("start", "end")
"""Three times as fast as comparing spans, and the same order."""


def union(spans: Iterable[Span], gap: int = 0) -> tuple[Span, ...]:
    """Sorted, disjoint spans covering the same time; spans at most `gap` ms apart are joined. O(n log n)."""
    merged: list[Span] = []
    for span in sorted(spans, key=_BOUNDS):
        if merged and span.start <= merged[-1].end + gap:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        elif span.length > 0:
            merged.append(span)
    return tuple(merged)


def intersect(left: Sequence[Span], right: Sequence[Span]) -> tuple[Span, ...]:
    """Time in both. Each argument sorted and disjoint (see `union`). O(n + m)."""
    common: list[Span] = []
    others = iter(right)
    other = next(others, None)
    for span in left:
        start, end = span.start, span.end
        while other is not None and other.start < end:
            reach = other.end
            if reach > start:
                inside = other.start <= start and end <= reach
                common.append(span if inside else Span(max(start, other.start), min(end, reach)))
            if reach > end:
                break
            other = next(others, None)
    return tuple(common)


def subtract(left: Sequence[Span], right: Sequence[Span]) -> tuple[Span, ...]:
    """Time in `left` and not in `right`. Each argument sorted and disjoint. O(n + m)."""
    rest: list[Span] = []
    j, many = 0, len(right)
    for span in left:
        start, end = span.start, span.end
        while j < many and right[j].end <= start:
            j += 1
        if j == many or right[j].start >= end:
            rest.append(span)
            continue
        k = j
        while k < many and (other := right[k]).start < end:
            if other.start > start:
                rest.append(Span(start, other.start))
            start = max(start, other.end)
            k += 1
        if start < end:
            rest.append(Span(start, end))
    return tuple(rest)


def near(spans: Sequence[Span], window: Span) -> Sequence[Span]:
    """Those of sorted, disjoint `spans` that may touch `window`. O(log n + result)."""
    first = bisect_left(spans, window.start, key=_END)
    return spans[first : bisect_right(spans, window.end, key=_START)]


def total(spans: Iterable[Span]) -> int:
    """Sum of lengths in milliseconds (overlapping spans count twice; `union` first to avoid it)."""
    return sum(span.end - span.start for span in spans)
