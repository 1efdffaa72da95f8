"""What a cheap pass hears: all of the coached person's speech, what touches it, and nothing by chance."""

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Turn, subtract, total, union
from shipspeak.sampling import DEFAULT, roughly
from shipspeak.sampling.roughly import AFTER, BEFORE

DURATION = 700_000
TURNS = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 30), st.sampled_from("ABC")).map(
        lambda made: Turn(1_000 * made[0], 1_000 * (made[0] + made[1]), made[2])
    ),
    min_size=1,
    max_size=30,
)


@given(TURNS)
def test_it_hears_all_that_the_coached_person_says_and_what_touches_it(turns: list[Turn]) -> None:
    own = [turn for turn in turns if turn.speaker == "A"]
    heard = roughly(DURATION, turns, "A", DEFAULT)
    assert not subtract(union(turn.span for turn in own), heard)
    for turn in turns:
        near = any(turn.start < one.end + AFTER and one.start - BEFORE < turn.end for one in own)
        assert not own or near or total([turn.span]) - total(subtract((turn.span,), heard)) <= 1_500


@given(TURNS)
def test_it_hears_all_speech_while_nobody_is_coached(turns: list[Turn]) -> None:
    heard = roughly(DURATION, turns, None, DEFAULT)
    assert not subtract(union(turn.span for turn in turns), heard)
    assert heard == roughly(DURATION, turns, "somebody who never speaks", DEFAULT)
