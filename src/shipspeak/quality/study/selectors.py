"""Ways to choose a part of a meeting: ours, and those it must beat."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from shipspeak.base import Span, total, union
from shipspeak.quality.study.heard import Heard
from shipspeak.sampling import Configuration, Plan, Preset, Role, Unit, choose, cues

UNIT = 15_000
"""Milliseconds: the length that the others choose by."""
PRESETS = (Preset.COST, Preset.BALANCED, Preset.QUALITY)
KEYWORDS = frozenset(
    [
        "agree",
        "agreed",
        "but",
        "cannot",
        "can't",
        "concern",
        "decide",
        "decided",
        "decision",
        "disagree",
        "don't",
        "goal",
        "important",
        "issue",
        "should",
        "next",
        "no",
        "plan",
        "priority",
        "problem",
        "question",
        "recommend",
        "risk",
        "step",
        "suggest",
        "why",
    ]
)
"""What a search for important moments would look for."""


class Selector(StrEnum):
    OURS = "ours"
    FIRST = "first"
    RANDOM = "random"
    DENSEST = "densest"
    KEYWORDS = "keywords"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Selection:
    selector: Selector
    share: float
    """Of the recording that may be paid for, 0…1."""
    seed: int
    plan: Plan
    spans: tuple[Span, ...]
    """What is transcribed: sorted, disjoint."""


def ours(heard: Heard, who: str, preset: Preset, seed: int, configuration: Configuration) -> Selection:
    """What the product would choose from these turns for this person."""
    plan = choose(
        duration=heard.duration,
        turns=heard.turns,
        focal=who,
        cues=cues(duration=heard.duration, turns=heard.turns),
        preset=preset,
        seed=seed,
        configuration=configuration,
    )
    name = Selector.FULL if preset is Preset.FULL else Selector.OURS
    return Selection(name, configuration.presets[preset][0], seed, plan, union(plan.spans))


def others(heard: Heard, name: str, configuration: Configuration) -> Iterator[Selection]:
    """The baselines at each of our budgets: first minutes, random, densest, keyword score. In units of the clock; the
    last two from ALL words, which nobody has who transcribes only a quarter: an upper bound.
    """
    clock = [Span(start, min(start + UNIT, heard.duration)) for start in range(0, heard.duration, UNIT)]
    words = sorted(((word.start + word.end) // 2, word.text) for who in heard.words for word in heard.words[who])
    dense, telling = _per_unit(clock, words)
    shuffled = Random(name).sample(range(len(clock)), len(clock))  # noqa: S311 -- no secret
    ranks = {
        Selector.FIRST: range(len(clock)),
        Selector.RANDOM: shuffled,
        Selector.DENSEST: sorted(range(len(clock)), key=lambda at: -dense[at]),
        Selector.KEYWORDS: sorted(range(len(clock)), key=lambda at: (-telling[at], -dense[at])),
    }
    for preset in PRESETS:
        share = configuration.presets[preset][0]
        count = max(1, int(share * len(clock)))
        for selector, order in ranks.items():
            spans = union(clock[at] for at in order[:count])
            yield Selection(selector, share, 0, _taken(spans, heard.duration, preset), spans)


def _per_unit(clock: Sequence[Span], words: Sequence[tuple[int, str]]) -> tuple[list[int], list[int]]:
    dense, telling = [0] * len(clock), [0] * len(clock)
    starts = [span.start for span in clock]
    for middle, text in words:
        at = bisect_left(starts, middle + 1) - 1
        dense[at] += 1
        telling[at] += text.strip(".,?!").casefold() in KEYWORDS
    return dense, telling


def _taken(spans: Sequence[Span], duration: int, preset: Preset) -> Plan:
    """As who chooses so would count: what was heard stands for the whole, with no interval."""
    units = tuple(Unit(span, Role.FOCAL, 1.0, "", number) for number, span in enumerate(spans))
    return Plan(preset, 0, duration, None, total(spans), units, ())
