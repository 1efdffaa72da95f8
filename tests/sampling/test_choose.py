from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, intersect, total, union
from shipspeak.sampling import DEFAULT, Configuration, Cue, CueKind, NothingToChoose, Plan, Preset, Role, choose, cues
from tests.sampling.meetings import MINUTE, meeting

PARTIAL = st.sampled_from([Preset.COST, Preset.BALANCED, Preset.QUALITY])
RELAXED = settings(deadline=None, derandomize=True, max_examples=25, suppress_health_check=list(HealthCheck))


WORDED = DEFAULT.given(words=True)


def plan_for(
    duration: int,
    turns: list[Turn],
    focal: str | None = "S1",
    preset: Preset = Preset.BALANCED,
    seed: int = 7,
    by: Configuration = DEFAULT,
) -> Plan:
    hints = [*cues(duration=duration, turns=turns), *(named(turns, seed) if by == WORDED else ())]
    return choose(duration=duration, turns=turns, focal=focal, cues=hints, preset=preset, seed=seed, configuration=by)


def named(turns: list[Turn], seed: int) -> list[Cue]:
    """What a cheap pass might name: a third of all turns, for some reason."""
    random = Random(f"{seed} named")
    kinds = (CueKind.QUESTION, CueKind.PUSHBACK, CueKind.DECISION)
    return [
        Cue(turn.span, random.choice(kinds), random.random(), turn.speaker) for turn in turns if random.random() < 0.3
    ]


def held(plan: Plan) -> dict[str, bool]:
    return {promise.name: promise.held for promise in plan.guarantees}


def assert_sound(plan: Plan, turns: list[Turn]) -> None:
    """What must be true of every plan, however odd the meeting."""
    assert_within(plan, turns, DEFAULT.presets[plan.preset][0])


def assert_within(plan: Plan, turns: list[Turn], share: float) -> None:
    """The same for a plan that may pay for `share` of the meeting."""
    assert plan.chosen <= plan.budget
    assert 1_000 * plan.budget <= round(1_000 * share) * plan.duration
    edges = [0, *(edge for span in plan.spans for edge in (span.start, span.end)), plan.duration]
    assert edges == sorted(edges)
    assert all(0 < unit.probability <= 1 for unit in plan.units)
    assert all(0 < unit.span.length <= DEFAULT.unit_longest for unit in plan.units)
    pad = DEFAULT.pad
    near = union((Span(turn.start - pad, turn.end + pad) for turn in turns), gap=DEFAULT.join)
    assert total(intersect(near, plan.spans)) == plan.chosen, "silence was bought"


@RELAXED
@given(
    seed=st.integers(0, 10**6),
    minutes=st.integers(3, 120),
    people=st.integers(1, 10),
    turn=st.sampled_from([2.0, 5.0, 12.0, 40.0]),
    pause=st.sampled_from([0.1, 0.6, 4.0]),
    dominance=st.sampled_from([1.0, 0.7, 0.4]),
    overlap=st.sampled_from([0.0, 0.3]),
    preset=PARTIAL,
    focal=st.sampled_from(["S1", "S2", "S9", None]),
    by=st.sampled_from([DEFAULT, WORDED]),
)
def test_it_keeps_its_promises_from_3_to_120_minutes(  # noqa: PLR0917 -- hypothesis fills them by name
    seed: int,
    minutes: int,
    people: int,
    turn: float,
    pause: float,
    dominance: float,
    overlap: float,
    preset: Preset,
    focal: str | None,
    by: Configuration,
) -> None:
    duration, turns = meeting(
        seed, minutes, people=people, turn=turn, pause=pause, dominance=dominance, overlap=overlap
    )
    plan = plan_for(duration, turns, focal, preset, seed, by)
    assert_within(plan, turns, by.presets[preset][0])
    promises = held(plan)
    conflict = {"key speakers"} if plan.budget < 3 * MINUTE else set()
    assert {name for name, kept in promises.items() if not kept} <= conflict


@RELAXED
@given(
    turns=st.lists(
        st.builds(
            lambda start, length, who: Turn(start, start + length, who),
            st.integers(-5_000, 400_000),
            st.integers(0, 90_000),
            st.sampled_from(["S1", "S2", "S3"]),
        ),
        max_size=30,
    ),
    duration=st.integers(1, 360_000),
    preset=st.sampled_from(list(Preset)),
    focal=st.sampled_from(["S1", None]),
)
def test_it_takes_any_turns_whatever(turns: list[Turn], duration: int, preset: Preset, focal: str | None) -> None:
    plan = plan_for(duration, turns, focal, preset)
    assert_sound(plan, turns)
    assert held(plan)["budget"]
    assert held(plan)["paid once"]


