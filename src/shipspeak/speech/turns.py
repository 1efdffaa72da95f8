"""From who speaks in each frame to turns, voices and the clips that show them. Pure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shipspeak.base import Span, Turn, near, subtract, union
from shipspeak.speech.labelling import Labelled
from shipspeak.speech.model import Voice

FRAME = 20
"""Milliseconds."""
JOIN = 500
"""Milliseconds of pause within a turn. Shorter ones are breath and plosives; NIST's diarisation rules bridge
0.3 s, telephone corpora 0.5 s."""
LEAST = 200
"""Milliseconds; what is shorter is a click or a breath."""
CLIP = 5_000
LEAST_CLIP = 1_500
CLIPS = 3
APART = 5
"""Clips stand at least a share of one by so many of the meeting apart, where the voice allows: neighbours share a mood,
a topic and a mistake of ours."""


def turns_of(labelled: Labelled, duration: int) -> tuple[Turn, ...]:
    """Turns sorted by start, none after `duration` (milliseconds); voices are named S1, S2 … in order of first speech.
    With one voice there is no margin.
    """
    several = labelled.active.shape[1] > 1
    found: list[tuple[Span, int]] = []
    for voice in range(labelled.active.shape[1]):
        spans = union(spans_of(labelled.active[:, voice]), gap=JOIN)
        found += [(span, voice) for span in spans if span.length >= LEAST]
    found.sort()
    order = {voice: f"S{number}" for number, voice in enumerate(dict.fromkeys(voice for _, voice in found), start=1)}
    return tuple(
        Turn(span.start, min(span.end, duration), order[voice], _margin(labelled, span, voice) if several else None)
        for span, voice in found
    )


def spans_of(active: npt.NDArray[np.bool_], frame: int = FRAME) -> tuple[Span, ...]:
    """Runs of True as spans; `frame` in milliseconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]]))) * frame
    return tuple(Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def voices_of(turns: Sequence[Turn], names: dict[str, str] | None = None) -> tuple[Voice, ...]:
    """Everyone who has a turn, in order of first speech."""
    spoken: dict[str, list[Turn]] = {}
    for turn in turns:
        spoken.setdefault(turn.speaker, []).append(turn)
    return tuple(
        Voice(
            id=id,
            name=(names or {}).get(id),
            talk=sum(turn.length for turn in own),
            clips=clips_of(turns, id),
        )
        for id, own in spoken.items()
    )


def clips_of(turns: Sequence[Turn], speaker: str) -> tuple[Span, ...]:
    """Up to three stretches of about five seconds in which `speaker` speaks alone, the surest first chosen, in time
    order. Fewer where there are not so many of at least 1.5 s.
    """
    others = union(turn.span for turn in turns if turn.speaker != speaker)
    candidates: list[tuple[float, Span]] = []
    for turn in turns:
        if turn.speaker == speaker:
            sure = 1.0 if turn.margin is None else max(turn.margin, 0.0) + 0.05
            for alone in subtract((turn.span,), near(others, turn.span)):
                candidates += [(sure * piece.length, piece) for piece in _pieces(alone)]
    candidates.sort(key=lambda pair: (-pair[0], pair[1]))
    return _spread([span for _, span in candidates], turns[-1].end if turns else 0)


def _spread(best: Sequence[Span], length: int) -> tuple[Span, ...]:
    """The best ones that are far apart, half as far where there are too few, at last any. In time order."""
    chosen: list[Span] = []
    for apart in (length // APART, length // APART // 2, length // APART // 4, 0):
        chosen = []
        for span in best:
            if len(chosen) < CLIPS and all(abs(span.start - other.start) >= max(apart, 1) for other in chosen):
                chosen.append(span)
        if len(chosen) == min(CLIPS, len(best)):
            break
    return tuple(sorted(chosen))


def overlaps_of(turns: Sequence[Turn]) -> tuple[Span, ...]:
    """Where two or more speak: sorted, disjoint."""
    edges = sorted([(turn.start, 1) for turn in turns] + [(turn.end, -1) for turn in turns])
    spans, count, start = [], 0, 0
    for at, change in edges:
        if count == 1 and change == 1:
            start = at
        if count == 2 and change == -1:
            spans.append(Span(start, at))
        count += change
    return union(spans)


def _pieces(alone: Span) -> list[Span]:
    if alone.length < LEAST_CLIP:
        return []
    if alone.length <= CLIP:
        return [alone]
    count = alone.length // CLIP
    spare = (alone.length - count * CLIP) // 2
    starts = range(alone.start + spare, alone.start + spare + count * CLIP, CLIP)
    return [Span(start, start + CLIP) for start in starts]


def _margin(labelled: Labelled, span: Span, voice: int) -> float:
    frames = slice(span.start // FRAME, span.end // FRAME)
    own = labelled.margin[frames][labelled.active[frames, voice]]
    return round(max(0.0, float(own.mean())), 3) if len(own) else 0.0
