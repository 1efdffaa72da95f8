from itertools import pairwise
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.quality import drift
from shipspeak.quality.drift import LIMIT, MISS_LIMIT, OUTLIER, Alarm, Point, State, follow, point, step

offs = st.floats(-20, 20)
points = st.builds(Point, offs, st.booleans())


@given(st.lists(points, max_size=60))
def test_it_treats_too_high_and_too_low_alike(seen: list[Point]) -> None:
    one = follow(seen)[-1]
    other = follow([Point(-each.off, each.covered) for each in seen])[-1]
    assert (one.high, one.low, one.misses, one.seen) == (other.low, other.high, other.misses, other.seen)


@given(st.lists(points, max_size=60))
def test_its_sums_are_never_negative_and_an_alarm_stays(seen: list[Point]) -> None:
    states = follow(seen)
    assert len(states) == len(seen) + 1
    for before, after in pairwise(states):
        assert min(after.high, after.low, after.misses) >= 0
        assert after.alarm is not None or max(after.high, after.low) <= LIMIT
        assert after.alarm is not None or after.misses <= MISS_LIMIT
        assert before.alarm in {None, after.alarm}


@given(st.lists(points, max_size=40), st.lists(points, max_size=40))
def test_it_says_the_same_counted_anew_as_counted_on(earlier: list[Point], later: list[Point]) -> None:
    state = follow(earlier)[-1]
    for one in later:
        state = step(state, one)
    assert state == follow([*earlier, *later])[-1]


@given(offs, offs)
def test_it_lets_no_single_meeting_raise_an_alarm(off: float, other: float) -> None:
    assert OUTLIER - drift.ALLOWANCE < LIMIT
    assert step(State(), Point(1e9 if off > 0 else -1e9, covered=False)).alarm is None


@given(st.lists(points, max_size=30), points)
def test_a_larger_difference_is_never_less_suspicious(seen: list[Point], one: Point) -> None:
    state = follow(seen)[-1]
    further = Point(one.off + 1, one.covered)
    assert step(state, further).high >= step(state, one).high
    assert step(state, Point(one.off, covered=False)).misses > step(state, Point(one.off, covered=True)).misses or (
        state.misses == 0
    )


@given(st.floats(0.1, 300), st.floats(0, 50), st.floats(0, 50), st.floats(0, 400), st.floats(0.01, 100))
def test_it_does_not_depend_on_the_unit(value: float, below: float, above: float, whole: float, unit: float) -> None:
    one = point(value, value - below, value + above, whole)
    other = point(value * unit, (value - below) * unit, (value + above) * unit, whole * unit)
    assert other.off == pytest.approx(one.off, abs=1e-6)
    assert -OUTLIER <= one.off <= OUTLIER


@pytest.mark.parametrize(
    ("whole", "off", "covered"),
    [(100.0, 0.0, True), (90.0, 1.0, True), (120.0, -1.0, True), (50.0, OUTLIER, False), (80.0, 2.0, False)],
)
def test_it_measures_on_the_side_where_the_truth_lies(whole: float, off: float, *, covered: bool) -> None:
    """Down to 80.4 in one standard error of 10, up to 139.2 in one of 20."""
    seen = point(100.0, 100 - 10 * drift.NINETY_FIVE, 100 + 20 * drift.NINETY_FIVE, whole)
    assert (seen.off, seen.covered) == (pytest.approx(off), covered)


def test_an_interval_of_nothing_covers_only_itself() -> None:
    assert point(5.0, 5.0, 5.0, 5.0) == Point(0.0, covered=True)
    assert point(5.0, 5.0, 5.0, 5.5) == Point(-OUTLIER, covered=False)


def test_it_finds_what_it_is_made_for_and_leaves_the_rest_in_peace() -> None:
    """One standard error off: soon. Nothing wrong: not within a thousand meetings, usually."""
    random = Random(7)
    found = [next(s.seen for s in follow(_normal(random, 1.0, 400)) if s.alarm) for _ in range(60)]
    assert sum(found) / len(found) < 25
    alarms = sum(follow(_normal(random, 0.0, 500))[-1].alarm is not None for _ in range(60))
    assert alarms <= 15
    kinds = {follow(_normal(random, shift, 100))[-1].alarm for shift in (-2.0, 2.0)}
    assert kinds == {Alarm.TOO_HIGH, Alarm.TOO_LOW}
    assert follow([Point(0.0, covered=n % 3 > 0) for n in range(60)])[-1].alarm is Alarm.MISSES


def test_its_run_lengths_are_what_theory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Siegmund's approximation (1985) for one side: (exp(2Δb) - 2Δb - 1) / 2Δ², Δ = allowance, b = limit + 1.166."""
    monkeypatch.setattr(drift, "LIMIT", 3.0)
    random, lengths = Random(3), []
    for _ in range(400):
        state = State()
        while state.high <= 3.0:
            state = step(state, Point(random.gauss(0, 1), covered=True))
        lengths.append(state.seen)
    delta = drift.ALLOWANCE
    scaled = 2 * delta * (3.0 + 1.166)
    assert sum(lengths) / 400 == pytest.approx((exp(scaled) - scaled - 1) / (2 * delta**2), rel=0.2)


def _normal(random: Random, shift: float, count: int) -> list[Point]:
    return [Point(off, abs(off) < drift.NINETY_FIVE) for off in (random.gauss(shift, 1) for _ in range(count))]
