"""The ladder: more is bought when an interval is too wide, within the cap, and the intervals stay true."""

from collections.abc import Sequence
from random import Random
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, intersect, total, union
from shipspeak.sampling import (
    DEFAULT,
    Cue,
    Observation,
    Plan,
    Preset,
    Role,
    Width,
    choose,
    climb,
    cues,
    ratio,
    too_wide,
)
from shipspeak.sampling.focal import Design, design
from shipspeak.sampling.systematic import ONE, draw, either, extent
from tests.sampling.meetings import MINUTE, meeting
from tests.sampling.test_choose import WORDED, assert_within, named, plan_for
from tests.sampling.test_systematic import SIZES, At, blocks, breakpoints

WIDE = (Width("questions", 0.0, 9.0, wide=True), Width("pace", 100.0, 101.0, wide=False))
FINE = (Width("questions", 4.0, 4.4, wide=False),)


def begun(seed: int, minutes: int, preset: Preset, focal: str = "S1") -> tuple[Plan, list[Turn], tuple[Cue, ...]]:
    duration, turns = meeting(seed, minutes, people=3, dominance=0.5)
    hints = cues(duration=duration, turns=turns)
    return choose(duration=duration, turns=turns, focal=focal, cues=hints, preset=preset, seed=seed), turns, hints


@settings(deadline=None, derandomize=True, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    minutes=st.integers(5, 120),
    preset=st.sampled_from([Preset.COST, Preset.BALANCED, Preset.QUALITY]),
    focal=st.sampled_from(["S1", "S2", "S9"]),
)
def test_it_buys_more_within_the_cap_and_pays_nothing_twice(
    seed: int, minutes: int, preset: Preset, focal: str
) -> None:
    plan, turns, hints = begun(seed, minutes, preset, focal)
    for _ in range(4):
        more = climb(plan, WIDE, turns=turns, cues=hints)
        if not more.ladder[-1].bought:
            break
        assert_within(more, turns, DEFAULT.presets[preset][len(more.ladder)])
        assert intersect(union(plan.spans), union(more.spans)) == union(plan.spans), "what was paid for is kept"
        assert more.ladder[-1].bought == more.chosen - plan.chosen
        plan = more
    else:
        pytest.fail("the ladder has no end")
    assert sum(rung.bought > 0 for rung in plan.ladder) < len(DEFAULT.presets[preset])


@settings(deadline=None, derandomize=True, max_examples=15, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), minutes=st.integers(5, 120))
def test_where_words_name_moments_it_climbs_within_that_cap_and_keeps_its_promises(seed: int, minutes: int) -> None:
    duration, turns = meeting(seed, minutes, people=3, dominance=0.5)
    plan = plan_for(duration, turns, seed=seed, by=WORDED)
    more = climb(plan, WIDE, turns=turns, cues=named(turns, seed), configuration=WORDED)
    assert_within(more, turns, WORDED.presets[Preset.BALANCED][1])
    assert intersect(union(plan.spans), union(more.spans)) == union(plan.spans), "what was paid for is kept"
    conflict = {"audit", "key speakers"} if plan.budget < 3 * MINUTE else set()
    assert {promise.name for promise in more.guarantees if not promise.held} <= conflict


def test_it_stays_when_everything_is_narrow_enough() -> None:
    plan, turns, hints = begun(3, 60, Preset.BALANCED)
    same = climb(plan, FINE, turns=turns, cues=hints)
    assert same.units == plan.units
    assert (same.ladder[-1].bought, same.ladder[-1].why) == (0, "What was heard is enough.")
    assert same.ladder[-1].widths == FINE


def test_it_writes_down_each_decision() -> None:
    plan, turns, hints = begun(3, 60, Preset.BALANCED)
    more = climb(plan, WIDE, turns=turns, cues=hints)
    capped = climb(more, WIDE, turns=turns, cues=hints)
    assert [rung.share for rung in capped.ladder] == [0.4, 0.4]
    assert capped.ladder[0].why == "Too little was heard to tell questions."
    assert capped.ladder[0].bought > 0.04 * plan.duration
    assert (capped.ladder[1].bought, capped.units) == (0, more.units)
    assert "most that this preset" in capped.ladder[1].why


def test_more_of_others_does_not_help_whom_one_has_heard_whole() -> None:
    plan, turns, hints = begun(3, 60, Preset.BALANCED, "S3")
    assert "All that you said" in climb(plan, WIDE, turns=turns, cues=hints).ladder[-1].why