def test_it_depends_on_its_inputs_and_the_seed_alone() -> None:
    duration, turns = meeting(1, 30)
    shuffled = turns.copy()
    Random(3).shuffle(shuffled)
    assert plan_for(duration, turns) == plan_for(duration, shuffled)
    assert plan_for(duration, turns).units != plan_for(duration, turns, seed=8).units


def test_it_takes_turns_of_unknown_and_known_margin_alike() -> None:
    turns = [Turn(0, 50_000, "S1"), Turn(0, 50_000, "S1", 0.5), Turn(60_000, 200_000, "S2")]
    assert plan_for(5 * MINUTE, turns).units == plan_for(5 * MINUTE, turns[::-1]).units


def test_it_hears_a_quiet_coached_person_whole() -> None:
    duration, turns = meeting(2, 30, people=8)
    plan = plan_for(duration, turns)
    own = union(turn.span for turn in turns if turn.speaker == "S1")
    carrying = [unit for unit in plan.units if unit.role in {Role.FOCAL, Role.EDGE}]
    assert all(unit.probability == 1 for unit in carrying)
    assert total(intersect(own, [unit.span for unit in carrying])) == total(own)


def test_it_draws_from_a_talkative_coached_person() -> None:
    duration, turns = meeting(3, 60, people=3, dominance=0.4)
    plan = plan_for(duration, turns)
    focal = [unit for unit in plan.units if unit.role is Role.FOCAL]
    certain = sum(unit.span.length for unit in focal if unit.probability == 1)
    spent = sum(unit.span.length for unit in focal)
    assert 0.5 * plan.budget < spent <= DEFAULT.drawn_share * plan.budget
    assert 0 < certain <= DEFAULT.first_share * DEFAULT.drawn_share * plan.budget
    # What was chosen stands for the whole: the Horvitz-Thompson total of the lengths is the person's speech.
    own = sum(turn.length for turn in turns if turn.speaker == "S1")
    assert sum(unit.span.length / unit.probability for unit in focal) == pytest.approx(own, rel=0.15)


def test_no_probability_depends_on_a_moment() -> None:
    duration, turns = meeting(4, 45)
    with_cues = plan_for(duration, turns)
    without = choose(duration=duration, turns=turns, focal="S1", cues=(), preset=Preset.BALANCED, seed=7)
    for role in (Role.FOCAL, Role.AUDIT, Role.EDGE):
        assert [unit for unit in with_cues.units if unit.role is role] == [
            unit for unit in without.units if unit.role is role
        ]


def test_it_checks_at_random_all_who_talk_while_it_does_not_know_whom_to_coach() -> None:
    duration, turns = meeting(5, 60)
    plan = plan_for(duration, turns, focal=None)
    spent = {role: sum(unit.span.length for unit in plan.units if unit.role is role) for role in Role}
    assert spent[Role.FOCAL] == 0
    assert spent[Role.AUDIT] > 0.5 * plan.budget
    assert spent[Role.MOMENT] > 0


def test_it_takes_everything_that_is_said_where_that_fits() -> None:
    duration, turns = meeting(6, 20)
    plan = plan_for(duration, turns, preset=Preset.FULL)
    speech = union(turn.span for turn in turns)
    assert intersect(speech, union(plan.spans)) == speech
    assert all(unit.probability == 1 for unit in plan.units)
    assert all(held(plan).values())


def test_it_buys_nothing_where_nobody_speaks() -> None:
    plan = plan_for(10 * MINUTE, [])
    assert plan.units == ()
    assert all(held(plan).values())


def test_it_refuses_a_recording_without_length() -> None:
    with pytest.raises(NothingToChoose):
        choose(duration=0, turns=(), focal=None, cues=(), preset=Preset.COST, seed=1)


def test_in_a_minute_of_budget_the_budget_wins_and_the_plan_says_what_is_lacking() -> None:
    turns = [Turn(start, start + 14_000, f"S{start // 15_000 % 20}") for start in range(0, 5 * MINUTE, 15_000)]
    plan = plan_for(5 * MINUTE, turns, focal="S0", preset=Preset.COST)
    assert plan.chosen <= 60_000
    verdicts = {promise.name: promise for promise in plan.guarantees}
    assert verdicts["budget"].held
    assert not verdicts["key speakers"].held
    assert "of 20" in verdicts["key speakers"].detail


def test_it_leaves_no_eight_minutes_of_talk_unheard() -> None:
    """The coached person speaks only in the first and last minute; between, another talks on."""
    turns = [Turn(0, MINUTE, "S1"), Turn(119 * MINUTE, 120 * MINUTE, "S1")]
    turns += [Turn(start, start + 9_000, "S2") for start in range(MINUTE, 118 * MINUTE, 10_000)]
    plan = plan_for(120 * MINUTE, turns, preset=Preset.COST)
    gaps = [later.start - earlier.end for earlier, later in zip(plan.spans, plan.spans[1:], strict=False)]
    assert max(gaps) <= DEFAULT.longest_gap
