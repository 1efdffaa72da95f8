"""A meeting whose whole is known: who spoke when, every word, and what annotators marked in it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from shipspeak.base import Span, Turn
from shipspeak.speech import Word

PAUSE = 500
"""Milliseconds: words of one person at most so far apart are one turn."""


class Corpus(StrEnum):
    """Where a meeting comes from, and so how its times were made."""

    ICSI = "icsi"
    """Research meetings; every word timed by forced alignment; dialogue acts and hot spots by annotators."""
    AMI = "ami"
    """Product-design meetings with a Project Manager; speaker times by forced alignment, word times APPROXIMATE."""


@dataclass(frozen=True, slots=True)
class Act:
    """A dialogue act: one thing that somebody does by speaking."""

    span: Span
    speaker: str
    tags: frozenset[str]
    """As in the MRDA manual (Dhillon, Bhagat, Carvey & Shriberg 2004): "qy", "ar", "cc" …"""
    hot: bool
    """Part of a hot spot: annotators found the speakers more involved than elsewhere (Wrede & Shriberg 2003)."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about the meeting that annotators answered, and where they found the answer (QMSum)."""

    text: str
    answer: str
    evidence: tuple[Span, ...]
    """Sorted, disjoint; empty for a question about the meeting as a whole."""


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    corpus: Corpus
    duration: int
    """Milliseconds."""
    turns: tuple[Turn, ...]
    """Sorted by start; turns of different people may overlap."""
    words: Mapping[str, tuple[Word, ...]]
    """Of each person, in time order; with the punctuation that annotators or transcribers gave."""
    acts: tuple[Act, ...] = ()
    queries: tuple[Query, ...] = ()

    def participants(self, least: float) -> list[str]:
        """Who has at least this share (0…1) of all talk, in order of name."""
        talk = dict.fromkeys(self.words, 0)
        for turn in self.turns:
            talk[turn.speaker] = talk.get(turn.speaker, 0) + turn.length
        whole = sum(talk.values())
        return sorted(who for who in talk if talk[who] >= least * whole > 0)


def reported(name: str) -> bool:
    """Whether a meeting belongs to the third that is reported on and that nothing may be tuned on. Decided by its name
    alone, so that it never changes sides.
    """
    return sha256(name.encode()).digest()[0] % 3 == 0


def turns_of(who: str, words: Sequence[Word], pause: int = PAUSE) -> list[Turn]:
    """The turns that a person's words (in time order) make; each lasts at least 10 ms."""
    turns: list[Turn] = []
    for word in words:
        if turns and word.start - turns[-1].end <= pause:
            turns[-1] = Turn(turns[-1].start, max(turns[-1].end, word.end), who)
        else:
            turns.append(Turn(word.start, max(word.end, word.start + 10), who))
    return turns
