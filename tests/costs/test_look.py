"""From the ledger to the page, on a real database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shipspeak.ai import PLATFORM, look_at_costs
from shipspeak.ai.model import Period, Scope, today
from shipspeak.base import Settings
from shipspeak.costs import views
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.till import budget, past

pytestmark = pytest.mark.engine


async def test_what_is_in_the_ledger_is_on_the_page_and_nothing_of_others(database: Database) -> None:
    day = today()
    for back in range(1, 12):
        await past(
            database, day - timedelta(days=back), "2", feature="transcribe", audio_ms=600_000, model="gpt-transcribe"
        )
    await past(database, day, "1.5", hour=datetime.now(UTC).hour)
    await past(database, day, "77", org=PLATFORM)
    await budget(database, "1.6", Scope.FEATURE, "coach", Period.MONTH)
    await budget(database, "500", Scope.PLATFORM, "", Period.MONTH, PLATFORM)
    seen = await look_at_costs(database, DEFAULT_ORG, Settings())
    assert sum(cost for _, cost in seen.days) == seen.spent_usd
    assert seen.spent_usd == 2 * (min(day.day, 12) - 1) + Decimal("1.5")
    assert [one.subject for one in seen.status.budgets] == ["coach", ""]
    assert seen.ever[0].audio_ms == 11 * 600_000
    assert seen.ahead is not None
    html = views.page(seen)
    assert "Coaching, this month" in html
    assert "“coach”: its budget for this month is 94 % used" in html


async def test_a_new_machine_has_sent_nothing(database: Database) -> None:
    seen = await look_at_costs(database, DEFAULT_ORG, Settings())
    assert "Nothing has left this machine" in views.page(seen)
