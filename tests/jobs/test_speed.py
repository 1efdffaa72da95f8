from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.jobs.speed import (
    AGAIN,
    BEFORE_HISTORY,
    FIRST_S,
    FIRST_START_S,
    GROWTH,
    LENGTH_UNKNOWN,
    NEAREST,
    OVERDUE,
    History,
    Known,
    Past,
    Size,
    worth_saying,
)

ME, OTHER = UUID(int=1), UUID(int=2)
lengths = st.floats(1, 20_000)
STAGES = {"hear": 6.0, "transcribe": 12.0, "transcribe 2": 4.0, "report": 2.0}


def run(length: float | None, kind: str = "full", company: int = 1, org: UUID = ME) -> Known:
    return Known(org, Size(kind), length, company)


def took(seconds: float, length: float = 1800.0, kind: str = "full", company: int = 1) -> Past:
    return Past(run(length, kind, company), {"hear": seconds / 4, "transcribe": seconds * 3 / 4})


@given(lengths)
def test_it_states_a_first_guess_before_anything_was_measured(length: float) -> None:
    first = FIRST_START_S + FIRST_S * (length / LENGTH_UNKNOWN) ** GROWTH
    assert History().left(run(length)) == pytest.approx(first)
    assert History().left(run(length, AGAIN)) < first / 3


def test_it_takes_half_an_hour_where_no_length_is_known() -> None:
    assert History().left(run(None)) == History().left(run(LENGTH_UNKNOWN))


@given(lengths, st.lists(st.floats(1, 500), min_size=1, max_size=NEAREST))
def test_it_tells_the_median_of_what_others_of_its_length_took(length: float, seconds: list[float]) -> None:
    past = [took(one, length) for one in seconds]
    told = History(past).left(run(length))
    assert min(seconds) <= told * 1.000001
    assert told <= max(seconds) * 1.000001
    assert sum(one <= told * 1.000001 for one in seconds) >= len(seconds) / 2


def test_one_that_stood_still_for_an_hour_tells_nobody_anything() -> None:
    assert History([took(3600), *[took(20)] * 4]).left(run(1800.0)) == pytest.approx(20)


def test_it_goes_by_those_of_its_kind_else_by_all_but_what_was_done_again() -> None:
    past = History([*[took(40, kind="full")] * 9, *[took(20, kind="balanced")] * 9, *[took(1, kind=AGAIN)] * 9])
    assert past.left(run(1800.0, "full")) == pytest.approx(40)
    assert past.left(run(1800.0, "balanced")) == pytest.approx(20)
    assert past.left(run(1800.0, AGAIN)) == pytest.approx(1)
    assert 20 <= past.left(run(1800.0, "balanced provider")) <= 40


def test_it_goes_by_those_that_are_nearest_in_length_and_draws_the_others_to_it() -> None:
    short, long = [took(4, 60.0)] * 20, [took(20, 1800.0)] * 20
    assert History(short + long).left(run(1800.0)) == pytest.approx(20)
    assert History(short).left(run(1800.0)) == pytest.approx(4 * 30**GROWTH)


def test_it_goes_by_those_that_had_as_many_at_work_beside_them() -> None:
    past = History([*[took(20, company=1)] * 9, *[took(39, company=2)] * 9])
    assert past.left(run(1800.0, company=1)) == pytest.approx(20)
    assert past.left(run(1800.0, company=2)) == pytest.approx(39)


def test_of_those_that_are_alike_the_newest_count() -> None:
    assert History([*[took(30)] * NEAREST, *[took(20)] * 30]).left(run(1800.0)) == pytest.approx(30)


def test_it_expects_the_stages_that_are_still_to_come() -> None:
    history = History([Past(run(1800.0), STAGES)] * 5)
    assert history.left(run(1800.0)) == pytest.approx(24)
    assert history.left(run(1800.0), ["hear"]) == pytest.approx(18)
    assert history.left(run(1800.0), ["hear"], since=10) == pytest.approx(8)
    assert history.left(run(1800.0), ["hear", "transcribe"]) == pytest.approx(6)  # it may climb: most do
    assert history.left(run(1800.0), ["hear"], since=999) == pytest.approx(OVERDUE * 18)
    assert history.left(run(1800.0), STAGES) == 0


@given(lengths, st.sets(st.sampled_from(sorted(STAGES))), st.floats(0, 100))
def test_what_is_done_never_makes_it_longer(length: float, done: set[str], since: float) -> None:
    history = History([Past(run(1800.0), STAGES)] * 5)
    assert 0 <= history.left(run(length), done, since) <= history.left(run(length))


def test_it_learns_what_the_guesses_from_a_files_size_are_off_by() -> None:
    def heard(org: UUID, guess: float, length: float, form: str = "m4a") -> Past:
        return Past(replace(run(length, org=org), size=Size("full", guess, form)), {"hear": 1.0})

    waits = replace(run(None), size=Size("full", 900.0, "m4a"))
    assert History().length(waits) == 900
    past = [heard(OTHER, 100, 400), heard(OTHER, 100, 400), heard(OTHER, 100, 700, "wav")]
    assert History(past).length(waits) == pytest.approx(3600)
    assert History([*past, heard(ME, 50, 100)]).length(waits) == pytest.approx(1800)  # one's own recorder says more
    assert History(past).length(replace(waits, length=1234.0)) == 1234


def test_its_range_is_wide_at_first_and_then_as_forecasts_turned_out() -> None:
    first = History().range
    assert min(BEFORE_HISTORY) <= first.soonest < 1 < first.latest <= max(BEFORE_HISTORY)

    def turned(*ratios: float) -> History:
        return History([replace(took(20), turned=ratio) for ratio in ratios])

    good = turned(*[0.98, 1.0, 1.02] * 16).range
    assert 0.9 < good.soonest < 1 < good.latest < 1.1
    busy = turned(*[1.4, 1.5, 1.6] * 16).range
    assert busy.soonest == 1
    assert busy.latest > 1.5


@given(st.lists(st.floats(0, 50)))
def test_its_range_is_in_order(ratios: list[float]) -> None:
    found = History([replace(took(20), turned=ratio) for ratio in ratios]).range
    assert 0 <= found.soonest <= 1 <= found.latest


@given(st.floats(0, 10_000))
def test_it_does_not_bother_people_with_every_second(before: float) -> None:
    assert not worth_saying(before, before + 4)
    assert worth_saying(before, 1.3 * before + 6)
    assert worth_saying(None, before)
    assert not worth_saying(None, None)
