"""Focus cards and the rubric as the page shows them."""

from dataclasses import dataclass

from shipspeak.base import Span
from shipspeak.coaching.model import Evidence, Focus, Report, Score, Tone
from shipspeak.coaching.report.clips import Clip, Clips
from shipspeak.coaching.report.words import LEVELS, SKILLS, TONES, people

CARDS = 3
"""More is not read (product research §1c: few, carefully selected)."""

UNSURE = "some words unsure"
"""Beside a quote; words are not marked one by one, which does not help readers (product research §1b)."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in the transcript; "…" where a sentence is not quoted whole."""

    words: str
    speaker: str
    voice: str
    evidence: Evidence
    clip: Clip | None


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
        words=f"{'… ' if evidence.cut[0] else ''}{evidence.words}{' …' if evidence.cut[1] else ''}",
        speaker=names.get(evidence.speaker, evidence.speaker),
        voice=evidence.speaker,
        evidence=evidence,
        clip=clips.covering(Span(evidence.start, evidence.end)),
    )
