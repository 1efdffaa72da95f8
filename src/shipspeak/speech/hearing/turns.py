"""From who speaks in each frame to turns. Pure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shipspeak.base import Span, Turn, union
from shipspeak.speech.hearing.labelling import Labelled
from shipspeak.speech.voices import JOIN

FRAME = 20
"""Milliseconds."""
LEAST = 200
"""Milliseconds; what is shorter is a click or a breath."""


def turns_of(labelled: Labelled, duration: int, names: Sequence[str] = ()) -> tuple[Turn, ...]:
    """Turns sorted by start, none after `duration` (milliseconds). Voices have the ids `names`, or where there are none
    S1, S2 … in order of first speech. With one voice there is no margin.
    """
    several = labelled.active.shape[1] > 1
    found: list[tuple[Span, int]] = []
    for voice in range(labelled.active.shape[1]):
        spans = union(spans_of(labelled.active[:, voice]), gap=JOIN)
        found += [(span, voice) for span in spans if span.length >= LEAST]
    found.sort()
    order = {voice: f"S{number}" for number, voice in enumerate(dict.fromkeys(voice for _, voice in found), start=1)}
    order |= dict(enumerate(names))
    return tuple(
        Turn(span.start, min(span.end, duration), order[voice], _margin(labelled, span, voice) if several else None)
        for span, voice in found
    )


def spans_of(active: npt.NDArray[np.bool_], frame: int = FRAME) -> tuple[Span, ...]:
    """Runs of True as spans; `frame` in milliseconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]]))) * frame
    return tuple(Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _margin(labelled: Labelled, span: Span, voice: int) -> float:
    frames = slice(span.start // FRAME, span.end // FRAME)
    own = labelled.margin[frames][labelled.active[frames, voice]]
    return round(max(0.0, float(own.mean())), 3) if len(own) else 0.0
