"""From turns to voices, the clips that show them and where they overlap. Pure."""

from collections.abc import Sequence

from shipspeak.base import Span, Turn, near, subtract, union
from shipspeak.speech.model import Voice

JOIN = 500
"""Milliseconds of pause within a turn. Shorter ones are breath and plosives; NIST's diarisation rules bridge
0.3 s, telephone corpora 0.5 s."""
CLIP = 5_000
LEAST_CLIP = 1_500
CLIPS = 3
APART = 5
"""Clips stand at least a share of one by so many of the meeting apart, where the voice allows: neighbours share a mood,
a topic and a mistake of ours."""


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
