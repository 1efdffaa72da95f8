"""What every plan promises, checked on the finished plan and recorded in it.

When promises conflict (a five-minute meeting at .20 has a minute to spend, and eight key speakers), the budget wins and
the other promise is recorded as not held, with what is lacking.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shipspeak.base import Span, Turn, intersect, total, union
from shipspeak.sampling.model import Guarantee, Role, Unit
from shipspeak.sampling.presets import Configuration


@dataclass(frozen=True, slots=True)
class Key:
    """A key speaker."""

    turns: Sequence[Turn]
    spoken: Sequence[Span]
    """Sorted, disjoint."""
    audible: int
    """How much of these turns counts as hearing them: a second, or the longest turn if shorter. ms."""


def check(
    *,
    units: Sequence[Unit],
    keys: Sequence[Key],
    speech: Sequence[Span],
    focal: Sequence[Span],
    budget: int,
    duration: int,
    configuration: Configuration,
) -> tuple[Guarantee, ...]:
    """One verdict for each promise. `keys`: the key speakers; `speech`, `focal`: what can be bought, of all and of the
    coached person.
    """
    spans = [unit.span for unit in units]
    return (
        _budget(spans, budget),
        _order(spans, duration),
        _edges(spans, speech),
        _speakers(spans, keys, configuration),
        _gaps(spans, speech, duration, configuration),
        _audit(units, speech, focal, configuration),
    )


def key_speakers(turns: Iterable[Turn], configuration: Configuration) -> tuple[Key, ...]:
    """Who has at least `key_share` of all talk; quietest last."""
    said: dict[str, list[Turn]] = {}
    for turn in turns:
        said.setdefault(turn.speaker, []).append(turn)
    talk = {who: sum(turn.length for turn in said[who]) for who in said}
    least = configuration.key_share * sum(talk.values())
    keys = sorted((who for who in talk if talk[who] >= least > 0), key=lambda who: (-talk[who], who))
    return tuple(_key(said[who]) for who in keys)


def heard(key: Key, spans: Sequence[Span]) -> int:
    """In how many of `spans` (sorted, disjoint) a key speaker is audible. O(n log n)."""
    starts = [span.start for span in spans]
    audio: Counter[int] = Counter()
    for piece in intersect(key.spoken, spans):
        audio[bisect_right(starts, piece.start)] += piece.length
    return sum(length >= key.audible for length in audio.values())


def _key(turns: Sequence[Turn]) -> Key:
    return Key(turns, union(turn.span for turn in turns), min(1_000, max(turn.length for turn in turns)))


def long_gaps(spans: Iterable[Span], duration: int, configuration: Configuration) -> list[Span]:
    """Stretches between these spans (sorted, disjoint) and the meeting's ends that are longer than allowed, whether or
    not anybody talks there.
    """
    gaps = pairwise([Span(0, 0), *spans, Span(duration, duration)])
    most = configuration.longest_gap
    return [Span(before.end, after.start) for before, after in gaps if after.start - before.end > most]


def _budget(spans: Sequence[Span], budget: int) -> Guarantee:
    return Guarantee("budget", total(spans) <= budget, f"{total(spans)} of {budget} ms")


def _order(spans: Sequence[Span], duration: int) -> Guarantee:
    bounds = [0, *(edge for span in spans for edge in (span.start, span.end)), duration]
    held = all(before <= after for before, after in pairwise(bounds))
    return Guarantee("paid once", held, f"{len(spans)} units, disjoint and in order")


def _edges(spans: Sequence[Span], speech: Sequence[Span]) -> Guarantee:
    if not speech:
        return Guarantee("opening and closing", held=True, detail="nobody speaks")
    opening = bool(spans) and spans[0].start <= speech[0].start
    closing = bool(spans) and spans[-1].end >= speech[-1].end
    return Guarantee("opening and closing", opening and closing, f"opening {opening}, closing {closing}")


def _speakers(spans: Sequence[Span], keys: Sequence[Key], configuration: Configuration) -> Guarantee:
    lacking = sum(
        heard(key, spans) < configuration.key_segments and intersect(key.spoken, union(spans)) != key.spoken
        for key in keys
    )
    detail = f"{len(keys) - lacking} of {len(keys)} in {configuration.key_segments} units, or in all they said"
    return Guarantee("key speakers", not lacking, detail)


def _gaps(spans: Sequence[Span], speech: Sequence[Span], duration: int, configuration: Configuration) -> Guarantee:
    gaps = long_gaps(spans, duration, configuration)
    unheard = [gap for gap in gaps if any(span.length >= configuration.sliver for span in intersect(speech, (gap,)))]
    detail = f"longest unheard stretch with talk at most {configuration.longest_gap} ms"
    if unheard:
        detail = f"{len(unheard)} stretches with talk over {configuration.longest_gap} ms unheard"
    return Guarantee("no long gap", not unheard, detail)


def _audit(
    units: Sequence[Unit], speech: Sequence[Span], focal: Sequence[Span], configuration: Configuration
) -> Guarantee:
    edges = total(intersect(speech, [unit.span for unit in units if unit.role is Role.EDGE]))
    drawn = sum(unit.span.length for unit in units if unit.role is Role.AUDIT)
    others = total(speech) - total(focal)
    share = drawn / others if others else 1.0
    held = share >= configuration.audit_share or drawn + edges >= others
    return Guarantee("audit", held, f"{share:.3f} of all other speech drawn at random")
