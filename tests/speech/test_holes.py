"""Speech without words is found, and nothing else is taken for it."""

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, intersect, union
from shipspeak.speech import Word, holes
from shipspeak.speech.holes import AROUND, LEAST

times = st.integers(0, 120_000)


def word(start: int, length: int = 300) -> Word:
    return Word(start, start + length, "said", 0.9)


def test_it_finds_what_an_engine_lost() -> None:
    words = [word(at) for at in range(0, 60_000, 400) if not 20_000 <= at < 45_000]
    assert holes(words, [Span(0, 60_000)]) == (Span(20_100 + AROUND - 200, 45_200 - AROUND),)


def test_a_word_that_lasts_for_ever_hides_nothing() -> None:
    assert holes([word(0, 25_000)], [Span(0, 25_000)]) == (Span(1_500 + AROUND, 25_000),)


def test_where_nobody_speaks_nothing_is_lost() -> None:
    assert holes([word(0), word(30_000)], [Span(0, 2_000), Span(29_000, 31_000)]) == ()


@given(st.lists(times, max_size=60), st.lists(st.tuples(times, times), max_size=20))
def test_it_is_speech_and_holds_no_word(said: list[int], talk: list[tuple[int, int]]) -> None:
    words, speech = [word(at) for at in sorted(said)], union(Span(min(pair), max(pair)) for pair in talk)
    found = holes(words, speech)
    assert intersect(found, speech) == found
    assert all(one.length >= LEAST for one in found)
    assert not any(Span(one.start, one.end).overlap(Span(w.start, w.end)) for one in found for w in words)
