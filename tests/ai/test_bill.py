"""Our ledger beside the provider's bill."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import actions, checks
from shipspeak.ai.billing.bill import Bill, apart
from shipspeak.ai.billing.reconcile import reconcile
from shipspeak.ai.keys.keyring import Keyring, add
from shipspeak.ai.model import FOR_COSTS, PLATFORM, today
from shipspeak.ai.providers.cost_report import CostReport, OpenAICostReport, ScriptedCostReport
from shipspeak.ai.providers.provider import Failed
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import FileKeystore, Vault
from tests.ai.costs_server import costs_server
from tests.ai.till import past
from tests.rules.catalogue import Admin

KEY = "sk-admin-0123456789"
FIRST = date(2026, 11, 2)
DAYS = {FIRST: Decimal("1.5"), FIRST + timedelta(days=4): Decimal("0.25"), FIRST + timedelta(days=7): Decimal(9)}
NOW = datetime(2026, 11, 12, tzinfo=UTC)


@asynccontextmanager
async def report(kind: str) -> AsyncIterator[CostReport]:
    if kind == "scripted":
        yield ScriptedCostReport(dict(DAYS), frozenset({KEY}))
        return
    async with costs_server(DAYS, KEY) as url:
        yield OpenAICostReport(url)


@pytest.mark.parametrize("kind", ["scripted", "over http"])
class TestEveryCostReport:
    async def test_it_tells_days_in_both_ends_and_leaves_out_those_without_cost(self, kind: str) -> None:
        async with report(kind) as bill:
            assert await bill.billed(KEY, FIRST, FIRST + timedelta(days=6)) == {
                FIRST: Decimal("1.5"),
                FIRST + timedelta(days=4): Decimal("0.25"),
            }
            assert await bill.billed(KEY, FIRST + timedelta(days=7), FIRST + timedelta(days=7)) == {
                FIRST + timedelta(days=7): Decimal(9)
            }
            assert await bill.billed(KEY, FIRST + timedelta(days=1), FIRST + timedelta(days=3)) == {}

    async def test_it_takes_no_other_key(self, kind: str) -> None:
        async with report(kind) as bill:
            with pytest.raises(Failed) as refused:
                await bill.billed("sk-other-0123456789", FIRST, FIRST)
            assert (refused.value.fault.status, refused.value.fault.name) == (401, "invalid_api_key")


async def test_another_currency_is_no_answer() -> None:
    async with costs_server(DAYS, KEY, currency="eur") as url:
        with pytest.raises(Failed, match="garbled"):
            await OpenAICostReport(url).billed(KEY, FIRST, FIRST)


async def test_only_our_projects_are_asked_for_where_they_are_named() -> None:
    asked: list[str] = []
    async with costs_server(DAYS, KEY, asked=asked) as url:
        await OpenAICostReport(url, ("proj_1",)).billed(KEY, FIRST, FIRST)
    assert "proj_1" in asked[0]


def bill(back: int, billed: str, ledger: str, provider: str = "openai") -> Bill:
    return Bill(provider, NOW.date() - timedelta(days=back), Decimal(billed), Decimal(ledger), NOW)


def test_a_day_is_apart_by_more_than_a_twentieth_and_half_a_dollar() -> None:
    assert apart([bill(3, "20", "19")], NOW.date()) == []
    assert apart([bill(3, "0.40", "0")], NOW.date()) == []
    (more,) = apart([bill(3, "20", "18.9"), bill(4, "5", "5")], NOW.date())
    assert (more.first, more.billed_usd) == (NOW.date() - timedelta(days=3), Decimal(20))
    assert len(apart([bill(3, "1", "4")], NOW.date())) == 1, "too little is apart too"


def test_a_day_that_is_not_settled_is_not_judged() -> None:
    assert apart([bill(1, "0", "30"), bill(0, "0", "30")], NOW.date()) == []


def test_a_small_leak_adds_up() -> None:
    (week,) = apart([bill(back, "2.4", "2") for back in range(2, 8)], NOW.date())
    assert (week.last - week.first).days == 5


amounts = st.decimals(0, 1000, places=4)


@given(st.lists(st.tuples(st.integers(0, 9), amounts, st.sampled_from("ab")), max_size=12))
def test_a_ledger_that_says_what_is_billed_is_never_apart(found: list[tuple[int, Decimal, str]]) -> None:
    assert apart([bill(back, str(cost), str(cost), who) for back, cost, who in found], NOW.date()) == []


@pytest.mark.engine
async def test_what_differs_is_kept_shown_and_found(database: Database, tmp_path: Path) -> None:
    vault, day = Vault(FileKeystore(tmp_path / "keys")), today() - timedelta(days=3)
    async with database.tenant(PLATFORM) as tx:
        await add(tx, vault, "bill", "openai" + FOR_COSTS, KEY, None)
    await past(database, day, "2.00")
    await past(database, day, "99", provider="other")
    ring, twin = Keyring(database, vault), ScriptedCostReport({day: Decimal(5)}, frozenset({KEY}))
    await reconcile(database, ring, {"openai": twin, "other": twin}, [DEFAULT_ORG])
    found = (await actions.status(database, DEFAULT_ORG)).bills
    assert [(one.day, one.difference_usd) for one in found if one.billed_usd] == [(day, Decimal(3))]
    assert {one.provider for one in found} == {"openai"}, "whose bill we have no key for is not looked at"
    check = checks.TheBillAgreesWithTheLedger()
    async with database.tenant(PLATFORM) as tx:
        (finding,) = await check.look(tx)
    assert "bills $5.00" in finding.detail
    assert "somebody else may be asking" in finding.detail
    twin.days[day] = Decimal(2)
    await reconcile(database, ring, {"openai": twin}, [DEFAULT_ORG])
    async with database.tenant(PLATFORM) as tx:
        assert await check.look(tx) == []


@pytest.mark.engine
async def test_a_key_that_may_read_the_bill_asks_no_model_and_is_set_aside_when_refused(
    database: Database, tmp_path: Path
) -> None:
    vault = Vault(FileKeystore(tmp_path / "keys"))
    async with database.tenant(PLATFORM) as tx:
        await add(tx, vault, "bill", "openai" + FOR_COSTS, KEY, None)
    ring = Keyring(database, vault)
    assert await ring.choose("openai", lambda _: True) is None
    twin = ScriptedCostReport({}, frozenset())
    await reconcile(database, ring, {"openai": twin}, [DEFAULT_ORG])
    await reconcile(database, ring, {"openai": twin}, [DEFAULT_ORG])
    assert len(twin.asked) == 1
    async with database.tenant(PLATFORM) as tx:
        assert [one.subject for one in await checks.KeysAreGoodForAFortnight().look(tx)] == ["bill"]


@pytest.mark.engine
async def test_a_bill_that_is_not_read_for_three_days_is_found(
    database: Database, catalogue: Admin, tmp_path: Path
) -> None:
    vault = Vault(FileKeystore(tmp_path / "keys"))
    check = checks.TheBillAgreesWithTheLedger()
    async with database.tenant(PLATFORM) as tx:
        await add(tx, vault, "bill", "openai" + FOR_COSTS, KEY, None)
        assert await check.look(tx) == []
    await catalogue.execute("update ai_key set created_at = now() - interval '4 days'")
    async with database.tenant(PLATFORM) as tx:
        assert [one.subject for one in await check.look(tx)] == ["bill"]
    twin = ScriptedCostReport({}, frozenset({KEY}))
    await reconcile(database, Keyring(database, vault), {"openai": twin}, [DEFAULT_ORG])
    async with database.tenant(PLATFORM) as tx:
        assert await check.look(tx) == []
