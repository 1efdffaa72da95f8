"""Speech that brought no words: an engine may lose a stretch, and who reads should know where. Pure."""

from collections.abc import Sequence

from shipspeak.base import Span, subtract, union
from shipspeak.speech.model import Word

LEAST = 3_000
"""Milliseconds: shorter ones are laughter, breath, and edges that hearing and writing put differently."""
AROUND = 300
"""Milliseconds next to a word that belong to it."""
LONGEST_WORD = 1_500
"""Milliseconds: a word that is said to last longer has been stretched over what was lost behind it."""


def holes(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches of `speech` (sorted, disjoint) of LEAST or more in which there is no word. Sorted, disjoint."""
    said = union(Span(max(0, word.start - AROUND), min(word.end, word.start + LONGEST_WORD) + AROUND) for word in words)
    return tuple(gap for gap in subtract(tuple(speech), said) if gap.length >= LEAST)
