"""The end of the month: never below what is spent, wider for what is not known, right where days repeat."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.ai.forecast import LEAST, forecast

NOW = date(2026, 10, 10)
costs = st.lists(st.floats(0, 500, allow_subnormal=False), min_size=LEAST, max_size=40)


@settings(max_examples=25, deadline=None)
@given(costs, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.floats(0, 500))
def test_it_holds_what_is_spent_and_its_intervals_are_nested(history: list[float], now: date, today: float) -> None:
    found = forecast(history, now, today)
    assert found is not None
    lowest, low, high, highest = found.nearly_surely[0], *found.likely, found.nearly_surely[1]
    assert found.spent - 1e-6 <= lowest <= low <= found.expected <= high <= highest


def test_it_says_nothing_of_two_days() -> None:
    assert forecast([1.0, 2.0], NOW) is None


def test_days_that_are_all_alike_end_as_they_must() -> None:
    for known in (5, 30):
        found = forecast([2.0] * known, NOW, 0.0)
        assert found is not None
        before = 2.0 * min(9, known)
        assert abs(found.expected - (before + 2.0 * 22)) < 1e-6
        assert found.likely[0] == found.likely[1]


def test_weekends_off_are_expected_off() -> None:
    first = NOW - timedelta(days=42)
    history = [0.0 if (first + timedelta(days=n)).weekday() >= 5 else 10.0 for n in range(42)]
    found = forecast(history, NOW)
    assert found is not None
    workdays = sum((date(2026, 10, day)).weekday() < 5 for day in range(1, 32))
    assert abs(found.expected / (10.0 * workdays) - 1) < 0.02


def test_a_trend_goes_on_and_one_dear_day_is_none() -> None:
    rising = forecast([float(n) for n in range(40)], NOW)
    assert rising is not None
    assert rising.expected > rising.spent + 22 * 40
    level = [10.0, 11.0, 9.0, 10.5] * 10
    dear = forecast([*level[:35], 200.0, *level[36:]], NOW)
    assert dear is not None
    assert abs(dear.expected - dear.spent - 22 * 10) < 120


def test_a_dear_day_today_is_not_taken_off_the_days_after_it() -> None:
    for known in (5, 30):
        found = forecast([2.0] * known, NOW, 100.0)
        assert found is not None
        assert abs(found.expected - (2.0 * min(9, known) + 100 + 2.0 * 21)) < 1e-6


def test_an_interval_is_as_wide_as_forecasts_were_off() -> None:
    """Growth that bends upwards ends above its trend each month, by 8 % here."""
    grown = [10 * 1.015**n for n in range(174)]
    came = sum(grown[143:])
    eight_weeks, months = forecast(grown[96:152], NOW), forecast(grown[:152], NOW)
    assert eight_weeks is not None
    assert months is not None
    assert months.expected == eight_weeks.expected < 0.92 * came
    assert eight_weeks.nearly_surely[1] < 0.93 * came
    assert months.nearly_surely[1] > 0.99 * came


def test_the_same_seed_says_the_same() -> None:
    history = [float(n % 7) for n in range(30)]
    assert forecast(history, NOW, seed=4) == forecast(history, NOW, seed=4)
