"""From turns to the units that can be bought: stretches of speech, never of silence."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shipspeak.base import Span, Turn, total, union
from shipspeak.sampling.presets import Configuration


@dataclass(frozen=True, slots=True)
class Block:
    """What is drawn as one: neighbouring stretches, together about one unit long.

    Most turns are a second or two. Drawn one by one they would be many unlike observations and an uneven bill; in
    blocks of like length every draw costs about the same and tells about the same.
    """

    spans: tuple[Span, ...]

    @property
    def size(self) -> int:
        """Milliseconds."""
        return total(self.spans)


def in_order(turns: Iterable[Turn]) -> list[Turn]:
    """By time, then by speaker; margins, which may be None, have no say."""
    return sorted(turns, key=lambda turn: (turn.start, turn.end, turn.speaker))


def voiced(turns: Iterable[Turn], duration: int, configuration: Configuration) -> tuple[Span, ...]:
    """Where these turns speak: pauses up to `join` closed, then padded, inside [0, duration]; sorted, disjoint."""
    inside = (Span(max(0, turn.start), min(duration, turn.end)) for turn in turns)
    spoken = union((span for span in inside if span.length > 0), gap=configuration.join)
    pad = configuration.pad
    return union(Span(max(0, span.start - pad), min(duration, span.end + pad)) for span in spoken)


def length(allowance: int, configuration: Configuration) -> int:
    """The unit's length in milliseconds for a design that may spend `allowance`: shorter where little may be spent."""
    return max(configuration.unit_least, min(configuration.unit, allowance // max(1, configuration.least_draws)))


def cut(spans: Iterable[Span], unit: int, seams: Sequence[int]) -> list[Span]:
    """The same time in pieces of at most 1.7 units.

    A piece longer than one and a half units is cut into equal parts, each cut moved to the nearest seam (a moment at
    which some turn starts or ends; sorted) within a fifth of a unit, so that fewer words are cut in two.
    """
    pieces: list[Span] = []
    for span in spans:
        parts = round(span.length / unit) if 2 * span.length > 3 * unit else 1
        marks = [_seam(span.start + span.length * part // parts, unit // 5, seams) for part in range(1, parts)]
        bounds = [span.start, *marks, span.end]
        pieces.extend(Span(start, end) for start, end in pairwise(bounds) if end > start)
    return pieces


def blocks(pieces: Iterable[Span], unit: int) -> list[Block]:
    """Neighbouring pieces packed, in time order, into blocks of about `unit` (at most 1.7 units)."""
    packed: list[Block] = []
    open_: list[Span] = []
    size = 0
    for piece in pieces:
        if open_ and 4 * (size + piece.length) > 5 * unit:
            packed.append(Block(tuple(open_)))
            open_, size = [], 0
        open_.append(piece)
        size += piece.length
    if open_:
        packed.append(Block(tuple(open_)))
    return packed


def _seam(mark: int, reach: int, seams: Sequence[int]) -> int:
    at = bisect_left(seams, mark)
    near = min(seams[max(0, at - 1) : at + 1], key=lambda seam: abs(seam - mark), default=mark)
    return near if abs(near - mark) <= reach else mark
