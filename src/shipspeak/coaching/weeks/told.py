"""How what a week holds is said. Pure."""

from shipspeak.coaching.report.words import amount, split
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.weeks.model import Moved


def between(one: Moved) -> str:
    """The interval of a difference that could be either way: "6 less to 8 more"; "" where nothing differs at all."""
    if one.low == one.high == 0:
        return ""
    low, high = (split(abs(end), one.unit)[0] for end in (one.low, one.high))
    return f"{low} {'less' if one.low < 0 else 'more'} to {high} {'less' if one.high < 0 else 'more'}"


def label(pattern: str) -> str:
    """Of an older report's card that is not given any more, its key."""
    return PATTERNS[pattern].label if pattern in PATTERNS else pattern.replace("-", " ").capitalize()


def difference(one: Moved) -> str:
    """As in "12 words/min more (3 to 21)"; what could be either way says so."""
    if not one.tells:
        return "no telling: meetings differ by as much anyway"
    less = one.now < one.before
    low, high = sorted((abs(one.low), abs(one.high)))
    size = amount(abs(one.now - one.before), one.unit)
    return f"{size} {'less' if less else 'more'} ({split(low, one.unit)[0]} to {split(high, one.unit)[0]})"
