from hypothesis import given
from hypothesis import strategies as st

from shipspeak.jobs.speed import AGAIN, BEFORE_HISTORY, START, Size, expected, worth_saying

lengths = st.floats(0, 20_000)


@given(lengths)
def test_it_states_a_default_before_anything_was_measured(length: float) -> None:
    assert expected(Size("balanced", length), {}) == START + BEFORE_HISTORY * length


@given(lengths, st.floats(0.001, 1), st.floats(0.001, 1))
def test_it_knows_each_kind_by_its_own_speed_and_others_by_all_together(
    length: float, own: float, every: float
) -> None:
    speeds = {"full": own, "": every}
    assert expected(Size("full", length), speeds) == START + own * length
    assert expected(Size("cost", length), speeds) == START + every * length


def test_it_takes_a_run_that_is_done_again_as_short() -> None:
    assert expected(Size(AGAIN, 1800.0), {"": 0.02}) < expected(Size("balanced", 1800.0), {"": 0.02}) / 3


def test_it_takes_half_an_hour_where_no_length_is_known() -> None:
    assert expected(Size("balanced"), {}) == expected(Size("balanced", 1800.0), {})


@given(st.floats(0, 10_000))
def test_it_does_not_bother_people_with_every_second(before: float) -> None:
    assert not worth_saying(before, before + 4)
    assert worth_saying(before, 1.3 * before + 6)
    assert worth_saying(None, before)
    assert not worth_saying(None, None)
