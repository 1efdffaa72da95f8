"""Who speaks when, decided by the transcript that came with the recording."""

from collections.abc import Sequence

from shipspeak.base import Span, Turn, intersect, union
from shipspeak.speech.captions import Captions
from shipspeak.speech.confidence import given
from shipspeak.speech.errors import NoSpeech
from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.by_voices import features_of
from shipspeak.speech.hearing.labelling import speaking
from shipspeak.speech.hearing.turns import LEAST, spans_of
from shipspeak.speech.model import Census, DecidedBy, Edges, Passage
from shipspeak.speech.voices import JOIN, overlaps_of, voices_of

_EARLY, _LATE = 200, 300
"""Milliseconds by which captions' times may miss the voice: they are rounded and rarely aligned to sound."""


def by_captions(blocks: Sequence[Block], duration: int, captions: Captions) -> Census:
    """The census of a recording whose `captions` name the speakers; voice activity trims what they claim. A voice's
    id is its passages' speaker. Raises `NoSpeech`.
    """
    turns = caption_turns(captions.passages, union(spans_of(speaking(blocks)), gap=JOIN), duration)
    if not turns:
        raise NoSpeech
    return Census(
        duration=duration,
        decided_by=DecidedBy.CAPTIONS,
        voices=voices_of(turns, captions.names),
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=overlaps_of(turns),
        confidence=given(DecidedBy.CAPTIONS),
        features=features_of(blocks),
        edges=Edges.TRIMMED,
    )


def caption_turns(captions: Sequence[Passage], speech: Sequence[Span], duration: int) -> tuple[Turn, ...]:
    """Turns sorted by start: what each speaker's passages claim, as far as someone speaks then. `speech` sorted and
    disjoint.
    """
    turns: list[Turn] = []
    for speaker in dict.fromkeys(passage.speaker for passage in captions):
        claimed = union(
            (
                Span(max(0, passage.start - _EARLY), min(duration, passage.end + _LATE))
                for passage in captions
                if passage.speaker == speaker and passage.start < duration
            ),
        )
        heard = union(intersect(claimed, tuple(speech)), gap=JOIN)
        turns += [Turn(span.start, span.end, speaker) for span in heard if span.length >= LEAST]
    return tuple(sorted(turns, key=lambda turn: (turn.start, turn.end)))
