import pytest

from shipspeak.base import Clock


class Hours:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("jump", [-86_400.0, -3600.0, -20.0, 20.0, 3600.0, 86_400.0])
def test_it_sees_a_clock_that_is_put_back_or_ahead(jump: float) -> None:
    passed = Hours()
    clock = Clock(passed)
    assert clock.even(5_000_000.0) == float("inf")
    passed.now += 30
    assert clock.even(5_000_030.0) == float("inf")
    passed.now += 30
    assert clock.even(5_000_060.0 + jump) == 0
    passed.now += 45
    assert clock.even(5_000_105.0 + jump) == 45
    assert clock.even(5_000_105.0) == 0, "and that it is put right again"


def test_it_takes_a_slow_answer_and_a_slow_correction_for_no_jump() -> None:
    passed = Hours()
    clock = Clock(passed)
    clock.even(7_000_000.0)
    for hour in range(1, 50):
        passed.now += 3600
        assert clock.even(7_000_000.0 + hour * (3600 + 1.8)) == float("inf")
    asked = passed()
    passed.now += 40  # the database was away; what it says is of some moment in between
    assert clock.even(7_000_000.0 + 49 * 3601.8 + 3, asked) == float("inf")
