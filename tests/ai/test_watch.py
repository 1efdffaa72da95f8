"""What is unusual about spending is found, and what is usual is not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import queries, words
from shipspeak.ai.billing import watch
from shipspeak.ai.billing.anomaly import LEAST_SEEN, unusual
from shipspeak.ai.billing.burn import begun, burning, half_spent_early, resets
from shipspeak.ai.model import Period, Scope, Standing
from shipspeak.database import DEFAULT_ORG, Database
from tests.ai.till import budget, past

NOW = datetime(2026, 11, 11, 12, tzinfo=UTC)
costs = st.floats(0.01, 1e4)


def standing(limit: str, spent: str, period: Period = Period.MONTH) -> Standing:
    return Standing(Scope.ORGANISATION, "", period, Decimal(limit), Decimal(spent), Decimal(0))


@given(st.lists(costs, max_size=60), costs)
def test_no_day_is_unusual_that_is_among_the_dearest_seen_or_of_which_too_little_is_known(
    history: list[float], cost: float
) -> None:
    found = unusual(cost, history, 1.0)
    if found is not None:
        assert len(history) >= LEAST_SEEN
        assert cost >= max(1.0, 3 * found.usual)
        assert cost > sorted(history)[len(history) // 2]


@given(st.lists(costs, min_size=LEAST_SEEN, max_size=60), costs, st.floats(1, 100))
def test_dearer_is_never_less_unusual(history: list[float], cost: float, times: float) -> None:
    if unusual(cost, history, 1.0):
        assert unusual(cost * times, history, 1.0)


def test_one_dear_day_before_does_not_hide_the_next_one() -> None:
    assert unusual(80, [10.0, 11, 9, 10, 12, 9, 10, 90], 1.0)
    assert unusual(20, [10.0, 11, 9, 10, 12, 9, 10, 11], 1.0) is None


def test_days_without_any_cost_make_the_first_ones_no_alarm() -> None:
    assert unusual(5, [0.0] * 50, 1.0) is None


@pytest.mark.parametrize("period", list(Period))
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- see timezones
def test_periods_follow_each_other(period: Period, now: datetime) -> None:
    assert begun(period, now) <= now < resets(period, now)
    assert begun(period, resets(period, now)) == resets(period, now)


def test_a_month_that_burns_in_an_hour_is_told_and_one_that_lasts_is_not() -> None:
    fast = burning(standing("100", "40"), {1: 8}, NOW)
    assert fast is not None
    assert fast.gone_at == NOW + timedelta(hours=7.5)
    assert "gone around 11 Nov 19:30 UTC" in words.of_burning(fast)
    assert burning(standing("100", "40"), {1: 7.9, 6: 11.9, 24: 14.9, 168: 26}, NOW) is None, "too little of it"
    assert burning(standing("100", "60"), {168: 27}, NOW + timedelta(days=10)) is None
    assert burning(standing("100", "60"), {168: 27}, NOW) is not None
    assert burning(standing("100", "100"), {1: 50}, NOW) is None, "gone already: another check says so"
    assert burning(standing("0", "0"), {1: 50}, NOW) is None


def test_what_was_spent_yesterday_does_not_burn_todays_budget() -> None:
    early = NOW.replace(hour=0, minute=30)
    assert burning(standing("10", "0.01", Period.DAY), {1: 5.0, 3: 9.0}, early) is None


def test_half_of_a_budget_is_early_in_the_first_half_only() -> None:
    assert half_spent_early(standing("10", "5"), NOW)
    assert not half_spent_early(standing("10", "4.9"), NOW)
    assert not half_spent_early(standing("10", "5"), NOW + timedelta(days=10))
    assert not half_spent_early(standing("10", "5", Period.DAY), NOW)


@pytest.mark.engine
async def test_a_dear_day_is_found_once_with_the_feature_it_was_for(database: Database) -> None:
    for back in range(1, 25):
        await past(database, NOW.date() - timedelta(days=back), f"{9 + back % 3}", feature="transcribe")
        await past(database, NOW.date() - timedelta(days=back), "1")
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await watch.dear(tx, NOW) == []
    await past(database, NOW.date(), "70", feature="transcribe", hour=11)
    async with database.tenant(DEFAULT_ORG) as tx:
        found = await watch.dear(tx, NOW)
    assert [(one.of, one.feature) for one in found] == [("day", "transcribe")]
    assert words.of_dear(found[0]) == (
        "$70.00 for “transcribe” on 11 Nov: 7 times what such a day usually costs ($10.00)."
    )


@pytest.mark.engine
async def test_a_budget_that_burns_is_found_by_its_own_spending_only(database: Database) -> None:
    await budget(database, "100", period=Period.MONTH)
    await budget(database, "10", Scope.FEATURE, "coach", Period.MONTH)
    await budget(database, "50", Scope.FEATURE, "transcribe", Period.MONTH)
    await past(database, NOW.date(), "1.5", hour=NOW.hour)
    async with database.tenant(DEFAULT_ORG) as tx:
        found = await watch.burnt(tx, NOW)
        assert await queries.differences(tx) == []
    assert [(one.budget.scope, one.budget.subject, one.hours) for one in found] == [(Scope.FEATURE, "coach", 1)]
