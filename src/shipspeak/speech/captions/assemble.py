"""Cues become captions, and captions become what the rest of the house knows: a census and a transcript. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shipspeak import __version__
from shipspeak.base import Span, Turn, union
from shipspeak.speech.captions.cue import Cue
from shipspeak.speech.captions.errors import EmptyTranscript, TooManyNames, TranscriptTooLarge, TranscriptTooLong
from shipspeak.speech.confidence import given
from shipspeak.speech.model import (
    Census,
    Confidence,
    DecidedBy,
    Edges,
    Engine,
    Features,
    Measure,
    Passage,
    Sureness,
    Transcript,
    Word,
)
from shipspeak.speech.passages import passages_of
from shipspeak.speech.voices import JOIN, overlaps_of, voices_of

NOMINAL = 400
"""Milliseconds a word, 150 words a minute. It only puts the words of a file without times in order."""
WORDS = 500_000
"""Four hours of ten people talking at once; what is longer is no meeting."""
LONGEST = 4 * 3_600_000
"""Milliseconds of one meeting, as for a recording."""
NAMES = 50
"""People who speak in one meeting: twice as many as in the largest that we know."""
_SPOKEN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Captions:
    """A transcript that came as a file."""

    passages: tuple[Passage, ...]
    """Speakers are ids, "S1", "S2" … in order of first speech."""
    names: dict[str, str]
    """Id: name, for those that the file names."""
    duration: int
    """Milliseconds; the end of the last word."""
    timed: bool
    """Every entry has a start. When False, times are nominal and give the order only."""
    ends_known: bool
    """Every entry says when it ends too: pauses and talk shares can be told."""
    word_timed: bool
    """The file times every word; otherwise words are spread over their entry by their length."""


def assemble(cues: Sequence[Cue]) -> Captions:
    """Raises `EmptyTranscript` when nothing is said in any of them, `TranscriptTooLarge` beyond `WORDS`,
    `TooManyNames` beyond `NAMES`, `TranscriptTooLong` beyond `LONGEST`.
    """
    if sum(cue.text.count(" ") for cue in cues) > WORDS:
        raise TranscriptTooLarge(limit=f"{WORDS:,} words")
    said = [cue for cue in cues if _SPOKEN.search(cue.text)]
    if not said:
        raise EmptyTranscript
    timed = all(cue.start is not None for cue in said)
    ends_known = timed and all(cue.end is not None for cue in said)
    placed = _of_the_meeting(_placed(said)) if timed else _in_order(said)
    ids = _ids(placed)
    if len(ids) > NAMES:
        raise TooManyNames(names=len(ids), limit=NAMES)
    passages = passages_of(_spoken(placed, ids))
    return Captions(
        passages=passages,
        names={id: name for name, id in ids.items() if name is not None},
        duration=max(passage.end for passage in passages),
        timed=timed,
        ends_known=ends_known,
        word_timed=ends_known and all(cue.words for cue in said),
    )


def census_of(captions: Captions) -> Census:
    """Who speaks when, as the file says. Nothing is known of loudness and pitch. `timed` is False where the file does
    not say when people begin and stop: then no talk time, pause or overlap may be computed.
    """
    turns = _turns(captions.passages)
    return Census(
        duration=captions.duration,
        decided_by=DecidedBy.CAPTIONS,
        voices=voices_of(turns, captions.names),
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=overlaps_of(turns),
        confidence=_confidence(captions),
        features=Features(step=100, loudness=(), pitch=()),
        timed=captions.ends_known,
        edges=Edges.HEARD if captions.word_timed else Edges.TOLD,
    )


def transcript_of(captions: Captions) -> Transcript:
    """All of it was written down. Recall is 1 for what the file shows and absent for what it may leave out: nobody
    knows whether its writer kept the fillers.
    """
    recall: dict[Measure, float | None] = {Measure.WORDS: 1.0, Measure.FILLERS: None}
    recall[Measure.TIMES] = 1.0 if captions.ends_known else None
    text = " ".join(passage.text for passage in captions.passages)
    marks = sum(text.count(mark) for mark in ".?!")
    recall[Measure.PUNCTUATION] = 1.0 if marks * 40 >= text.count(" ") else None
    engine = Engine(name="transcript that came with the meeting", version=__version__, weights="", recall=recall)
    return Transcript(captions.passages, (Span(0, captions.duration),), engine)


def _placed(cues: Sequence[Cue]) -> list[Cue]:
    """By start. An end that the file leaves out is where the words would end, at the latest where the next begins."""
    ordered = sorted(cues, key=lambda cue: cue.start or 0)
    starts = [cue.start or 0 for cue in ordered]
    return [
        cue if cue.end is not None else replace(cue, end=_likely_end(cue, starts, at)) for at, cue in enumerate(ordered)
    ]


def _of_the_meeting(cues: list[Cue]) -> list[Cue]:
    """Counted from the first of them where the times are those of the day, later than any meeting goes on."""
    if max(cue.end or 0 for cue in cues) <= LONGEST:
        return cues
    first = min(cue.start or 0 for cue in cues)
    if (long := max(cue.end or 0 for cue in cues) - first) > LONGEST:
        raise TranscriptTooLong(hours=f"{long / 3_600_000:.1f}", limit=LONGEST // 3_600_000)
    return [
        replace(
            cue,
            start=(cue.start or 0) - first,
            end=(cue.end or 0) - first,
            words=tuple(Word(word.start - first, word.end - first, word.text, word.probability) for word in cue.words),
        )
        for cue in cues
    ]


def _likely_end(cue: Cue, starts: Sequence[int], at: int) -> int:
    start = starts[at]
    end = start + NOMINAL * len(cue.text.split())
    following = starts[at + 1] if at + 1 < len(starts) else end
    return max(start + 1, min(end, following) if following > start else end)


def _in_order(cues: Sequence[Cue]) -> list[Cue]:
    placed, clock = [], 0
    for cue in cues:
        length = NOMINAL * len(cue.text.split())
        placed.append(replace(cue, start=clock, end=clock + length, words=()))
        clock += length
    return placed


def _ids(cues: Sequence[Cue]) -> dict[str | None, str]:
    """Names are one person's whatever their case; an entry without a name goes on with the speaker before, and at
    the beginning is a person of its own.
    """
    found = dict.fromkeys(_speakers(cues))
    return {name: f"S{number}" for number, name in enumerate(found, start=1)}


def _speakers(cues: Sequence[Cue]) -> Iterator[str | None]:
    shown: dict[str, str] = {}
    current: str | None = None
    for cue in cues:
        if cue.name is not None:
            current = shown.setdefault(cue.name.casefold(), cue.name)
        yield current


def _spoken(cues: Sequence[Cue], ids: dict[str | None, str]) -> Iterator[tuple[str, Word]]:
    for cue, speaker in zip(cues, _speakers(cues), strict=True):
        for word in cue.words or _spread(cue):
            yield ids[speaker], word


def _spread(cue: Cue) -> list[Word]:
    """The cue's time given to its words by their length."""
    texts = cue.text.split()
    start, end = cue.start or 0, cue.end or 0
    whole = sum(len(text) + 1 for text in texts)
    words, passed = [], 0
    for text in texts:
        begin = start + (end - start) * passed // whole
        passed += len(text) + 1
        words.append(Word(begin, start + (end - start) * passed // whole, text))
    return words


def _turns(passages: Sequence[Passage]) -> tuple[Turn, ...]:
    spans: dict[str, list[Span]] = {}
    for passage in passages:
        spans.setdefault(passage.speaker, []).append(passage.span)
    turns = [Turn(span.start, span.end, who) for who, found in spans.items() for span in union(found, gap=JOIN)]
    return tuple(sorted(turns, key=lambda turn: (turn.start, turn.end)))


def _confidence(captions: Captions) -> Confidence:
    if captions.names:
        return given(DecidedBy.CAPTIONS)
    sentence = "This transcript names nobody, so all of it counts as one person's. Export it with speaker names."
    return Confidence(Sureness.ONE_VOICE, 0.0, sentence)
