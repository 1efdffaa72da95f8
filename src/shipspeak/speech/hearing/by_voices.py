"""Who speaks when, decided by how the voices sound."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shipspeak.base import Turn, union
from shipspeak.speech.confidence import confidence
from shipspeak.speech.errors import NoSpeech
from shipspeak.speech.hearing.blocks import Block
from shipspeak.speech.hearing.clustering import LONG, NARROW, SHORT, Recipe, centroids
from shipspeak.speech.hearing.embeddings import DIMENSIONS
from shipspeak.speech.hearing.features import STEP
from shipspeak.speech.hearing.labelling import label
from shipspeak.speech.hearing.local_voices import THOROUGH
from shipspeak.speech.hearing.turns import FRAME, turns_of
from shipspeak.speech.model import Census, DecidedBy, Features
from shipspeak.speech.voices import overlaps_of, voices_of

_NARROW = -3.5
"""Natural logarithm of power, see `Block.edge`: eleven wide-band recordings (AMI, LibriSpeech) have -2.1 to 1.8, the
same through 8 kHz -4.3 to -10.5 (one near-silent clip -2.3)."""


def by_voices(blocks: Sequence[Block], duration: int, people: int | None) -> Census:
    """The census of a recording on one track, `duration` in milliseconds. Raises `NoSpeech` when no voice speaks
    alone for 0.2 s.
    """
    found = _centroids(blocks, people)
    if not len(found):
        raise NoSpeech
    labelled = label(blocks, found)
    turns = turns_of(labelled, duration)
    if not turns:
        raise NoSpeech
    spoken = labelled.margin[labelled.active.any(axis=1)]
    voices = voices_of(turns)
    return Census(
        duration=duration,
        decided_by=DecidedBy.VOICES,
        voices=voices,
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=overlaps_of(turns),
        confidence=confidence(spoken, len(voices), duration, people),
        features=features_of(blocks),
    )


def provisional(blocks: Sequence[Block], people: int | None) -> tuple[Turn, ...]:
    """Turns as far as they can be told now."""
    found = _centroids(blocks, people)
    if not len(found):
        return ()
    labelled = label(blocks, found)
    return turns_of(labelled, len(labelled.margin) * FRAME)


def features_of(blocks: Sequence[Block]) -> Features:
    """Of the whole recording."""
    return Features(
        step=STEP,
        loudness=tuple(value for block in blocks for value in block.loudness),
        pitch=tuple(value for block in blocks for value in block.pitch),
    )


def recipe_for(blocks: Sequence[Block]) -> Recipe:
    """Short recordings and telephones tell people apart less well."""
    if len(blocks) <= THOROUGH:
        return SHORT
    heard = [block.voices.edge for block in blocks if block.voices.units]
    return NARROW if heard and float(np.median(heard)) < _NARROW else LONG


def _centroids(blocks: Sequence[Block], people: int | None) -> npt.NDArray[np.float32]:
    recipe = recipe_for(blocks)
    units = [unit for block in blocks for unit in (block.voices.pieces if recipe is SHORT else block.voices.units)]
    if not units:
        return np.zeros((0, DIMENSIONS), np.float32)
    embeddings = np.stack([unit.embedding for unit in units])
    frames = np.array([unit.frames for unit in units])
    return centroids(embeddings, frames, recipe, people)
