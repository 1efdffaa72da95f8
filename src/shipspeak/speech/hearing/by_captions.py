"""Who speaks when, decided by the transcript that came with the recording."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shipspeak.base import Span, Turn, intersect, union
from shipspeak.speech.captions import Captions
from shipspeak.speech.confidence import given
from shipspeak.speech.errors import NoSpeech
from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.by_voices import features_of
from shipspeak.speech.hearing.embeddings import DIMENSIONS
from shipspeak.speech.hearing.embeddings import unit as direction
from shipspeak.speech.hearing.labelling import label, speaking
from shipspeak.speech.hearing.segmentation import FRAMES
from shipspeak.speech.hearing.turns import FRAME, LEAST, spans_of, turns_of
from shipspeak.speech.model import Census, DecidedBy, Edges, Passage
from shipspeak.speech.voices import JOIN, overlaps_of, voices_of

_EARLY, _LATE = 200, 300
"""Milliseconds by which captions' times may miss the voice: they are rounded and rarely aligned to sound."""

_THEIRS = 0.8
"""Share of a local voice's time within what the captions give to one person, from which it is that person's."""
_HEARD = 100
"""Frames (2 s) of such voices from which it is known how somebody sounds."""
_AGREE = 0.9
"""Share of the time in which both say that one person speaks, and say the same one: below it the names may be those of
microphones, rooms or a service that guessed, and then the sound alone does not know whom they mean."""

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


def by_captions(blocks: Sequence[Block], duration: int, captions: Captions) -> Census:
    """The census of a recording whose `captions` name the speakers: how each sounds is learned from what they claim,
    and then the sound says who speaks when; where it cannot, voice activity trims the claims. A voice's id is its
    passages' speaker. Raises `NoSpeech`.
    """
    speech = union(spans_of(speaking(blocks)), gap=JOIN)
    heard = heard_turns(blocks, captions.passages, speech, duration)
    turns = heard or caption_turns(captions.passages, speech, duration)
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
        edges=Edges.HEARD if heard else Edges.TRIMMED,
    )


def heard_turns(
    blocks: Sequence[Block], captions: Sequence[Passage], speech: Sequence[Span], duration: int
) -> tuple[Turn, ...]:
    """Turns sorted by start, as the voices of the people whom `captions` name are heard; of who says too little to be
    known by voice, as the captions claim. Empty where fewer than two are known, or where sound and captions do not
    agree who speaks. `speech` sorted and disjoint.
    """
    speakers = list(dict.fromkeys(passage.speaker for passage in captions if passage.start < duration))
    claims = _claims(captions, speakers, FRAMES * len(blocks))
    sums, frames = _sound(blocks, claims)
    known = frames >= _HEARD
    if known.sum() < 2:
        return ()
    labelled = label(blocks, direction(sums[known]))
    claims = claims[:, : len(labelled.active)].T
    labelled.active[claims.any(axis=1) & ~claims[:, known].any(axis=1)] = False
    both = (labelled.active.sum(axis=1) == 1) & (claims.sum(axis=1) == 1)
    same = labelled.active[both].argmax(axis=1) == claims[both][:, known].argmax(axis=1)
    if not len(same) or same.mean() < _AGREE:
        return ()
    names = [speaker for speaker, sounds in zip(speakers, known, strict=True) if sounds]
    others = [passage for passage in captions if passage.speaker not in names]
    told = [Turn(turn.start, turn.end, turn.speaker) for turn in turns_of(labelled, duration, names)]
    return tuple(sorted((*told, *caption_turns(others, speech, duration))))


def _claims(captions: Sequence[Passage], speakers: Sequence[str], frames: int) -> Flags:
    """Shape (speakers, frames): whom the captions say to speak."""
    claims = np.zeros((len(speakers), frames), np.bool_)
    row = {speaker: number for number, speaker in enumerate(speakers)}
    for passage in captions:
        if passage.speaker in row:
            claims[row[passage.speaker], passage.start // FRAME : passage.end // FRAME] = True
    return claims


def _sound(blocks: Sequence[Block], claims: Flags) -> tuple[Floats, Floats]:
    """Shape (speakers, 192): the sum of the local voices that are theirs; and (speakers,) the frames these rest on."""
    sums, frames = np.zeros((len(claims), DIMENSIONS), np.float32), np.zeros(len(claims), np.float32)
    if not len(claims):
        return sums, frames
    for number, block in enumerate(blocks):
        here = claims[:, number * FRAMES : (number + 1) * FRAMES]
        for unit in block.voices.units:
            share = here[:, block.kind == unit.voice + 1].mean(axis=1)
            speaker = int(share.argmax())
            if share[speaker] >= _THEIRS:
                sums[speaker] += unit.embedding * unit.frames
                frames[speaker] += unit.frames
    return sums, frames


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
