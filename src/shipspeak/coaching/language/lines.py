"""A passage made readable: its tokens, where each came from, and its sentences."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from shipspeak.base import Span
from shipspeak.coaching.language.accents import meant
from shipspeak.coaching.language.tokens import FILLERS, tokens
from shipspeak.speech import Passage, Transcript, Word

SENTENCE_PAUSE = 700
"""Milliseconds of silence inside a passage that end a sentence where the engine wrote no punctuation."""
LONG_SENTENCE = 45
"""Words after which a pause ends a sentence although punctuation goes on."""

_END = re.compile(r"[.?!…][\"'”’)\]]*$")
_ABBREVIATION = re.compile(r"^(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|[a-z])\.$", re.IGNORECASE)
SURE = 2 / 3
"""Probability that an engine gives to a word, below which it may well be another. Of 1,891 words as tiny.en wrote them
40 % were wrong below it and 3 % above (SYNTHETIC, `./ship bench speech_words`)."""
SMALL = frozenset(
    tokens("a an the and or but so if as at by for from in of on to with that this it is was we you they because here")
)
"""Words whose mishearing seldom changes what is said."""


def is_unsure(word: Word) -> bool:
    """Whether the engine that wrote it was not sure of it; never where it does not say."""
    return word.probability is not None and word.probability < SURE and not set(tokens(word.text)) <= SMALL


@dataclass(frozen=True)
class Line:
    """One passage, read."""

    passage: Passage
    index: int
    """Position in the transcript."""
    tokens: tuple[str, ...]
    word_of: tuple[int, ...]
    """For each token, the index of its word in the passage."""

    @property
    def speaker(self) -> str:
        return self.passage.speaker

    @cached_property
    def fluent(self) -> tuple[int, ...]:
        """Tokens without hesitations and without a word said twice in a row: what was meant to be said."""
        kept: list[int] = []
        for at, token in enumerate(self.tokens):
            if token in FILLERS:
                continue
            if kept and self.tokens[kept[-1]] == token:
                kept.pop()
            kept.append(at)
        return tuple(kept)

    @cached_property
    def meant(self) -> tuple[str, ...]:
        """The tokens as cues know them."""
        return tuple(meant(token) for token in self.tokens)

    @cached_property
    def text(self) -> str:
        """The fluent tokens joined by single spaces: what cues are matched against."""
        said = self.meant
        return " ".join([said[at] for at in self.fluent])

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        """Character at which each fluent token begins in `text`."""
        said = self.meant
        lengths = (len(said[at]) + 1 for at in self.fluent)
        return (0, *accumulate(lengths))

    def token_at(self, offset: int) -> int:
        """The token that stands at a character of `text`."""
        return self.fluent[bisect_right(self._offsets, offset) - 1]

    @cached_property
    def sentences(self) -> tuple["Sentence", ...]:
        return tuple(_sentences(self))

    def sentence_at(self, token: int) -> "Sentence":
        """The sentence that holds `token` (0 <= token < len(tokens))."""
        return next(s for s in self.sentences if s.first <= token < s.last)


@dataclass(frozen=True)
class Sentence:
    """Tokens `first` to `last` (half-open) of a line; also used for any stretch of tokens worth quoting."""

    line: Line
    first: int
    last: int

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.line.tokens[self.first : self.last]

    @property
    def text(self) -> str:
        """Fluent, like a line's."""
        kept, said = self.line.fluent, self.line.meant
        inside = kept[bisect_left(kept, self.first) : bisect_left(kept, self.last)]
        return " ".join([said[at] for at in inside])

    @property
    def words(self) -> tuple[Word, ...]:
        """The words as the engine wrote them."""
        of = self.line.word_of
        return self.line.passage.words[of[self.first] : of[self.last - 1] + 1]

    @property
    def quote(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> Span:
        return Span(self.words[0].start, self.words[-1].end)

    @property
    def unsure(self) -> tuple[Word, ...]:
        """The words of which the engine was not sure; none where it does not say."""
        return tuple(word for word in self.words if is_unsure(word))

    @property
    def marked(self) -> bool:
        """Whether the engine wrote a question mark at its end (a stray mark may stand as a word of its own)."""
        after = self.line.word_of[self.last - 1] + 1
        tail = [w.text for w in self.line.passage.words[after : after + 1] if not tokens(w.text)]
        return self.words[-1].text.rstrip("\"'”’)]").endswith("?") or any("?" in text for text in tail)


def read(passage: Passage, index: int) -> Line:
    """The passage's tokens; words without any letter or digit yield none."""
    pairs = [(token, i) for i, word in enumerate(passage.words) for token in tokens(word.text)]
    return Line(passage, index, tuple(t for t, _ in pairs), tuple(i for _, i in pairs))


def read_all(transcript: Transcript) -> tuple[Line, ...]:
    """The lines of a transcript that hold a word, numbered by passage."""
    lines = (read(passage, index) for index, passage in enumerate(transcript.passages) if passage.words)
    return tuple(line for line in lines if line.tokens)


def _sentences(line: Line) -> list[Sentence]:
    words, found, first = line.passage.words, [], 0
    punctuated = any(_stops(word.text) for word in words)
    for last in range(1, len(line.tokens) + 1):
        here = line.word_of[last - 1]
        following = line.word_of[last] if last < len(line.tokens) else len(words)
        if following == here:
            continue
        ended = any(_ends(word.text) for word in words[here:following])
        pause = following < len(words) and words[following].start - words[here].end >= SENTENCE_PAUSE
        if ended or last == len(line.tokens) or (pause and (not punctuated or last - first >= LONG_SENTENCE)):
            found.append(Sentence(line, first, last))
            first = last
    return found


def _stops(text: str) -> bool:
    # Nine words of ten end with a letter.
    return not text[-1:].isalnum() and _END.search(text) is not None


def _ends(text: str) -> bool:
    return _stops(text) and not _ABBREVIATION.match(text)
