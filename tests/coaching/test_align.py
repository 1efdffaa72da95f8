import random
import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span
from shipspeak.coaching.model import Evidence
from shipspeak.coaching.paid import timed
from shipspeak.coaching.paid.align import aligned
from shipspeak.speech import Word

SPEECH = (Span(0, 8_000), Span(12_000, 20_000))
SAID = tuple(
    re.findall(r"\w+", "So what do we lose if we leave the export out of this release, and who owns the follow up then")
)
LETTERS = st.text("abc", min_size=1, max_size=3)


def spoken(words: Sequence[str], every: int = 400) -> list[Word]:
    return [Word(at * every, at * every + every - 60, word) for at, word in enumerate(words)]


def test_it_takes_the_times_of_the_same_words() -> None:
    found = timed(" ".join(SAID), spoken(SAID), SPEECH)
    assert [(word.start, word.end) for word in found.words] == [(word.start, word.end) for word in spoken(SAID)]
    assert found.anchored == len(SAID)


def test_it_knows_a_word_by_its_letters_and_keeps_its_signs() -> None:
    found = timed("So, WHAT — do!", spoken(["so", "what", "do"]), SPEECH)
    assert [word.text for word in found.words] == ["So,", "WHAT—", "do!"]
    assert found.anchored == 3


def test_it_puts_what_the_rough_words_lack_between_its_neighbours() -> None:
    rough = [word for word in spoken(SAID) if word.text not in {"the", "of"}]
    found = timed(" ".join(SAID), rough, SPEECH)
    truth = {word.start: word.text for word in spoken(SAID)}
    for word, (start, text) in zip(found.words, sorted(truth.items()), strict=True):
        assert word.text == text
        assert abs(word.start - start) <= 400


def test_it_spreads_a_text_over_speech_alone_where_there_are_no_rough_words() -> None:
    found = timed("aaaa bbbb cccc dddd", [], SPEECH)
    assert [(word.start, word.end) for word in found.words] == [
        (0, 4_000),
        (4_000, 8_000),
        (12_000, 16_000),
        (16_000, 20_000),
    ]
    assert found.anchored == 0


def test_it_keeps_every_quote_inside_its_clip_when_a_third_of_the_rough_words_is_wrong() -> None:
    chance = random.Random(3)
    truth = spoken(SAID * 3)
    rough = []
    for word in truth:
        fate = chance.random()
        if fate > 0.17:
            rough.append(Word(word.start + chance.randrange(-90, 90), word.end, "else" if fate < 0.33 else word.text))
    found = timed(" ".join(SAID * 3), rough, (Span(0, truth[-1].end),))
    for at in range(0, len(truth) - 8, 4):
        quote, said = found.words[at : at + 8], truth[at : at + 8]
        clip = Evidence("p1", "S1", quote[0].start, quote[-1].end, "").clip
        assert clip.start <= said[0].start
        assert said[-1].end <= clip.end


@given(st.lists(LETTERS, max_size=12), st.lists(LETTERS, max_size=12))
def test_it_loses_no_word_and_never_runs_backwards(text: list[str], heard: list[str]) -> None:
    rough = spoken(heard)
    found = timed(" ".join(text), rough, SPEECH)
    assert [word.text for word in found.words] == text
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)
    assert all(0 <= word.start <= word.end <= max(20_000, *(w.end for w in rough), 0) for word in found.words)


@given(st.lists(LETTERS, max_size=8), st.lists(LETTERS, max_size=8))
def test_it_pairs_in_order_and_as_many_as_the_fewest_edits_allow(one: list[str], other: list[str]) -> None:
    pairs = aligned(one, other)
    assert pairs == sorted(pairs)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    wrong = sum(one[a] != other[b] for a, b in pairs)
    assert wrong + len(one) + len(other) - 2 * len(pairs) == distance(one, other)


def distance(one: list[str], other: list[str]) -> int:
    """By its definition (Levenshtein)."""
    if not one or not other:
        return len(one) + len(other)
    swap = distance(one[1:], other[1:]) + (one[0] != other[0])
    return swap if one[0] == other[0] else min(swap, distance(one[1:], other) + 1, distance(one, other[1:]) + 1)
