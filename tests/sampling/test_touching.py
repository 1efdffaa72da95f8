"""What a cheap pass is to hear."""

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, subtract, total, union
from shipspeak.sampling import touching
from shipspeak.sampling.touching import AFTERWARDS, AHEAD

DURATION = 700_000


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 30), st.sampled_from("ABC")), min_size=1, max_size=30))
def test_it_hears_all_that_the_coached_person_says_and_what_touches_it(made: list[tuple[int, int, str]]) -> None:
    turns = tuple(sorted(Turn(1_000 * start, 1_000 * (start + length), who) for start, length, who in made))
    own = [turn for turn in turns if turn.speaker == "A"]
    heard = touching(duration=DURATION, turns=turns, focal="A", drawn=(drawn := (Span(0, 100),)))
    assert not subtract(union(turn.span for turn in own), heard)
    assert not own or not subtract(drawn, heard)
    for turn in turns:
        near = any(turn.start < one.end + AFTERWARDS and one.start - AHEAD < turn.end for one in own)
        assert not own or near or total([turn.span]) - total(subtract((turn.span,), heard)) <= 1_500


def test_it_hears_all_speech_while_nobody_is_coached() -> None:
    turns = (Turn(1_000, 5_000, "A"), Turn(60_000, 65_000, "B"))
    heard = touching(duration=DURATION, turns=turns, focal=None)
    assert not subtract((turn.span for turn in turns), heard)
