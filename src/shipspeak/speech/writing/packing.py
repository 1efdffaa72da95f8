"""What was chosen, packed into blocks that fill the recogniser's window, with the way back to the meeting's clock.
Pure.

Whisper's encoder always works on 30 s, so a block of 15 s costs as much as one of 28 s. Pieces follow each other in
time order; one that does not fit into what is left of a block is cut at a quiet moment.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shipspeak.base import Span, intersect, union

LIMIT = 28_000
"""Milliseconds of a block; 30 s is the window, and a full one makes Whisper drop the last words."""
PAD = 200
"""Milliseconds of what was not chosen on either side of a span, so that its first and last words are whole. Words
in it are dropped."""
SILENCE = 500
"""Milliseconds put between pieces."""
_LEAST_PART = 5_000
_SEARCH = 6_000
"""Milliseconds before the block's limit in which the quietest moment is looked for. In conversation a pause comes
every few seconds."""

Cut = Callable[[Span], int]
"""The quietest moment within a span, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    audio: Span
    """On the meeting's clock."""
    offset: int
    """Where it begins in its block, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Block:
    pieces: tuple[Piece, ...]

    @property
    def length(self) -> int:
        """Milliseconds."""
        return self.pieces[-1].offset + self.pieces[-1].audio.length

    @property
    def heard(self) -> int:
        """Milliseconds of the meeting in it."""
        return sum(piece.audio.length for piece in self.pieces)

    def place(self, start: int, end: int) -> Span | None:
        """A word's time in the block as the meeting's time: the piece in which its middle lies, and no more than
        that piece. None when it lies in the silence between pieces.
        """
        middle = (start + end) // 2
        at = bisect_right(self.pieces, middle, key=lambda piece: piece.offset) - 1
        if at < 0:
            return None
        piece = self.pieces[at]
        shift = piece.audio.start - piece.offset
        if middle + shift >= piece.audio.end:
            return None
        return Span(max(start + shift, piece.audio.start), min(end + shift, piece.audio.end))


def pack(
    spans: Sequence[Span], duration: int, cut: Cut, *, pad: int = PAD, silence: int = SILENCE, limit: int = LIMIT
) -> tuple[Block, ...]:
    """Blocks of at most `limit` that hold all of `spans` (sorted, disjoint, milliseconds), each with `pad` around it
    where the recording of `duration` has it, and `silence` after it. Nothing is in two blocks.
    """
    padded = [Span(max(0, span.start - pad), min(duration, span.end + pad)) for span in spans]
    blocks: list[Block] = []
    pieces: list[Piece] = []
    used = 0
    for stretch in intersect(union(padded), (Span(0, duration),)):
        start = stretch.start
        while start < stretch.end:
            room = limit - used
            if stretch.end - start <= room:
                end = stretch.end
            elif room >= _LEAST_PART:
                end = _within(start, room, cut)
            else:
                blocks.append(Block(tuple(pieces)))
                pieces, used = [], 0
                continue
            pieces.append(Piece(Span(start, end), used))
            used += end - start + silence
            start = end
            if start < stretch.end:
                blocks.append(Block(tuple(pieces)))
                pieces, used = [], 0
    if pieces:
        blocks.append(Block(tuple(pieces)))
    return tuple(blocks)


def within(middle: int, spans: Sequence[Span]) -> bool:
    """Whether a moment lies in one of `spans` (sorted, disjoint)."""
    at = bisect_right(spans, middle, key=lambda span: span.start) - 1
    return at >= 0 and middle < spans[at].end


def _within(start: int, room: int, cut: Cut) -> int:
    search = Span(start + max(_LEAST_PART // 2, room - _SEARCH), start + room)
    return min(max(cut(search), search.start), search.end)
