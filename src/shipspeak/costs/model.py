"""What the page is made from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.ai import Costs, Period, Scope


@dataclass(frozen=True, slots=True)
class Month:
    """What the drawing is made from: US dollars, and days of a month of so many."""

    sums: Sequence[float]
    """At the end of each day so far."""
    length: int
    expected: float | None
    likely: tuple[float, float] | None
    nearly_surely: tuple[float, float] | None
    limit: float | None
    """The month's budget of the organisation."""

    @property
    def top(self) -> float:
        """The largest amount drawn; a budget far above everything is only named."""
        most = max(0.01, *self.sums, *(self.nearly_surely or (0.0,)))
        return max(most, self.limit) if self.limit is not None and self.limit <= 2.5 * most else most


@dataclass(frozen=True, slots=True)
class Share:
    """One model or feature."""

    name: str
    cost: float
    bar: Markup
    figures: str


@dataclass(frozen=True, slots=True)
class Budget:
    name: str
    bar: Markup
    spent: float
    limit: float
    small: str


def month_of(seen: Costs, length: int) -> Month:
    """The organisation's own budget for the month is the line that is drawn."""
    sums, total = [], 0.0
    for _, cost in seen.days:
        total += float(cost)
        sums.append(total)
    ahead, whole = seen.ahead, (Scope.ORGANISATION, Period.MONTH)
    limits = [float(one.limit_usd) for one in seen.status.budgets if (one.scope, one.period) == whole]
    return Month(
        sums,
        length,
        ahead.expected if ahead else None,
        ahead.likely if ahead else None,
        ahead.nearly_surely if ahead else None,
        limits[0] if limits else None,
    )
