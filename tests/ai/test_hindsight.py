"""Forecasts of the past are judged by what came."""

from datetime import date, timedelta

from shipspeak.ai.billing.hindsight import hindsight

TODAY = date(2026, 11, 5)


def days(costs: list[float]) -> dict[date, float]:
    return {TODAY - timedelta(days=len(costs) - n): cost for n, cost in enumerate(costs)}


def test_days_that_are_all_alike_are_foreseen() -> None:
    found = hindsight(days([2.0] * 120), TODAY, 56)
    assert found is not None
    assert (found.months, found.likely, found.nearly_surely) == (4, 1.0, 1.0)
    assert found.error < 1e-6


def test_weekends_are_foreseen_better_than_by_the_average_day() -> None:
    first = TODAY - timedelta(days=150)
    costs = [0.2 if (first + timedelta(days=n)).weekday() >= 5 else 8.0 for n in range(150)]
    found = hindsight(days(costs), TODAY, 56)
    assert found is not None
    assert found.error < found.average_day


def test_a_month_that_is_not_over_judges_nothing() -> None:
    assert hindsight({}, TODAY, 56) is None
    assert hindsight(days([2.0] * 4), TODAY, 56) is None
    assert hindsight(days([0.0] * 90), TODAY, 56) is None
