"""When each word of a text was said: the models that we pay for tell no times, so the rough words of this machine lend
theirs. Pure.

Both heard the same sound, so their words stand in one order. The cheapest way to make one row of words of the other
(Levenshtein 1966) says which belong together; those keep the rough word's time, and what lies between two of them is
spread over the speech between them, a longer word taking longer. Without rough words all is spread over the speech.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from shipspeak.base import Span
from shipspeak.speech import Word


@dataclass(frozen=True, slots=True)
class Timed:
    words: tuple[Word, ...]
    """In the order of the text; starts do not decrease."""
    anchored: int
    """How many have the time of a rough word; the others lie between."""


def timed(text: str, rough: Sequence[Word], speech: Sequence[Span]) -> Timed:
    """Words of `text` on the clock of `rough` (in time order) and `speech` (sorted, disjoint, not empty)."""
    written = _joined(text)
    if not written:
        return Timed((), 0)
    pairs = aligned([_plain(word) for word in written], [_plain(word.text) for word in rough])
    # A word takes as long as it is written, and each some time of its own.
    ends = list(accumulate(len(word) + 1 for word in written))
    ruler = _Ruler(speech, rough)
    points = [(0, ruler.first)]
    for at, of in pairs:
        points += [(ends[at] - len(written[at]) - 1, rough[of].start), (ends[at], rough[of].end)]
    points.append((ends[-1], ruler.last))
    held = dict(pairs)
    found: list[Word] = []
    for at, word in enumerate(written):
        if at in held:
            start, end = rough[held[at]].start, rough[held[at]].end
        else:
            start = ruler.between(points, ends[at] - len(word) - 1, begins=True)
            end = ruler.between(points, ends[at], begins=False)
        floor = found[-1].start if found else 0
        found.append(Word(max(start, floor), max(end, start, floor), word))
    return Timed(tuple(found), len(pairs))


def aligned(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places in both that belong together on the cheapest way from one to the other: the same word, or one instead of
    the other. In order. O(n m) in time and memory; blocks have some eighty words.
    """
    cost = [list(range(len(other) + 1))]
    for row, word in enumerate(one, 1):
        before, here = cost[-1], [row]
        for column, heard in enumerate(other, 1):
            swap = before[column - 1] + (word != heard)
            here.append(min(swap, before[column] + 1, here[column - 1] + 1))
        cost.append(here)
    pairs = []
    row, column = len(one), len(other)
    while row and column:
        if cost[row][column] == cost[row - 1][column - 1] + (one[row - 1] != other[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif cost[row][column] == cost[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


class _Ruler:
    """Speech as one line without its silences: between two marks time goes by only while somebody speaks."""

    def __init__(self, speech: Sequence[Span], rough: Sequence[Word]) -> None:
        self.first = min([speech[0].start, *(word.start for word in rough[:1])])
        self.last = max([speech[-1].end, *(word.end for word in rough[-1:])])
        self._starts = [span.start for span in speech]
        self._spans = speech
        self._before = [0, *accumulate(span.length for span in speech)]

    def between(self, points: Sequence[tuple[int, int]], mark: int, *, begins: bool) -> int:
        """The time of a place in the text, from the nearest points on both sides. What `begins` does so after a
        silence, what ends, before it.
        """
        after = max(1, bisect_left(points, mark, hi=len(points) - 1, key=lambda point: point[0]))
        (low, begin), (high, end) = points[after - 1], points[after]
        share = (mark - low) / (high - low) if high > low else 0.0
        spoken = self._spoken(begin), self._spoken(end)
        if spoken[1] <= spoken[0]:  # no speech was heard there: as the clock goes
            return round(begin + share * max(0, end - begin))
        return self._clock(spoken[0] + share * (spoken[1] - spoken[0]), bisect_right if begins else bisect_left)

    def _spoken(self, clock: int) -> int:
        """Milliseconds of speech before a moment."""
        at = bisect_left(self._starts, clock) - 1
        return self._before[at] + min(clock - self._starts[at], self._spans[at].length) if at >= 0 else 0

    def _clock(self, spoken: float, side: Callable[[Sequence[int], float], int]) -> int:
        at = max(0, min(side(self._before, spoken) - 1, len(self._spans) - 1))
        return round(self._starts[at] + spoken - self._before[at])


def _joined(text: str) -> list[str]:
    """Words; a sign that stands alone belongs to the word before."""
    words: list[str] = []
    for word in text.split():
        if words and not _plain(word):
            words[-1] += word
        elif _plain(word):
            words.append(word)
    return words


def _plain(word: str) -> str:
    return "".join(char for char in word.casefold() if char.isalnum())
