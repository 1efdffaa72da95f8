"""A meeting written as lines, with a clock: what detectors are tried on."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipspeak.base import Span, Turn, union
from shipspeak.sampling import Guarantee, Plan, Preset, Role, Unit
from shipspeak.speech import (
    Census,
    Confidence,
    DecidedBy,
    Engine,
    Features,
    Measure,
    Passage,
    Sureness,
    Transcript,
    Voice,
    Word,
)

WORD = 350
"""Milliseconds for a word: about 170 words a minute."""
VERBATIM = Engine("verbatim captions", "1", "", {Measure.WORDS: 1.0, Measure.FILLERS: 1.0})


@dataclass(frozen=True)
class Said:
    who: str
    text: str
    pause: int = 450
    """Milliseconds after the end of the line before; negative: starts before it has ended."""


@dataclass(frozen=True)
class Meeting:
    census: Census
    plan: Plan
    transcript: Transcript


def meeting(*lines: Said | tuple[str, str], timed: bool = True, engine: Engine = VERBATIM) -> Meeting:
    """Everything transcribed, every turn known."""
    passages, at = [], 0
    for number, line in enumerate(lines, 1):
        said = line if isinstance(line, Said) else Said(*line)
        start = max(0, at + said.pause)
        words = tuple(
            Word(start + i * WORD, start + i * WORD + WORD - 30, text) for i, text in enumerate(said.text.split())
        )
        passages.append(Passage(f"p{number}", said.who, start, words[-1].end, words))
        at = words[-1].end
    return of(passages, timed=timed, engine=engine)


def of(passages: Sequence[Passage], *, timed: bool = True, engine: Engine = VERBATIM, names: bool = False) -> Meeting:
    """A meeting of finished passages."""
    ordered = tuple(sorted(passages, key=lambda passage: passage.start)) if timed else tuple(passages)
    duration = max(passage.end for passage in passages) + 1_000
    turns = tuple(Turn(passage.start, passage.end, passage.speaker) for passage in ordered) if timed else ()
    voices = tuple(
        Voice(who, who if names else None, sum(p.end - p.start for p in passages if p.speaker == who), ())
        for who in dict.fromkeys(passage.speaker for passage in ordered)
    )
    whole = (Span(0, duration),)
    census = Census(
        duration=duration,
        decided_by=DecidedBy.CAPTIONS,
        voices=voices,
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=(),
        confidence=Confidence(Sureness.SURE, 0.0, "The names came with the file."),
        features=Features(250, (), ()),
        timed=timed,
    )
    return Meeting(census, plan(duration), Transcript(ordered, whole, engine))


def plan(duration: int, focal: str = "Maya", units: tuple[Unit, ...] | None = None) -> Plan:
    """Everything for certain, unless told otherwise."""
    chosen = units if units is not None else (Unit(Span(0, duration), Role.FOCAL, 1.0, "everything"),)
    return Plan(Preset.FULL, 1, duration, focal, duration, chosen, (Guarantee("all", held=True, detail=""),))
