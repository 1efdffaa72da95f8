"""What the draws left to be desired: a key speaker heard too little, a stretch of talk that went unheard.

What is bought here depends on what was drawn, so it has no inclusion probability of its own: it is a moment, kept out
of every rate.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from shipspeak.base import Span
from shipspeak.sampling.guarantees import Key, heard, long_gaps
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.purse import Purse


def repair(
    units: Sequence[Unit], keys: Sequence[Key], purse: Purse, duration: int, configuration: Configuration
) -> list[Unit]:
    """Units that close long gaps, then give each key speaker their segments; as far as the purse reaches."""
    bought: list[Unit] = []
    for span in _gap_fillers(purse, duration, configuration):
        bought.append(Unit(span, Role.MOMENT, 1.0, "nothing else was heard for minutes", len(bought)))
    spans = sorted((unit.span for unit in (*units, *bought)), key=attrgetter("start"))
    lacking = [(max(0, configuration.key_segments - heard(key, spans)), key.turns[0].speaker, key) for key in keys]
    lacking.sort(key=lambda one: one[:2])
    for at, (count, _, key) in enumerate(lacking):
        longest = purse.left // max(1, sum(one[0] for one in lacking[at:]))
        for span in _segments(key, count, longest, purse, configuration):
            bought.append(Unit(span, Role.MOMENT, 1.0, "a key speaker", len(bought)))
    return bought


def for_gaps(purse: Purse, duration: int, configuration: Configuration) -> int:
    """Milliseconds that closing long gaps may still take: each filler halves its gap until all are short enough."""
    gaps = long_gaps(purse.bought, duration, configuration)
    fillers = sum(2 * gap.length // configuration.longest_gap for gap in gaps)
    return min(purse.left, configuration.unit // 2 * fillers)


def _gap_fillers(purse: Purse, duration: int, configuration: Configuration) -> Iterator[Span]:
    """The stretch of talk nearest the middle of each long gap, until no gap holds talk that can be paid for."""
    gaps = long_gaps(purse.bought, duration, configuration)
    while gaps:
        gap = gaps.pop()
        middle = (gap.start + gap.end) // 2
        offer = purse.offer(gap)
        if not offer or purse.left < configuration.sliver:
            continue
        nearest = min(offer, key=lambda span: max(span.start - middle, middle - span.end))
        span = _around(nearest, middle, min(configuration.unit // 2, purse.left))
        purse.buy((span,))
        yield span
        halves = (Span(gap.start, span.start), Span(span.end, gap.end))
        gaps += [half for half in halves if half.length > configuration.longest_gap]


def _segments(key: Key, lacking: int, longest: int, purse: Purse, configuration: Configuration) -> Iterator[Span]:
    """Up to `lacking` stretches of their turns, from the longest turns, each at most half a unit and `longest`."""
    for turn in sorted(key.turns, key=lambda turn: (-turn.length, turn.start)):
        first = True
        while lacking and (offer := max(purse.offer(turn.span), key=lambda span: span.length, default=None)):
            size = min(offer.length, configuration.unit // 2, longest)
            if size < key.audible:
                break
            # The second of the same turn comes from its end: apart from the first, it tells more.
            span = Span(offer.start, offer.start + size) if first else Span(offer.end - size, offer.end)
            purse.buy((span,))
            lacking, first = lacking - 1, False
            yield span


def _around(span: Span, middle: int, length: int) -> Span:
    """At most `length` of `span`, as near to `middle` as can be."""
    start = min(max(span.start, middle - length // 2), max(span.start, span.end - length))
    return Span(start, min(span.end, start + length))
