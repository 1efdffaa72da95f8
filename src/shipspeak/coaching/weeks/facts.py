"""What can be said of a week: each fact with its figures, in words of code. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_lowercase

from shipspeak.coaching.model import Tone
from shipspeak.coaching.weeks.model import Again, Moved, Week, Worded
from shipspeak.coaching.weeks.told import difference, label

MOST_AGAIN, MOST_MOVED = 4, 3


@dataclass(frozen=True, slots=True)
class Fact:
    """A model names it by its letter, and never says what it is."""

    id: str
    what: str
    """For the model: "came up again, to change", "to practise next", "moved" …"""
    of: str
    """Of which behaviour or figure, in the rubric's own words."""
    said: str
    """What stands in its place."""


def facts(week: Week) -> tuple[Fact, ...]:
    """Lettered; nothing that could be chance is among them. Empty: there is nothing to say."""
    return tuple(Fact(letter, *fact) for letter, fact in zip(ascii_lowercase, _facts(week), strict=False))


def plainly(found: Sequence[Fact]) -> str:
    """The paragraph that code writes; "" where there is nothing to say."""
    again = [fact.said for fact in found if fact.what.startswith("came up again")]
    moved = [fact.said for fact in found if fact.what.startswith("moved")]
    practise = [fact.said for fact in found if fact.what == "to practise next"]
    parts = (
        *([f"It came up again: {'; '.join(again)}."] if again else []),
        *([f"It moved since the week before: {'; '.join(moved)}."] if moved else []),
        *(f"Practise next: {one}." for one in practise),
    )
    return " ".join(parts)


def filled(worded: Worded, found: Sequence[Fact]) -> str:
    """The paragraph in a model's words; "" where nothing of them stands."""
    said = {fact.id: fact.said for fact in found}
    return re.sub(r"\{([a-z])\}", lambda place: said[place[1]], " ".join(worded.sentences))


def _facts(week: Week) -> Iterator[tuple[str, str, str]]:
    for one in week.again[:MOST_AGAIN]:
        yield _again(one, len(week.held))
    for moved in islice((one for one in week.moved if one.tells), MOST_MOVED):
        yield _moved(moved)
    if week.practise is not None:
        name = label(week.practise.pattern)
        yield "to practise next", name, f"“{name}”"


def _again(one: Again, meetings: int) -> tuple[str, str, str]:
    name, tone = label(one.card.pattern), "to keep" if one.card.tone is Tone.STRENGTH else "to change"
    return f"came up again, {tone}", name, f"“{name}” ({tone}, in {len(one.meetings)} of {meetings} meetings)"


def _moved(one: Moved) -> tuple[str, str, str]:
    way = "less" if one.now < one.before else "more"
    return f"moved, {way} than the week before", one.name, f"{one.name.lower()} ({difference(one)})"
