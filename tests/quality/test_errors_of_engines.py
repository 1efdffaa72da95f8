from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Turn
from shipspeak.quality.study.heard import as_it_was
from shipspeak.quality.study.meeting import Corpus, Meeting, turns_of
from shipspeak.quality.study.mishear import measured, misheard
from shipspeak.quality.study.misplace import error_rate, misplaced, wrong_turns
from shipspeak.speech import Measure, Word


def meeting(count: int = 400) -> Meeting:
    """Two people in turn, 20 words each, an "um" in every sentence."""
    words: dict[str, list[Word]] = {"a": [], "b": []}
    at = 0
    for number in range(count):
        for _ in range(1 if number % 4 else 3):
            for text in ("um", "this", "plan", "is", "ready."):
                words["ab"[number % 2]].append(Word(at, at + 300, text))
                at += 300
        at += 900
    told = {who: tuple(found) for who, found in words.items()}
    turns = sorted(turn for who, found in told.items() for turn in turns_of(who, found))
    return Meeting("made", Corpus.ICSI, at, tuple(turns), told)


def test_words_are_lost_at_the_measured_rates() -> None:
    rates, real = measured(), meeting()
    heard = misheard(real, rates, seed=1)
    fillers = [sum(w.text == "um" for who in m.words for w in m.words[who]) for m in (as_it_was(real), heard)]
    kept = 1 - rates.fillers.dropped - rates.fillers.replaced
    assert abs(fillers[1] / fillers[0] - kept) < 0.06
    assert heard.engine.recall[Measure.FILLERS] == round(kept, 3)
    assert heard.turns == real.turns


def test_the_same_seed_mishears_the_same() -> None:
    real = meeting(20)
    assert misheard(real, measured(), 1) == misheard(real, measured(), 1)
    assert misheard(real, measured(), 1).words != misheard(real, measured(), 2).words


@given(st.sampled_from([0.1, 0.2]), st.integers(0, 20))
def test_turns_are_as_wrong_as_asked(rate: float, seed: int) -> None:
    real = meeting(120)
    wrong = wrong_turns(real, rate, seed)
    assert 0.5 * rate <= error_rate(real.turns, wrong) <= 1.2 * rate
    assert all(0 <= turn.start < turn.end <= real.duration for turn in wrong)
    assert wrong == wrong_turns(real, rate, seed)


def test_no_word_is_lost_to_wrong_turns() -> None:
    real = meeting(60)
    heard = misplaced(real, 0.2, seed=1)
    assert sum(map(len, heard.words.values())) == sum(map(len, real.words.values()))
    assert {who: len(found) for who, found in heard.words.items()} != {w: len(f) for w, f in real.words.items()}


def test_two_engines_have_the_same_wrong_turns_each_its_own_words() -> None:
    real = meeting(60)
    rough = misheard(real, measured(), seed=2)
    paid, cheap = misplaced(real, 0.2, seed=1), misplaced(real, 0.2, seed=1, written=rough)
    assert paid.turns == cheap.turns != real.turns
    assert cheap.engine == rough.engine
    assert sum(map(len, cheap.words.values())) == sum(map(len, rough.words.values()))


def test_speech_given_to_another_counts_once() -> None:
    truth = [Turn(0, 8_000, "a"), Turn(8_000, 10_000, "b")]
    assert error_rate(truth, truth) == 0
    assert error_rate(truth, [Turn(0, 10_000, "a")]) == 0.2
    assert error_rate(truth, [Turn(0, 8_000, "a")]) == 0.2
