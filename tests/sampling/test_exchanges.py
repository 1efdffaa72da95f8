from shipspeak.base import Span, Turn, intersect, total
from shipspeak.sampling import DEFAULT, Cue, CueKind, Plan, Preset, choose
from shipspeak.sampling.exchanges import exchanges
from shipspeak.sampling.moments import Moment
from tests.sampling.meetings import MINUTE


def found(*turns: Turn, cues: tuple[Cue, ...] = ()) -> list[Moment]:
    return exchanges(sorted(turns), "S1", cues, DEFAULT)


def test_it_hears_the_end_of_a_question_and_the_beginning_of_the_answer() -> None:
    (short,) = found(Turn(20_000, 24_000, "S2"), Turn(24_500, 44_500, "S1"))
    assert short.window == Span(19_800, 31_200)
    (objection,) = found(Turn(24_000, 32_000, "S2"), Turn(32_500, 36_500, "S1"))
    assert objection.window == Span(23_800, 36_700)
    (speech,) = found(Turn(20_000, 60_000, "S2"), Turn(60_500, 64_500, "S1"))
    assert speech.window == Span(55_500, 64_700)


def test_it_takes_no_listeners_remark_for_a_question_or_an_answer() -> None:
    assert found(Turn(0, 20_000, "S1"), Turn(20_200, 20_900, "S2"), Turn(21_200, 40_000, "S1")) == []
    assert found(Turn(0, 20_000, "S2"), Turn(20_200, 20_900, "S1")) == []


def test_it_takes_no_answer_from_who_speaks_long_after_or_under_the_other() -> None:
    assert found(Turn(0, 5_000, "S2"), Turn(8_000, 20_000, "S1")) == []
    assert found(Turn(0, 25_000, "S2"), Turn(8_000, 20_000, "S1")) == []


def test_it_takes_an_answer_that_begins_a_little_early() -> None:
    (early,) = found(Turn(0, 5_000, "S2"), Turn(4_300, 20_000, "S1"))
    assert early.window == Span(0, 11_000)


def test_remarks_and_short_pauses_do_not_end_an_answer() -> None:
    answer = (Turn(5_300, 30_000, "S1"), Turn(30_100, 30_900, "S3"), Turn(31_000, 60_000, "S1"))
    opening, ending = found(Turn(0, 5_000, "S2"), *answer)
    assert opening.window == Span(0, 12_000)
    assert ending.window == Span(48_000, 60_200)


def test_long_answers_doubt_and_heat_make_it_worth_more() -> None:
    asked = Turn(0, 5_000, "S2")
    plain, longer, doubt = (
        found(asked, Turn(start, end, "S1"))[0].strength
        for start, end in ((5_300, 12_000), (5_300, 30_000), (6_200, 12_900))
    )
    (heat,) = found(asked, Turn(5_300, 12_000, "S1"), cues=(Cue(Span(3_000, 4_000), CueKind.LOUDNESS, 0.5),))
    assert plain < doubt < longer <= 1
    assert plain < heat.strength < longer


def test_nothing_is_put_to_nobody() -> None:
    assert exchanges([Turn(0, 5_000, "S1"), Turn(5_300, 60_000, "S2")], None, (), DEFAULT) == []


def talkative() -> list[Turn]:
    """Twenty minutes: short rounds, and at ten minutes, a question and an answer of ninety seconds."""
    turns: list[Turn] = []
    at = 0
    while at < 20 * MINUTE - 100_000:
        long = 10 * MINUTE <= at < 10 * MINUTE + 30_000
        turns.append(Turn(at, at + 8_000, f"S{2 + at // 1_000 % 3}"))
        turns.append(Turn(at + 8_500, at + (98_500 if long else 20_500), "S1"))
        at = turns[-1].end + 500
    return turns


def heard(plan: Plan, span: Span) -> bool:
    return total(intersect(plan.spans, (span,))) == span.length


def test_a_plan_hears_the_question_the_opening_and_the_end_of_the_longest_answer_whatever_the_seed() -> None:
    turns = talkative()
    at, answer = next((index, turn) for index, turn in enumerate(turns) if turn.length == 90_000)
    for preset in (Preset.COST, Preset.BALANCED, Preset.QUALITY):
        for seed in range(8):
            plan = choose(duration=20 * MINUTE, turns=turns, focal="S1", cues=(), preset=preset, seed=seed)
            assert heard(plan, Span(turns[at - 1].start, answer.start + DEFAULT.answered))
            assert heard(plan, Span(answer.end - 10_000, answer.end))


def test_a_plan_hears_questions_together_with_their_answers() -> None:
    turns = talkative()
    plan = choose(duration=20 * MINUTE, turns=turns, focal="S1", cues=(), preset=Preset.BALANCED, seed=1)
    rounds = [Span(asked.start, asked.end + 500 + DEFAULT.answered) for asked in turns if asked.speaker != "S1"]
    # Five minutes would pay for seventeen rounds of 18 s, and for nothing else.
    assert sum(heard(plan, span) for span in rounds) >= 8
