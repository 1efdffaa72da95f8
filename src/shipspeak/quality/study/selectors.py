"""Ways to choose a part of a meeting: ours, and those it must beat."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from shipspeak.base import Span, total, union
from shipspeak.quality.study.heard import Heard
from shipspeak.sampling import Plan, Preset, Role, Unit

UNIT = 15_000
"""Milliseconds: the length that the others choose by."""
PRESETS = (Preset.COST, Preset.BALANCED, Preset.QUALITY)
_SOUGHT = (
    "agree agreed but cannot can't concern decide decided decision disagree don't goal important issue should "
    "next no plan priority problem question recommend risk step suggest why"
)
KEYWORDS = frozenset(_SOUGHT.split())
"""What a search for important moments would look for."""


class Selector(StrEnum):
    OURS = "ours"
    CALIBRATED = "ours + cheap pass"
    """A local engine wrote down first what the coached person said and what touches it, as the product does: it says
    where to look, and calibrates what is paid for."""
    OVERHEARD = "ours + cheap pass of everything"
    """The same where it also wrote down what others said among themselves."""
    ORACLE = "told by annotators"
    """Ours, seeing the annotators' own tags: what any better noticing could reach. In the trade alone."""
    FIRST = "first"
    RANDOM = "random"
    DENSEST = "densest"
    KEYWORDS = "keywords"
    FULL = "full"


WITH_WORDS = frozenset({Selector.CALIBRATED, Selector.OVERHEARD})
"""Those of a configuration's `with_words`."""


@dataclass(frozen=True, slots=True)
class Selection:
    selector: Selector
    share: float
    """Of the recording that may be paid for, 0…1."""
    seed: int
    plan: Plan
    spans: tuple[Span, ...]
    """What is transcribed: sorted, disjoint."""


def others(heard: Heard, name: str, shares: Iterable[float]) -> Iterator[Selection]:
    """The baselines at each of these budgets: first minutes, random, densest, keyword score. In units of the clock; the
    last two from ALL words, which nobody has who transcribes only a quarter: an upper bound.
    """
    clock = [Span(start, min(start + UNIT, heard.duration)) for start in range(0, heard.duration, UNIT)]
    dense, telling = _per_unit(clock, heard.said)
    shuffled = Random(name).sample(range(len(clock)), len(clock))  # noqa: S311 -- no secret
    ranks = {
        Selector.FIRST: range(len(clock)),
        Selector.RANDOM: shuffled,
        Selector.DENSEST: sorted(range(len(clock)), key=lambda at: -dense[at]),
        Selector.KEYWORDS: sorted(range(len(clock)), key=lambda at: (-telling[at], -dense[at])),
    }
    for share in shares:
        count = max(1, int(share * len(clock)))
        for selector, order in ranks.items():
            spans = union(clock[at] for at in order[:count])
            yield Selection(selector, share, 0, _taken(spans, heard.duration), spans)


def _per_unit(clock: Sequence[Span], words: Sequence[tuple[int, str]]) -> tuple[list[int], list[int]]:
    dense, telling = [0] * len(clock), [0] * len(clock)
    starts = [span.start for span in clock]
    for middle, text in words:
        at = bisect_left(starts, middle + 1) - 1
        dense[at] += 1
        telling[at] += text.strip(".,?!").casefold() in KEYWORDS
    return dense, telling


def _taken(spans: Sequence[Span], duration: int) -> Plan:
    """As who chooses so would count: what was heard stands for the whole, with no interval."""
    units = tuple(Unit(span, Role.FOCAL, 1.0, "", number) for number, span in enumerate(spans))
    return Plan(Preset.BALANCED, 0, duration, None, total(spans), units, ())
