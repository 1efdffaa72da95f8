"""What is still to spend, and what is already bought: the one mutable thing while a plan is made."""

from bisect import insort
from collections.abc import Iterable, Sequence

from shipspeak.base import Span, intersect, near, subtract


class Purse:
    """Buys stretches of speech, each millisecond once, never beyond the budget."""

    def __init__(self, budget: int, speech: Sequence[Span], sliver: int) -> None:
        """`speech`: all that can be bought, sorted and disjoint; offers shorter than `sliver` are not made."""
        self.left = budget
        """Milliseconds that may still be bought."""
        self._speech = speech
        self._sliver = sliver
        self._bought: list[Span] = []

    def offer(self, window: Span) -> tuple[Span, ...]:
        """Speech inside `window` that is not bought yet; sorted, disjoint. O(log n + what lies inside)."""
        speech = intersect(near(self._speech, window), (window,))
        rest = subtract(speech, near(self._bought, window))
        return tuple(span for span in rest if span.length >= self._sliver)

    def buy(self, spans: Iterable[Span]) -> None:
        """Take spans that are disjoint from everything bought so far and cost at most `left`."""
        for span in spans:
            self.left -= span.length
            insort(self._bought, span)
        assert self.left >= 0, "spent more than the budget"

    @property
    def bought(self) -> Sequence[Span]:
        """Sorted, disjoint."""
        return self._bought
