"""Chosen sound, cut out of a meeting and packed into blocks for a recogniser."""

from collections.abc import Sequence

import numpy as np

from shipspeak.base import Span
from shipspeak.speech.model import RATE, Pcm, Samples
from shipspeak.speech.writing.loudness import quietest
from shipspeak.speech.writing.packing import LIMIT, PAD, SILENCE, Block, pack


def blocks(
    pcm: Pcm, spans: Sequence[Span], *, pad: int = PAD, silence: int = SILENCE, limit: int = LIMIT
) -> tuple[Block, ...]:
    """`pack` for this sound: what does not fit is cut where it is quietest. `spans` sorted, disjoint."""
    duration = pcm.length * 1000 // RATE
    return pack(
        spans, duration, lambda span: span.start + quietest(_read(pcm, span)), pad=pad, silence=silence, limit=limit
    )


def samples_of(pcm: Pcm, block: Block) -> Samples:
    """The block's sound, silence between its pieces."""
    samples = np.zeros(block.length * RATE // 1000, np.int16)
    for piece in block.pieces:
        heard = _read(pcm, piece.audio)
        begin = piece.offset * RATE // 1000
        samples[begin : begin + len(heard)] = heard
    return samples


def _read(pcm: Pcm, span: Span) -> Samples:
    return pcm.read(span.start * RATE // 1000, span.length * RATE // 1000)
