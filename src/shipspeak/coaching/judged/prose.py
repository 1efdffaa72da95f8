"""What a model may write on a card: plain text, in words that we chose. Everything else falls out of that.

A link, a figure, a name, a verdict, a mood, markup, an order to the reader: none of them can be written with these
signs and words. The lists of verdicts and moods are there to say what was wrong, and to count it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from shipspeak.coaching.judged.taboo import FEELINGS, VERDICTS
from shipspeak.coaching.language.answering import stem
from shipspeak.coaching.language.tokens import tokens

LEAST, MOST = 6, 50
"""Words of one text."""
COUNTS = frozenset({"one", "two", "three", "twice"})
"""May be written in advice; of what happened, they would be a count."""
NUMBERS = COUNTS | set(
    tokens("""
    zero four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million billion dozen half double percent
    """)
)
ECHO = 5
"""So many words in a row that were said in the meeting are a quote, and quotes are filled in by code."""
SENTENCE_ECHO = 3
"""From so many words on, a whole sentence that was said."""
TELLING, REACH = 3, 40
"""So many words that are not small, said within so many, are what was said in another order or another form. At these
three figures 2 in 1,000 texts that we wrote repeat something of 16 real meetings by chance.
"""
PARROT = 8
"""So many words in a row of what the model was told are not about the meeting."""

_SIGNS = re.compile(r"[A-Za-z .,;:?'’“”…\-–{}\u00a0]*")
_LINK = re.compile(r"[A-Za-z][.:][A-Za-z]")
_PLACE = re.compile(r"\{([a-z]+)\}")
_SENTENCE = re.compile(r"[.?;:…“”]+")
_ABOUT_YOU = re.compile(r"\byou(?: a|')re (?:a|an|so|very|too|not|such)\b", re.IGNORECASE)


class Fault(StrEnum):
    """Why a text is not taken, as the model is told."""

    LENGTH = f"it must have {LEAST} to {MOST} words"
    SIGNS = "it holds signs that are not allowed"
    FIGURE = "it holds a figure"
    LINK = "it holds an address"
    PLACE = "it holds braces around something that is no fact of this card"
    VERDICT = "it judges the person"
    FEELING = "it names a mood or a feeling"
    COUNT = "it counts; figures are filled in from the facts"
    WORD = "it holds words that are not among the words given"
    ECHO = "it repeats what was said in the meeting, or what you were told; quotes are filled in beside it"


@dataclass(frozen=True)
class Said:
    """What was said in a meeting, to tell when a text repeats it."""

    spoken: tuple[str, ...]
    """All words in order, whoever spoke."""
    small: frozenset[str]
    """Words that stand in any text."""
    told: tuple[str, ...] = ()
    """What the model was told."""

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        said = {run for size in range(SENTENCE_ECHO, ECHO + 1) for run in _runs(self.spoken, size)}
        return frozenset(said | set(_runs(self.told, PARROT)))

    def echoed(self, text: str) -> bool:
        """Whether a text holds a run of words that was said or a whole sentence that was said, or whether the telling
        words of a sentence (or of all of it) were all said in one place, in whatever order.
        """
        written = tokens(text)
        if any(run in self._runs for size in (ECHO, PARROT) for run in _runs(written, size)):
            return True
        sentences = [tokens(part) for part in _SENTENCE.split(text)]
        short = (one for one in sentences if SENTENCE_ECHO <= len(one) < ECHO)
        return any(one in self._runs for one in short) or any(
            self._gathered(frozenset(one)) for one in (*sentences, written)
        )

    def _gathered(self, sentence: frozenset[str]) -> bool:
        telling = {stem(word) for word in sentence - self.small - COUNTS}
        if len(telling) < TELLING or not telling <= self._known:
            return False
        last = dict.fromkeys(telling, -REACH)
        for at, word in enumerate(self._stems):
            if word in last:
                last[word] = at
                if at - min(last.values()) < REACH:
                    return True
        return False

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(stem(word) for word in self.spoken)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._stems)


def _runs(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    return (words[at : at + size] for at in range(len(words) - size + 1))


def fault(
    text: str, words: Collection[str], said: Said, *, facts: Collection[str] = (), counting: bool = False
) -> Fault | None:
    """What is wrong with a text, if anything. `facts`: what may stand in braces. `counting`: one, two, three, twice."""
    if re.search(r"\d", text):
        return Fault.FIGURE
    if _LINK.search(text) or "www" in text.casefold():
        return Fault.LINK
    if _SIGNS.fullmatch(text) is None:
        return Fault.SIGNS
    bare = _PLACE.sub(" ", text)
    if "{" in bare or "}" in bare or not set(_PLACE.findall(text)) <= set(facts):
        return Fault.PLACE
    return _of_words(bare, words, counting=counting) or (Fault.ECHO if said.echoed(bare) else None)


def _of_words(text: str, words: Collection[str], *, counting: bool) -> Fault | None:
    written = tokens(text)
    if not LEAST <= len(written) <= MOST:
        return Fault.LENGTH
    if any(word in VERDICTS for word in written) or _ABOUT_YOU.search(text.replace("’", "'")):
        return Fault.VERDICT
    if any(word in FEELINGS for word in written):
        return Fault.FEELING
    allowed = words if not counting else {*words, *COUNTS}
    unknown = [word for word in written if word not in allowed]
    if not unknown:
        return None
    return Fault.COUNT if set(unknown) <= NUMBERS else Fault.WORD


def strange(text: str, words: Collection[str]) -> list[str]:
    """The words that may not be written."""
    return sorted({word for word in tokens(_PLACE.sub(" ", text)) if word not in words})
