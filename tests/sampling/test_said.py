from itertools import pairwise

from shipspeak.base import Span, Turn, intersect, total
from shipspeak.sampling import DEFAULT, Cue, CueKind, Preset, Role, choose, cues
from shipspeak.sampling.moments import Moment
from shipspeak.sampling.said import said
from tests.sampling.meetings import meeting

ASKED, ANSWERED = Turn(10_000, 14_000, "S2"), Turn(14_300, 40_000, "S1")


def found(*hints: Cue, turns: tuple[Turn, ...] = (ASKED, ANSWERED), focal: str | None = "S1") -> list[Moment]:
    return said(turns, focal, hints, DEFAULT)


def hint(kind: CueKind, start: int, end: int, who: str = "S2", strength: float = 0.8) -> Cue:
    return Cue(Span(start, end), kind, strength, who)


def test_it_hears_a_question_with_what_a_cheap_pass_may_have_missed_of_it_and_the_beginning_of_the_answer() -> None:
    (moment,) = found(hint(CueKind.QUESTION, 12_000, 13_000))
    assert moment == Moment(Span(11_000, 21_000), 0.8, "a question to you, and how your answer begins")


def test_it_leaves_questions_that_somebody_else_answers_or_nobody() -> None:
    other = (ASKED, Turn(14_300, 40_000, "S3"), Turn(41_000, 60_000, "S1"))
    assert found(hint(CueKind.QUESTION, 12_000, 13_000), turns=other) == []
    assert found(hint(CueKind.QUESTION, 12_000, 13_000), turns=(ASKED,)) == []
    assert found(hint(CueKind.QUESTION, 12_000, 13_000), focal=None) == []


def test_of_two_questions_before_one_answer_the_last_is_worth_more() -> None:
    again = Turn(13_000, 14_000, "S3")
    turns = (Turn(10_000, 12_000, "S2"), again, ANSWERED)
    first, last = found(
        hint(CueKind.QUESTION, 11_000, 12_000), hint(CueKind.QUESTION, 13_000, 14_000, "S3"), turns=turns
    )
    assert 0 < first.strength < last.strength == 0.8
    doubtful = hint(CueKind.QUESTION, 13_000, 14_000, "S3", strength=0.1)
    assert found(hint(CueKind.QUESTION, 11_000, 12_000), doubtful, turns=turns)[0].strength == 0.8


def test_it_hears_objections_to_what_the_person_said_and_no_others() -> None:
    turns = (Turn(0, 9_000, "S1"), ASKED, Turn(60_000, 64_000, "S2"))
    (near,) = found(hint(CueKind.PUSHBACK, 10_000, 11_000), turns=turns)
    assert near.window == Span(9_800, 12_000)
    assert found(hint(CueKind.PUSHBACK, 60_000, 61_000), turns=turns) == []
    assert found(hint(CueKind.PUSHBACK, 1_000, 2_000, "S1"), turns=turns) == []


def test_it_hears_what_anybody_decides_up_to_ten_seconds_of_it() -> None:
    (own,) = found(hint(CueKind.DECISION, 20_000, 39_000, "S1"))
    assert own.window == Span(19_000, 29_400)
    (other,) = found(hint(CueKind.DECISION, 10_000, 12_000))
    assert other.window == Span(9_800, 13_000)


def test_hints_that_rest_on_no_words_are_none_of_its_business() -> None:
    assert found(Cue(Span(0, 5_000), CueKind.OVERLAP, 1.0), Cue(Span(0, 5_000), CueKind.QUESTION, 1.0)) == []


def test_a_plan_hears_what_was_asked_and_no_probability_depends_on_it() -> None:
    duration, turns = meeting(8, 40, people=3)
    asked = [
        hint(CueKind.QUESTION, turn.start, turn.end, turn.speaker)
        for turn, after in pairwise(turns)
        if turn.speaker != "S1" and 1_000 <= turn.length <= 6_000 and after.speaker == "S1" and after.length >= 2_000
    ][::4]
    assert len(asked) >= 8
    given = cues(duration=duration, turns=turns)
    plan, without = (
        choose(duration=duration, turns=turns, focal="S1", cues=hints, preset=Preset.BALANCED, seed=3)
        for hints in ([*given, *asked], given)
    )

    def heard(chosen: tuple[Span, ...]) -> int:
        return sum(total(intersect(chosen, (cue.span,))) >= 0.9 * cue.span.length for cue in asked)

    assert heard(plan.spans) >= 0.9 * len(asked) > heard(without.spans)
    for role in (Role.FOCAL, Role.AUDIT, Role.EDGE):
        assert [unit for unit in plan.units if unit.role is role] == [u for u in without.units if u.role is role]
