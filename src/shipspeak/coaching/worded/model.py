"""Frozen values, no I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shipspeak.coaching.worded.facts import Fact

FEATURE = "coaching.weeks"


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model made of a week, as it is kept: nothing is said without the facts that fill it in."""

    question: str
    """Digest of what it was asked: of a week that has changed since, it says nothing."""
    model: str
    prompt: str
    sentences: tuple[str, ...] = ()
    """With `{a}`, `{b}` … where code fills in a fact. Empty: its answer was of no use."""
    dropped: int = 0
    """Sentences that did not pass."""


def filled(worded: Worded, facts: Sequence[Fact]) -> str:
    """The paragraph that a person reads; "" where nothing stands."""
    said = {fact.id: fact.said for fact in facts}
    return re.sub(r"\{([a-z])\}", lambda found: said[found[1]], " ".join(worded.sentences))