def test_on_the_last_rung_of_the_dearest_preset_it_hears_everything() -> None:
    plan, turns, hints = begun(3, 60, Preset.QUALITY)
    for _ in range(2):
        plan = climb(plan, WIDE, turns=turns, cues=hints)
    speech = union(turn.span for turn in turns)
    assert intersect(speech, union(plan.spans)) == speech
    assert {unit.probability for unit in plan.units} == {1.0}


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SIZES, st.floats(0, 1), st.floats(0, 0.5))
def test_a_second_look_contains_the_first_and_its_bill_is_known_over_all_starts(
    sizes: list[int], share: float, further: float
) -> None:
    chances = [min(ONE, int(share * size / max(sizes) * ONE)) for size in sizes]
    shift = int(further * ONE)
    marks = [mark + off for mark in breakpoints(chances) for off in (-1, 0, 1)]
    bills = []
    for start in [mark - back for mark in marks for back in (0, shift)]:
        one, both = (draw(blocks(sizes), chances, At(start % ONE), Role.FOCAL, "", look) for look in (0, shift))
        assert {unit.draw for unit in one} <= {unit.draw for unit in both}
        bills.append(total(unit.span for unit in both))
    assert (min(bills), max(bills)) == extent(chances, sizes, shift)


def test_a_second_look_draws_each_unit_as_often_as_it_says() -> None:
    sizes = [700, 15_000, 9_000, 14_000, 20_000, 3_000, 15_000, 12_000]
    chances = [min(ONE, size * ONE // 24_000) for size in sizes]
    shift = ONE // 5
    seen = [0] * len(sizes)
    starts = range(0, ONE, ONE // 5_000)
    for start in starts:
        for unit in draw(blocks(sizes), chances, At(start), Role.FOCAL, "", shift):
            seen[unit.draw] += 1
    for count, chance in zip(seen, chances, strict=True):
        assert count / len(starts) == pytest.approx(either(chance, shift) / ONE, abs=0.001)


def observed(drawing: Design, seed: int, counts: dict[Span, tuple[int, int]], shift: int) -> list[Observation]:
    return [
        Observation(*counts[unit.span], unit.probability, unit.role, unit.draw)
        for unit in drawing.units(Random(seed), shift)
    ]


def spoken(random: Random, blocks: int) -> list[Span]:
    spans, at = [], 0
    for _ in range(blocks):
        spans.append(Span(at, at + random.randint(5_000, 9_000)))
        at = spans[-1].end + random.randint(1_000, 9_000)
    return spans


def climbed(rate: float, wander: float, relative: float, meetings: int, seeds: int) -> tuple[float, float, float]:
    """Coverage, relative bias, share that climbed: intervals of rates whose sample grew when it was too wide."""
    covered = runs = climbs = 0
    errors: list[float] = []
    for number in range(meetings):
        random = Random(number)
        frame = spoken(random, 90)
        drawing = design(frame, total(frame) * 45 // 100, (), DEFAULT)
        shift = drawing.shift(total(frame) * 15 // 100)
        counts, local = {}, rate
        for span in sorted(span for block in drawing.blocks for span in block.spans):
            local = min(0.2, max(rate / 5, local * random.uniform(1 / wander, wander)))
            words = span.length // 350
            counts[span] = (sum(random.random() < local for _ in range(words)), words)
        truth = _rate(list(counts.values()))
        if not truth:
            continue
        for seed in range(seeds):
            first = ratio(observed(drawing, seed, counts, 0), scale=100)
            assert first is not None
            estimate = first
            if too_wide(first, relative=relative, tolerance=0.1):
                climbs += 1
                estimate = ratio(observed(drawing, seed, counts, shift), scale=100) or first
            covered += estimate.low <= 100 * truth <= estimate.high
            errors.append(estimate.value / (100 * truth) - 1)
            runs += 1
    return covered / runs, fmean(errors), climbs / runs


def _rate(counts: Sequence[tuple[int, int]]) -> float:
    return sum(top for top, _ in counts) / sum(bottom for _, bottom in counts)


@pytest.mark.parametrize(("rate", "wander", "relative"), [(0.01, 1.0, 0.46), (0.02, 1.3, 0.3), (0.04, 1.5, 0.2)])
def test_buying_more_where_it_was_too_wide_keeps_the_intervals_true_and_the_figure_unbiased(
    rate: float, wander: float, relative: float
) -> None:
    coverage, bias, climbs = climbed(rate, wander, relative, meetings=40, seeds=50)
    assert coverage >= 0.92
    assert abs(bias) <= 0.02
    assert 0.05 < climbs < 1, "the rule must bite, and not always"
