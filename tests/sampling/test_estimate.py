from math import log, sqrt
from random import Random

import pytest

from shipspeak.base import Span
from shipspeak.sampling import Estimate, Observation, Plan, Preset, Role, Unit, observe, ratio, too_wide
from shipspeak.sampling.quantiles import student


def drawn(pairs: list[tuple[float, float]], probability: float, role: Role = Role.FOCAL) -> list[Observation]:
    return [Observation(top, bottom, probability, role, order) for order, (top, bottom) in enumerate(pairs)]


def test_it_is_certain_of_a_census() -> None:
    estimate = ratio([*drawn([(3, 100), (5, 60)], 1.0), Observation(1, 20, 1.0, Role.EDGE, 0)], scale=100)
    assert estimate == Estimate(5.0, 5.0, 5.0, units=3, census=True)


def test_it_says_nothing_without_any_exposure() -> None:
    assert ratio([]) is None
    assert ratio(drawn([(0, 0)], 0.5)) is None


def test_it_never_lets_a_moment_into_a_rate() -> None:
    sample = drawn([(2, 50), (3, 50)], 1.0)
    assert ratio([*sample, Observation(99, 1, 1.0, Role.MOMENT, 0)]) == ratio(sample)


def test_it_weights_by_the_inverse_of_the_probability() -> None:
    sample = [Observation(10, 100, 0.5, Role.FOCAL, 0), Observation(40, 100, 0.25, Role.FOCAL, 1)]
    estimate = ratio(sample)
    assert estimate is not None
    assert estimate.value == pytest.approx((10 / 0.5 + 40 / 0.25) / (100 / 0.5 + 100 / 0.25))


def test_its_interval_is_students_with_successive_differences_for_many_events() -> None:
    pairs = [(107.0, 50.0), (113.0, 50.0), (106.0, 50.0), (114.0, 50.0)]
    estimate = ratio(drawn(pairs, 0.25))
    assert estimate is not None
    squares = 6**2 + 7**2 + 8**2
    error = sqrt(4 * squares / 6 * 0.75) / 0.25 / (200 / 0.25)
    assert estimate.value == pytest.approx(2.2)
    assert estimate.high - estimate.value == pytest.approx(student(18 / 8) * error)
    assert estimate.value - estimate.low == pytest.approx(estimate.high - estimate.value)


def test_it_adds_up_what_was_drawn_together() -> None:
    apart = [Observation(1, 10, 0.5, Role.FOCAL, 0), Observation(2, 20, 0.5, Role.FOCAL, 0)]
    rest = [Observation(4, 30, 0.5, Role.FOCAL, order) for order in range(1, 6)]
    assert ratio([*apart, *rest]) == ratio([Observation(3, 30, 0.5, Role.FOCAL, 0), *rest])


def test_what_is_certain_narrows_what_was_drawn() -> None:
    sample = drawn([(5, 50), (9, 50), (4, 50), (8, 50), (7, 50), (3, 50)], 0.5)
    alone, helped = ratio(sample), ratio([*sample, *(Observation(6, 50, 1.0, Role.EDGE, n) for n in range(9))])
    assert alone is not None
    assert helped is not None
    assert helped.high - helped.low < alone.high - alone.low
    assert (helped.census, helped.units) == (False, 15)


def test_it_does_not_take_nothing_seen_for_nothing_there() -> None:
    estimate = ratio(drawn([(0, 10)] * 8, 0.25))
    assert estimate is not None
    assert (estimate.value, estimate.low) == (0, 0)
    # Three events per seen exposure: the rule of three for a finite whole.
    assert estimate.high == pytest.approx(log(0.05) / log(0.75) / 320)


def test_an_audit_without_the_coached_person_leaves_their_census_alone() -> None:
    own = drawn([(2, 40), (1, 30)], 1.0)
    estimate = ratio([*own, *drawn([(0, 0)] * 6, 0.05, Role.AUDIT)])
    assert estimate is not None
    assert estimate.census


def test_a_rare_speaker_caught_at_the_edge_is_no_census() -> None:
    estimate = ratio([Observation(2, 40, 1.0, Role.EDGE, 0), *drawn([(0, 0)] * 6, 0.05, Role.AUDIT)])
    assert estimate is not None
    assert not estimate.census
    assert too_wide(estimate)


def test_one_draw_alone_is_too_little() -> None:
    estimate = ratio(drawn([(3, 40)], 0.5))
    assert estimate is not None
    assert estimate.low < estimate.value < estimate.high
    assert too_wide(estimate)


@pytest.mark.parametrize(
    ("estimate", "verdict"),
    [
        (Estimate(4, 3, 5, units=12, census=False), False),
        (Estimate(4, 1, 7, units=12, census=False), True),
        (Estimate(4, 3, 5, units=4, census=False), True),
        (Estimate(0, 0, 0.9, units=12, census=False), False),
        (Estimate(0, 0, 3, units=12, census=False), True),
        (Estimate(4, 4, 4, units=1, census=True), False),
    ],
)
def test_it_says_when_there_is_not_enough_evidence(estimate: Estimate, verdict: bool) -> None:  # noqa: FBT001 -- a case
    assert too_wide(estimate) is verdict


@pytest.mark.parametrize(("rate", "clump"), [(0.002, 1), (0.01, 1), (0.05, 1), (0.02, 3), (0.2, 1)])
def test_its_intervals_cover_what_they_promise(rate: float, clump: int) -> None:
    """Events scattered, or in clumps, over 120 blocks of about 50 words; every fourth is heard."""
    random = Random(11)
    covered = runs = 0
    for _ in range(300):
        words = [random.randint(30, 70) for _ in range(120)]
        events = [clump * sum(random.random() < rate / clump for _ in range(count)) for count in words]
        if not sum(events):
            continue
        start = random.randrange(4)
        estimate = ratio(drawn(list(zip(events, words, strict=True))[start::4], 0.25))
        assert estimate is not None
        truth = sum(events) / sum(words)
        covered += estimate.low <= truth <= estimate.high
        runs += 1
    assert 0.92 <= covered / runs <= 1


def test_it_observes_a_plan_by_role_and_draw() -> None:
    units = (
        Unit(Span(0, 10), Role.EDGE, 1.0, "", 0),
        Unit(Span(10, 20), Role.FOCAL, 0.5, "", 3),
        Unit(Span(20, 30), Role.MOMENT, 1.0, "", 0),
        Unit(Span(30, 40), Role.AUDIT, 0.1, "", 2),
    )
    plan = Plan(Preset.BALANCED, 1, 100, "S1", 40, units, ())
    counted = {who: observe(plan, who, lambda span: (span.start, span.length)) for who in ("S1", "S2")}
    assert counted["S1"] == (Observation(0, 10, 1.0, Role.EDGE, 0), Observation(10, 10, 0.5, Role.FOCAL, 3))
    assert [one.role for one in counted["S2"]] == [Role.EDGE, Role.FOCAL, Role.AUDIT]
