"""Meetings that coaches are compared on: the sample meeting, whose truth is known, and real ones, whose is not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shipspeak.base import ROOT, Span, Turn
from shipspeak.coaching import Kind
from shipspeak.quality.study.folder import read
from shipspeak.quality.study.heard import HUMAN, Heard, as_it_was
from shipspeak.quality.study.meeting import Corpus, Meeting
from shipspeak.sampling import Plan, Preset, choose
from shipspeak.speech import Census, Passage, Transcript, Word, attribute

TRUTH = ROOT / "sample" / "truth.json"
PATTERNS = {
    "interruption-made": "interruption",
    "filler-bursts": "filler-burst",
    "trade-off": "trade-off-stated",
    "decision-up-front": "aim-named",
    "evidence-in-numbers": "number-given",
    "clear-close": "recap",
}
"""What the truth calls otherwise than coaches do."""
MANAGER = "Project Manager"


@dataclass(frozen=True)
class Planted:
    """A behaviour of the coached person that is in the meeting for certain."""

    pattern: str
    span: Span
    change: bool


@dataclass(frozen=True)
class Subject:
    """A meeting written down whole, and who is coached in it."""

    name: str
    census: Census
    plan: Plan
    transcript: Transcript
    focal: str
    kind: Kind
    planted: tuple[Planted, ...] | None = None
    """None: nobody knows all that is in it."""
    names: tuple[str, ...] = ()


def sample() -> Subject:
    """All its words, as its script has them."""
    truth = json.loads(TRUTH.read_text())
    lines = [(Turn(one["start"], one["end"], one["speaker"]), one) for one in truth["lines"]]
    heard = Heard(truth["duration"], tuple(sorted(turn for turn, _ in lines)), {})
    passages = tuple(
        Passage(one["id"], turn.speaker, turn.start, turn.end, tuple(Word(*word) for word in one["words"]))
        for turn, one in lines
    )
    named = tuple(replace(voice, name=voice.id) for voice in heard.census.voices)
    return Subject(
        name="sample",
        census=replace(heard.census, voices=named),
        plan=_whole(heard, truth["focal"]),
        transcript=Transcript(passages, (Span(0, heard.duration),), HUMAN),
        focal=truth["focal"],
        kind=Kind(truth["kind"]),
        planted=tuple(_planted(truth)),
        names=tuple(voice.id for voice in named),
    )


def real(path: Path) -> Subject:
    """A meeting of the corpora, coached as its project manager, or as who speaks most. Raises NotAMeeting."""
    return real_of(read(path))


def real_of(meeting: Meeting) -> Subject:
    """The same of one that is read."""
    heard = as_it_was(meeting)
    words = sorted((word for who in heard.words for word in heard.words[who]), key=lambda word: (word.start, word.end))
    covered = (Span(0, heard.duration),)
    most = max(heard.census.voices, key=lambda voice: voice.talk).id
    focal = MANAGER if MANAGER in heard.words else most
    return Subject(
        name=meeting.name,
        census=heard.census,
        plan=_whole(heard, focal),
        transcript=Transcript(attribute(words, heard.census, covered), covered, HUMAN),
        focal=focal,
        kind=Kind.PRODUCT_REVIEW if meeting.corpus is Corpus.AMI else Kind.OTHER,
    )


def _whole(heard: Heard, focal: str) -> Plan:
    return choose(duration=heard.duration, turns=heard.turns, focal=focal, cues=(), preset=Preset.FULL, seed=1)


def _planted(truth: Mapping[str, Any]) -> Iterator[Planted]:
    """Both bursts of fillers are one entry in the truth; where they lie, a burst is right."""
    for one in truth["planted"]:
        if one["speaker"] == truth["focal"]:
            span = Span(one["start"], one["end"])
            yield Planted(PATTERNS.get(one["key"], one["key"]), span, one["tone"] == "change")
