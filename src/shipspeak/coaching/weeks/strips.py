"""Where each week stands when meetings stand side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shipspeak.coaching.weeks.model import Week

GAP = 0.7
"""Between two weeks, in widths of a meeting."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A week's part of the width, each 0…1."""

    monday: date
    start: float
    end: float


def strips(weeks: Sequence[Week]) -> tuple[Strip, ...]:
    """Side by side, the first one first, each as wide as it has meetings. `weeks`: the latest first."""
    whole = sum(len(week.held) for week in weeks) + GAP * (len(weeks) - 1)
    found, at = [], 0.0
    for week in reversed(weeks):
        found.append(Strip(week.monday, at / whole, (at + len(week.held)) / whole))
        at += len(week.held) + GAP
    return tuple(found)
