from hypothesis import given
from hypothesis import strategies as st

from shipspeak.quality.study.bounds import drawn_bound, exact_bound, lower_bound

SHARES = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), min_size=1, max_size=12)


@given(SHARES)
def test_it_is_a_share_never_above_what_was_found(pairs: list[tuple[int, int]]) -> None:
    held, of = [min(top, bottom) for top, bottom in pairs], [bottom for _, bottom in pairs]
    bound = lower_bound(held, of, draws=500)
    assert 0 <= bound <= sum(held) / sum(of) + 1e-9


def test_it_is_the_same_for_the_same_meetings() -> None:
    held, of = [3.0, 1.0, 2.0, 0.0], [3.0, 2.0, 4.0, 1.0]
    assert lower_bound(held, of) == lower_bound(held, of)


def test_where_everything_holds_it_knows_how_few_they_were() -> None:
    # Clopper & Pearson: 0.05 ** (1 / n)
    assert abs(lower_bound([1.0] * 20, [1.0] * 20) - 0.05 ** (1 / 20)) < 1e-9


def test_people_of_one_meeting_count_for_less_than_of_many() -> None:
    assert lower_bound([10.0, 0.0], [10.0, 10.0]) < lower_bound([1.0, 0.0] * 10, [1.0] * 20)


def test_it_covers_what_it_bounds() -> None:
    # 30 of 40 people over 20 meetings: the exact bound for 30 of 40 is .612.
    assert 0.55 < lower_bound([2.0, 1.0] * 10, [2.0] * 20) < 0.7


def test_the_bootstrap_alone_is_as_sure_of_what_always_held_as_nobody_can_be() -> None:
    assert drawn_bound([1.0] * 20, [1.0] * 20) == 1.0 > lower_bound([1.0] * 20, [1.0] * 20)


def test_five_figures_of_a_person_that_fail_apart_are_surer_than_one_trial_each() -> None:
    held, of = [5 - person % 3 / 2 for person in range(30)], [5.0] * 30
    persons = [one / 5 for one in held], [1.0] * 30
    assert lower_bound(*persons) == exact_bound(sum(persons[0]), 30) < drawn_bound(*persons) < sum(held) / sum(of)
