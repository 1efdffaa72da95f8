"""Cues: sets of phrases that show a behaviour, and how they are looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shipspeak.coaching.language.lines import Line, Sentence


@dataclass(frozen=True)
class Cue:
    """Phrases in lower case, words apart by one space. `(a|b)` offers alternatives, `(a )?` an option,
    `_` stands for any one word and `...` for up to three words.
    """

    pattern: re.Pattern[str]

    def within(self, text: str) -> bool:
        """Whether a phrase stands in `text` (tokens joined by single spaces)."""
        return self.pattern.search(text) is not None

    def opens(self, text: str) -> bool:
        """Whether `text` begins with a phrase."""
        return self.pattern.match(text) is not None

    def fills(self, text: str) -> bool:
        """Whether `text` is a phrase and nothing else."""
        return self.pattern.fullmatch(text) is not None

    def count(self, text: str) -> int:
        """Occurrences that do not overlap."""
        return sum(1 for _ in self.pattern.finditer(text))

    def find(self, line: Line) -> Iterator[Sentence]:
        """Every occurrence inside one sentence."""
        for match in self.pattern.finditer(line.text):
            begin, end = line.token_at(match.start()), line.token_at(match.end() - 1) + 1
            if end <= line.sentence_at(begin).last:
                yield Sentence(line, begin, end)


def cue(*phrases: str) -> Cue:
    """Compile phrases into a cue."""
    return Cue(re.compile(rf"(?<!\S)(?:{'|'.join(_pattern(phrase) for phrase in phrases)})(?!\S)"))


_SPOKEN = {
    "i'm": "i am|im",
    "i'd": "i would|id",
    "i'll": "i will",
    "i've": "i have",
    "we're": "we are",
    "we'd": "we would",
    "we'll": "we will",
    "we've": "we have",
    "it's": "it is|its",
    "that's": "that is|thats",
    "there's": "there is",
    "here's": "here is",
    "what's": "what is|whats",
    "let's": "let us|lets",
    "don't": "do not|dont",
    "can't": "cannot|can not",
    "won't": "will not|wont",
    "isn't": "is not",
    "going to": "gonna",
    "want to": "wanna",
}
"""Other ways in which speakers say and small engines write the same."""
_SPOKEN_WORD = re.compile(rf"(?<![\w'])(?:{'|'.join(_SPOKEN)})(?![\w'])")


def _pattern(phrase: str) -> str:
    phrase = _SPOKEN_WORD.sub(lambda found: f"(?:{found[0]}|{_SPOKEN[found[0]]})", phrase)
    parts = phrase.replace(" ... ", r"(?: \S+){0,3}? ").split(" ")
    return "(?:" + " ".join(r"\S+" if part == "_" else part for part in parts) + ")"
