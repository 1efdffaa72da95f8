"""What the cost page shows, made up: nothing, and much of everything."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from shipspeak.ai import Costs, Egress, Key, Note, Period, Scope, Spend, Standing
from shipspeak.ai.actions import Status
from shipspeak.ai.billing.bill import Bill
from shipspeak.ai.billing.forecast import Forecast
from shipspeak.ai.model import Capability, Ends, KeyState, Letter, LetterState, Passed, Waiting

NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
NOTHING = Costs(
    now=NOW,
    days=[(date(2026, 11, n), Decimal(0)) for n in range(1, 13)],
    by_model=[],
    by_feature=[],
    ahead=None,
    status=Status([], [], []),
    left=[],
    ever=[],
    passed=[],
    ends=[],
    notes=[],
)
LETTER = Letter(UUID(int=1), UUID(int=2), "coach", LetterState.PARKED, "credit_balance_exhausted", 2, NOW)
KEY = Key(UUID(int=3), "main", "openai", 1, KeyState.GOOD, date(2026, 11, 20))
KEYS = [KEY, replace(KEY, provider="openai/costs", expires_on=None)]
BILLS = [
    Bill("openai", date(2026, 11, 9), Decimal("1.0001"), Decimal(1), NOW),
    Bill("openai", date(2026, 11, 10), Decimal(3), Decimal(1), NOW),
]
BUDGET = Standing(Scope.ORGANISATION, "", Period.MONTH, Decimal(20), Decimal("12.4"), Decimal("0.1"))


LATER = Waiting("coaching.judge", "sent", 3, NOW)


def busy() -> Costs:
    days = [(date(2026, 11, n), Decimal(n) / 10) for n in range(1, 13)]
    model = Spend(("gpt-transcribe",), 12, 14, Decimal("7.2"), 3_600_000, 0, 0)
    feature = Spend(("coach",), 3, 3, Decimal("0.6"), 0, 120_000, 9_000)
    left = Egress("openai", 17, 12_345_678, 5_400, 3_600_000, Decimal("7.8"))
    return replace(
        NOTHING,
        days=days,
        by_model=[model],
        by_feature=[feature],
        ahead=Forecast(7.8, 20.0, (18.0, 24.0), (16.5, 27.0)),
        status=Status([BUDGET], KEYS, [LETTER], BILLS, [LATER]),
        passed=[(NOW, Passed(Scope.ORGANISATION, "", Period.MONTH, 50, Decimal(20), Decimal("12.4")))],
        left=[left],
        ever=[replace(left, words=99_000)],
        ends=[Ends("whisper-1", Capability.TRANSCRIBE, date(2027, 2, 26))],
        notes=[Note("A question waits <for money>.", "Top up, then `./ship ai replay`.")],
    )
