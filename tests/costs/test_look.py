"""From the ledger to the page, on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from shipspeak.ai import PLATFORM, AskRefused, Books, Standing, look_at_costs
from shipspeak.ai.actions import Status
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.forecast import Forecast
from shipspeak.ai.model import Period, Scope, today
from shipspeak.ai.overview import _notes
from shipspeak.costs import views
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.desk import CLIP, COACH, HEARD, SECRET, WELL, desk, status
from tests.ai.till import budget, past


@pytest.mark.engine
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
    seen = await look_at_costs(database, DEFAULT_ORG, Books(database, Catalogue.read()))
    assert sum(cost for _, cost in seen.days) == seen.spent_usd
    assert seen.spent_usd == 2 * (min(day.day, 12) - 1) + Decimal("1.5")
    assert [one.subject for one in seen.status.budgets] == ["coach", ""]
    assert seen.ever[0].audio_ms == 11 * 600_000
    assert seen.ahead is not None
    html = views.page(seen)
    assert "Coaching, this month" in html
    assert "“coach”: its budget for this month is 94 % used" in html


@pytest.mark.engine
async def test_what_the_gateway_asks_is_on_the_page_to_the_cent_and_the_byte(
    database: Database, tmp_path: Path
) -> None:
    async with desk(database, tmp_path) as at:
        at.openai.go_on_with([HEARD, WELL, status(400, "invalid_value")])
        heard = await at.gateway.ask(replace(at.caller, feature="coaching.transcribe"), CLIP)
        judged = await at.gateway.ask(replace(at.caller, feature="coaching.judge"), COACH)
        with pytest.raises(AskRefused):
            await at.gateway.ask(at.caller, msgspec.structs.replace(COACH, version="2"))
    seen = await look_at_costs(database, DEFAULT_ORG, Books(database, Catalogue.read()))
    assert seen.spent_usd == heard.cost_usd + judged.cost_usd
    assert (seen.ever[0].audio_ms, seen.ever[0].attempts) == (CLIP.audio_ms, 3)
    html = views.page(seen)
    for said in ("Writing down", "Coaching", "30 s of sound", "100 tokens in, 10 out", "main", "(invalid_value)"):
        assert said in html, said
    assert SECRET not in html
    assert "we ship on" not in html.lower()


@pytest.mark.engine
async def test_a_new_machine_has_sent_nothing(database: Database) -> None:
    seen = await look_at_costs(database, DEFAULT_ORG, Books(database, Catalogue.read()))
    assert "Nothing has left this machine" in views.page(seen)


def test_a_month_that_will_end_above_its_budget_is_told_once() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    ahead = Forecast(10.0, 16.0, (14.0, 18.0), (13.0, 20.0))

    def said(limit: str, ahead: Forecast | None = ahead) -> list[str]:
        whole = Standing(Scope.ORGANISATION, "", Period.MONTH, Decimal(limit), Decimal(10), Decimal(0))
        return [note.said for note in _notes(Status([whole], [], []), ahead, [], [], [], now)]

    assert said("17") == []
    assert said("15", None) == []
    (told,) = said("15")
    assert "the month ends around $16.00 ($14.00 to $18.00 in 80 of 100 such months), and $15.00 may be spent" in told
    (near,) = said("12")
    assert "83 % used" in near
