from collections.abc import Iterable
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.base import Span, intersect, total
from shipspeak.sampling import DEFAULT, Cue, CueKind
from shipspeak.sampling.moments import Moment, Objective, around, moments
from shipspeak.sampling.purse import Purse

HOUR = 3_600_000


def cue(start: int, strength: float = 0.5) -> Cue:
    return Cue(Span(start, start + 2_000), CueKind.OVERLAP, strength)


def wanted(start: int, strength: float = 0.5) -> Moment:
    return around(cue(start, strength), HOUR, DEFAULT)


def purse(budget: int) -> Purse:
    return Purse(budget, (Span(0, HOUR),), DEFAULT.sliver)


def test_it_hears_fifteen_seconds_on_each_side() -> None:
    units, _ = moments([wanted(100_000)], purse(60_000), (), DEFAULT)
    assert (units[0].span.start, units[-1].span.end) == (85_000, 117_000)
    assert total(unit.span for unit in units) == 32_000


def test_it_buys_a_moment_whole_or_not_at_all() -> None:
    assert moments([wanted(100_000)], purse(31_999), (), DEFAULT)[0] == []


def test_it_buys_the_strongest_first_and_numbers_them_in_that_order() -> None:
    units, _ = moments([wanted(100_000, 0.2), wanted(900_000, 0.9), wanted(1_800_000, 0.5)], purse(64_000), (), DEFAULT)
    assert {(unit.span.start >= 1_700_000, unit.draw) for unit in units} == {(False, 0), (True, 1)}
    assert [unit.draw for unit in units] == sorted(unit.draw for unit in units)


def test_it_prefers_a_stretch_it_has_nothing_of_yet() -> None:
    near, near_too, far = wanted(60_000, 0.6), wanted(180_000, 0.6), wanted(1_800_000, 0.5)
    units, _ = moments([near, near_too, far], purse(64_000), (), DEFAULT)
    assert any(unit.span.overlap(far.window) for unit in units)
    assert not any(unit.span.overlap(near_too.window) for unit in units)


def test_what_is_bought_already_costs_nothing_again() -> None:
    wallet = purse(64_000)
    wallet.buy([Span(70_000, 130_000)])
    units, _ = moments([wanted(100_000), wanted(125_000)], wallet, (), DEFAULT)
    assert intersect([unit.span for unit in units], [Span(70_000, 130_000)]) == ()
    assert units == []
    assert wallet.left == 4_000


def test_it_keeps_back_what_it_is_told_to() -> None:
    assert moments([wanted(100_000)], purse(60_000), (), DEFAULT, keep=28_001)[0] == []
    assert moments([wanted(100_000)], purse(60_000), (), DEFAULT, keep=28_000)[0] != []


def test_its_objective_has_diminishing_returns() -> None:
    objective = Objective(DEFAULT)
    gains = []
    for start in (10_000, 40_000, 70_000):
        gains.append(objective.gain(wanted(start)))
        objective.add(wanted(start))
    assert gains == sorted(gains, reverse=True)
    assert objective.gain(wanted(1_000_000)) == gains[0]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    starts=st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True),
    strengths=st.lists(st.integers(1, 10), min_size=8, max_size=8),
    budget=st.integers(0, 200_000),
)
def test_it_does_not_promise_more_than_it_reached(starts: list[int], strengths: list[int], budget: int) -> None:
    """Held against the best of all sets whose moments, paid one by one, fit into the same milliseconds."""
    offered = [wanted(60_000 * at, strength / 10) for at, strength in zip(starts, strengths, strict=False)]
    bought, promise = moments(offered, purse(budget), (), DEFAULT)
    reached = worth([one for one in offered if any(unit.span.overlap(one.window) for unit in bought)])
    sets = [some for size in range(len(offered) + 1) for some in combinations(offered, size)]
    best = max(worth(some) for some in sets if sum(one.window.length for one in some) <= budget)
    said = float(promise.detail.split("%")[0].split()[-1]) / 100
    assert promise.name == "moments"
    assert reached >= (said - 0.005) * best - 1e-9


def worth(some: Iterable[Moment]) -> float:
    objective = Objective(DEFAULT)
    for one in some:
        objective.add(one)
    return objective.value
