"""From a person's reports to their weeks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from shipspeak.coaching.model import Focus, Tone
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.weeks.compare import moved
from shipspeak.coaching.weeks.model import Again, Held, Week

REPEATS = 2


def weeks(held: Iterable[Held]) -> tuple[Week, ...]:
    """The latest first, each beside the last one before it that had meetings."""
    by_monday: defaultdict[date, list[Held]] = defaultdict(list)
    for one in sorted(held, key=lambda one: (one.on, one.id)):
        by_monday[one.on - timedelta(days=one.on.weekday())].append(one)
    mondays: list[date | None] = [*sorted(by_monday, reverse=True), None]
    return tuple(
        _week(monday, by_monday[monday], by_monday[before] if before else ())
        for monday, before in pairwise(mondays)
        if monday is not None
    )


def _week(monday: date, held: Sequence[Held], before: Sequence[Held]) -> Week:
    seen: defaultdict[str, list[tuple[Focus, Held]]] = defaultdict(list)
    for one in held:
        for card in one.focus:
            seen[card.pattern].append((card, one))
    ranked = sorted(seen.values(), key=lambda cards: (-len(cards), -_weight(cards[0][0].pattern)))
    return Week(
        monday=monday,
        held=tuple(held),
        again=tuple(Again(cards[-1][0], tuple(one for _, one in cards)) for cards in ranked if len(cards) >= REPEATS),
        practise=next((cards[-1][0] for cards in ranked if cards[0][0].tone is Tone.CHANGE), None),
        moved=moved(held, before),
    )


def _weight(pattern: str) -> float:
    """An older report may hold a card that is not given any more."""
    return PATTERNS[pattern].weight if pattern in PATTERNS else 0.0
