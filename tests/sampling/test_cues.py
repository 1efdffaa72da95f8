import pytest

from shipspeak.base import Span, Turn
from shipspeak.sampling import Cue, CueKind, cues
from tests.sampling.meetings import MINUTE, meeting


def found(kind: CueKind, *turns: Turn, duration: int = 10 * MINUTE) -> list[Cue]:
    return [cue for cue in cues(duration=duration, turns=turns) if cue.kind is kind]


def test_it_marks_the_first_and_the_last_half_minute_of_talk() -> None:
    turns = (Turn(5_000, 60_000, "S1"), Turn(61_000, 300_000, "S2"))
    assert found(CueKind.OPENING, *turns)[0].span == Span(5_000, 35_000)
    assert found(CueKind.CLOSING, *turns)[0].span == Span(270_000, 300_000)


def test_it_notices_two_at_once_and_weighs_how_long() -> None:
    (cue,) = found(CueKind.OVERLAP, Turn(0, 10_000, "S1"), Turn(8_500, 20_000, "S2"))
    assert (cue.span, cue.strength) == (Span(8_500, 10_000), pytest.approx(0.5))


def test_it_does_not_take_a_listeners_yeah_for_an_overlap() -> None:
    assert not found(CueKind.OVERLAP, Turn(0, 10_000, "S1"), Turn(5_000, 5_400, "S2"))


def test_it_notices_a_short_turn_and_a_long_answer_by_another() -> None:
    asked, answered = Turn(0, 4_000, "S1"), Turn(4_300, 40_000, "S2")
    (cue,) = found(CueKind.QUESTION_ANSWER, asked, answered)
    assert cue.span == Span(0, 14_300)
    assert not found(CueKind.QUESTION_ANSWER, asked, Turn(4_300, 40_000, "S1"))
    assert not found(CueKind.QUESTION_ANSWER, asked, Turn(4_300, 9_000, "S2"))


def test_it_notices_a_long_pause_before_a_reply() -> None:
    (cue,) = found(CueKind.RESPONSE_GAP, Turn(0, 20_000, "S1"), Turn(22_500, 25_000, "S2"))
    assert (cue.span, cue.strength) == (Span(15_000, 25_000), 0.5)
    assert not found(CueKind.RESPONSE_GAP, Turn(0, 20_000, "S1"), Turn(20_200, 25_000, "S2"))


def test_it_notices_quick_changes_of_speaker() -> None:
    calm = [Turn(start, start + 28_000, f"S{start // 30_000 % 2}") for start in range(0, 10 * MINUTE, 30_000)]
    quick = [Turn(601_000 + 2_000 * number, 602_900 + 2_000 * number, f"S{number % 3}") for number in range(14)]
    (cue,) = found(CueKind.SWITCHING, *calm, *quick, duration=11 * MINUTE)
    assert cue.span == Span(600_000, 630_000)


def test_it_notices_what_is_louder_or_higher_than_the_rest() -> None:
    loudness = [-30.0 + index % 3 for index in range(120)]
    loudness[40:44] = [-12.0] * 4
    pitch = [None if index % 4 == 0 else 120.0 + index % 5 for index in range(120)]
    pitch[81:84] = [200.0] * 3
    heard = cues(duration=2 * MINUTE, turns=(), loudness=loudness, pitch=pitch)
    assert [(cue.kind, cue.span) for cue in heard] == [
        (CueKind.LOUDNESS, Span(40_000, 44_000)),
        (CueKind.PITCH, Span(81_000, 84_000)),
    ]


def test_it_hears_nothing_in_an_even_or_a_silent_recording() -> None:
    assert cues(duration=2 * MINUTE, turns=(), loudness=[-30.0] * 120, pitch=[None] * 120) == ()
    assert cues(duration=2 * MINUTE, turns=(), loudness=[-80.0] * 120) == ()


def test_its_cues_are_in_order_short_and_weighted_from_0_to_1() -> None:
    duration, turns = meeting(9, 60, overlap=0.4)
    hints = cues(duration=duration, turns=turns)
    assert list(hints) == sorted(hints, key=lambda cue: cue.span)
    assert all(0 < cue.strength <= 1 and 0 <= cue.span.start < cue.span.end <= duration for cue in hints)
    assert all(cue.span.length <= 40_000 for cue in hints)
