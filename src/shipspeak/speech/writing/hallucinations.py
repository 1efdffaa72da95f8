"""Words that a recogniser writes although nobody said them. Pure.

Whisper repeats itself when it loses the thread, and makes up words ("Thank you.", its own prompt) where there is no
speech. Its usual remedy, decoding again at rising temperature, costs up to six times as much and makes up other words;
here such words are dropped, and the stretch without words is heard once more in another block.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shipspeak.base import Span
from shipspeak.speech.model import Word

_NO_SPEECH, _LOG_PROBABILITY = 0.6, -1.0
"""Whisper's own defaults for "this is silence"."""
_SPARSE, _DOUBTED = 8_000, -0.8
"""Milliseconds for each word, and mean log probability: a block with fewer words, and unsure ones, is noise. Tones and
noise gave one or two words in 28 s at -0.7 to -2.3; 18 blocks of real speech gave 24 to 72 at -0.1 to -0.6."""
_LONGEST_PHRASE = 8
_LEAST_SOUND, _ROUND = 0.2, 200
"""Share of a word's time that must sound, with so many milliseconds on either side: word times are off by up to 0.17 s
in nine of ten cases, and an "um" stands between pauses. Without them a fifth of the fillers found were dropped."""
_STRETCHED, _HARDLY = 1_500, 0.5
"""Milliseconds and probability: a word that would last so long, and is hardly believed, was laid over speech that was
lost. Figures last as long ("$400,000", 1.5 s), and are believed: at .8 and more in the sample meeting."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the recogniser says of a whole block."""

    no_speech: float
    """Probability 0…1 that nobody speaks."""
    log_probability: float
    """Mean over its tokens, at most 0."""


def silent(doubt: Doubt, words: int, length: int) -> bool:
    """Whether a block with so many words in so many milliseconds is to be taken for silence."""
    nobody = doubt.no_speech > _NO_SPEECH and doubt.log_probability < _LOG_PROBABILITY
    return nobody or (words * _SPARSE < length and doubt.log_probability < _DOUBTED)


def believable(words: Sequence[Word], sound: Callable[[Span], float]) -> tuple[Word, ...]:
    """Without the words that are laid over what was lost, those at whose time it is silent (`sound`: share of a span
    that sounds, 0…1) and a phrase said over and over: of one word three stay, of a phrase of two to eight words one,
    when it comes four times.
    """
    heard = [
        word
        for word in words
        if not _laid_over(word) and sound(Span(max(0, word.start - _ROUND), word.end + _ROUND)) >= _LEAST_SOUND
    ]
    return tuple(_without_repeats(heard))


def _laid_over(word: Word) -> bool:
    return word.end - word.start > _STRETCHED and word.probability is not None and word.probability < _HARDLY


def _without_repeats(words: list[Word]) -> list[Word]:
    texts = [word.text.strip(".,!?").casefold() for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        size, times = _repeat(texts, at)
        if times >= 4:
            kept += words[at : at + (3 if size == 1 else size)]
            at += size * times
        else:
            kept.append(words[at])
            at += 1
    return kept


def _repeat(texts: list[str], at: int) -> tuple[int, int]:
    """The shortest phrase that begins here and comes at least four times in a row: its size, and how often."""
    for size in range(1, _LONGEST_PHRASE + 1):
        phrase, times = texts[at : at + size], 1
        while texts[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times >= 4 and len(phrase) == size:
            return size, times
    return 1, 1
