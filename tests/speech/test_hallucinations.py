"""Words that nobody said."""

import numpy as np

from shipspeak.base import Span
from shipspeak.speech import Word
from shipspeak.speech.writing.hallucinations import Doubt, believable, silent
from shipspeak.speech.writing.loudness import SILENCE, levels, quietest, sounding, threshold


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(at * 300, at * 300 + 250, part) for at, part in enumerate(text.split()))


def kept(text: str) -> str:
    return " ".join(word.text for word in believable(words(text), lambda _: 1.0))


def test_it_keeps_what_people_say_twice() -> None:
    assert kept("No, no, no, that is very very good, that is very very good.") == (
        "No, no, no, that is very very good, that is very very good."
    )


def test_it_does_not_believe_a_word_that_was_laid_over_what_was_lost() -> None:
    said = [Word(0, 250, "weeks", 0.99), Word(300, 5_300, "not", 0.1), Word(5_400, 6_900, "$400,000", 0.8)]
    assert [word.text for word in believable(said, lambda _: 1.0)] == ["weeks", "$400,000"]


def test_it_cuts_a_loop_of_one_word_to_three() -> None:
    assert kept("well you you you you you you see") == "well you you you see"


def test_it_cuts_a_loop_of_a_phrase_to_one() -> None:
    assert kept("so " + "thank you very much. " * 9 + "bye") == "so thank you very much. bye"


def test_it_drops_words_where_it_is_silent() -> None:
    def sound(span: Span) -> float:
        return float(span.start > 300 or span.end < 550)

    assert [word.text for word in believable(words("a b c"), sound)] == ["a", "c"]


def test_it_takes_a_doubtful_block_for_silence() -> None:
    assert silent(Doubt(0.95, -1.2), words=1, length=28_000)
    assert silent(Doubt(0.3, -0.9), words=2, length=28_000)
    assert not silent(Doubt(0.95, -0.3), words=60, length=28_000)
    assert not silent(Doubt(0.1, -0.9), words=60, length=28_000)
    assert not silent(Doubt(0.1, -0.3), words=1, length=28_000)


def test_it_measures_loudness_against_the_loud_part() -> None:
    rng = np.random.default_rng(1)
    samples = np.concatenate([rng.normal(0, 3_000, 16_000), rng.normal(0, 3, 16_000)]).astype(np.int16)
    level = levels(samples)
    least = threshold(level)
    assert level.shape == (100,)
    assert sounding(level, Span(0, 1_000), least) == 1
    assert sounding(level, Span(1_100, 2_000), least) == 0
    assert 1_100 <= quietest(samples) <= 1_900


def test_it_calls_nothing_loud_in_digital_silence() -> None:
    level = levels(np.zeros(16_000, np.int16))
    assert threshold(level) == SILENCE
    assert sounding(level, Span(0, 1_000), threshold(level)) == 0
    assert quietest(np.zeros(3_200, np.int16)) == 100
    assert quietest(np.zeros(10, np.int16)) == 0
