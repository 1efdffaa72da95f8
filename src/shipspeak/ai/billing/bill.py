"""A provider's bill beside our ledger: when are they too far apart? Pure.

Providers round, do not bill some failures that we count at their estimate, and are late: a day is judged when it is two
days old.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from shipspeak.ai.model import Money

APART = Decimal("0.05")
"""Of the larger of the two."""
LEAST = Decimal("0.50")
"""US dollars: below, nobody need look."""
SETTLED = timedelta(days=2)
DAYS = 8
"""How far back a day is looked at again; two of them are not judged yet."""


@dataclass(frozen=True, slots=True)
class Bill:
    """One day (UTC) of one provider."""

    provider: str
    day: date
    billed_usd: Money
    ledger_usd: Money
    looked_at: datetime

    @property
    def difference_usd(self) -> Money:
        """Positive: we are billed for more than we know of."""
        return self.billed_usd - self.ledger_usd


@dataclass(frozen=True, slots=True)
class Apart:
    """Days of one provider that do not agree."""

    provider: str
    first: date
    last: date
    billed_usd: Money
    ledger_usd: Money


def apart(bills: Sequence[Bill], today: date) -> Sequence[Apart]:
    """Each settled day that is too far apart; where no single one is, all of them together: a small leak adds up."""
    settled = sorted(
        (bill for bill in bills if bill.day <= today - SETTLED), key=lambda bill: (bill.provider, bill.day)
    )
    found = []
    for provider in dict.fromkeys(bill.provider for bill in settled):
        days = [bill for bill in settled if bill.provider == provider]
        single = [_together([bill]) for bill in days if _differ(bill.billed_usd, bill.ledger_usd)]
        whole = _together(days)
        found += single or ([whole] if _differ(whole.billed_usd, whole.ledger_usd) else [])
    return found


def _differ(billed: Money, ledger: Money) -> bool:
    return abs(billed - ledger) > max(LEAST, APART * max(billed, ledger))


def _together(days: Sequence[Bill]) -> Apart:
    billed, ledger = (
        sum(column, Money(0)) for column in zip(*((d.billed_usd, d.ledger_usd) for d in days), strict=True)
    )
    return Apart(days[0].provider, days[0].day, days[-1].day, billed, ledger)
