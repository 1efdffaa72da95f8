"""Focus cards and the rubric as the page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from shipspeak.base import Span
from shipspeak.coaching.model import Evidence, Focus, Report, Score, Tone
from shipspeak.coaching.report.clips import Clip, Clips
from shipspeak.coaching.report.words import LEVELS, SKILLS, TONES, people

CARDS = 3
"""More is not read (product research §1c: few, carefully selected)."""

UNSURE = "some words unsure"
"""Beside a quote of a report of before, which does not know which."""
DOTTED = "dotted: may be misheard"
"""Beside a quote whose unsure words are marked, each of them: "some" left a reader to guess at all."""
DOUBTED = "not sure who said this"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quote that are alike."""

    words: str
    unsure: bool = False
    """The engine was not sure of them."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in the transcript; "…" where a sentence is not quoted whole."""

    pieces: tuple[Piece, ...]
    speaker: str
    voice: str
    evidence: Evidence
    clip: Clip | None

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a reader should know before they repeat it."""
        words = (DOTTED if self.evidence.unsure_at else UNSURE) if self.evidence.unsure else ""
        return tuple(filter(None, (DOUBTED if self.evidence.doubted else "", words)))


@dataclass(frozen=True, slots=True)
class Card:
    focus: Focus
    skill: str
    tone: str
    quotes: tuple[Quote, ...]
    whole: Clip | None
    """All of what it tells of, where its quotes lie apart."""
    instead: str
    """Heading of the advice: "Say instead", or "Keep doing" for a strength."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One row of the rubric."""

    skill: str
    level: int | None
    words: str
    why: str
    quotes: tuple[Quote, ...]


def cards(report: Report, clips: Clips) -> tuple[Card, ...]:
    """At most three, in the report's order."""
    names = people(report)
    return tuple(
        Card(
            focus=focus,
            skill=SKILLS[focus.skill],
            tone=TONES[focus.tone],
            quotes=tuple(_quote(evidence, names, clips) for evidence in sorted(focus.evidence, key=_when)),
            whole=clips.whole(focus),
            instead="Do it again" if focus.tone is Tone.STRENGTH else "Say instead",
        )
        for focus in report.findings.focus[:CARDS]
    )


def rubric(report: Report, clips: Clips) -> tuple[Dimension, ...]:
    """Every dimension that was looked for; "not observed" is an answer and never level 0."""
    names = people(report)
    return tuple(
        Dimension(
            skill=SKILLS[score.skill],
            level=score.level,
            words=level_words(score),
            why=score.why,
            quotes=tuple(_quote(evidence, names, clips) for evidence in score.evidence),
        )
        for score in report.findings.scores
    )


def level_words(score: Score) -> str:
    return "not observed" if score.level is None else LEVELS[max(0, min(4, score.level))]


def _when(evidence: Evidence) -> int:
    """Quotes of a card stand as they were spoken: the question, then the answer."""
    return evidence.start


def _quote(evidence: Evidence, names: dict[str, str], clips: Clips) -> Quote:
    return Quote(
        pieces=tuple(_pieces(evidence)),
        speaker=names.get(evidence.speaker, evidence.speaker),
        voice=evidence.speaker,
        evidence=evidence,
        clip=clips.covering(Span(evidence.start, evidence.end)),
    )


def _pieces(evidence: Evidence) -> Iterator[Piece]:
    """One for each run of words that are sure, or unsure; the dots of what is left out are words like others."""
    words = [(text, at in evidence.unsure_at) for at, text in enumerate(evidence.words.split())]
    words = [*([("…", False)] if evidence.cut[0] else []), *words, *([("…", False)] if evidence.cut[1] else [])]
    for unsure, run in groupby(words, key=itemgetter(1)):
        yield Piece(" ".join(text for text, _ in run), unsure)
