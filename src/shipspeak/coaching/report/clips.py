"""Which stretches of sound a report plays, and where each player stands on the page."""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from shipspeak.base import Span
from shipspeak.coaching.model import Evidence, Focus, Report

MOST = 40
"""Clips in one report: at 15 s of 32 kbit/s mp3 each, a self-contained file stays near 3 MB."""

ONE_CLIP = 25_000
"""Milliseconds that one clip holds at most."""
LONGEST_WHOLE = 120_000
"""Milliseconds of the longest stretch that a card plays whole; the app cuts no longer clip."""

_OF_A_METRIC = 3
"""Clips behind one number: enough to hear what was counted."""

ClipUrls = Callable[[Span], str]
"""Gives the address of a clip that the server cuts when it is asked for."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One playable stretch."""

    id: str
    """"clip-4"; the fragment that plays it, or jumps to it with scripts off."""
    span: Span
    source: str
    """Address, or data: URI in a self-contained file."""


def wanted(report: Report) -> tuple[Span, ...]:
    """The spans to cut for a self-contained report, most important first, at most MOST; inside the meeting. Then
    the stretches that cards play whole.

    A span that an earlier one covers is not listed again: `Clips.covering` finds the earlier one.
    Empty for a text without times.
    """
    kept: list[Span] = []
    if not report.timed:
        return ()
    for heard in _heard(report):
        if len(kept) < MOST and not any(_covers(clip, heard) for clip in kept):
            kept.append(_with_lead_in(heard, report.duration))
    return (*kept, *(whole for whole in filter(None, map(stretch, report.findings.focus)) if whole not in kept))


def stretch(focus: Focus) -> Span | None:
    """From a card's first quote to its last, where they are too far apart for one clip: what lies between is the claim.
    None where one clip holds them, or where it is longer than LONGEST_WHOLE.
    """
    first = min(focus.evidence, key=lambda piece: piece.start)
    whole = Span(first.clip.start, max(piece.end for piece in focus.evidence) + 1_000)
    return whole if ONE_CLIP < whole.length <= LONGEST_WHOLE else None


class Clips:
    """The clips of one page."""

    def __init__(self, report: Report, source: Mapping[Span, bytes] | ClipUrls) -> None:
        spans = [span for span in wanted(report) if callable(source) or span in source]
        self._whole = {whole for focus in report.findings.focus if (whole := stretch(focus))}
        self._clips = tuple(
            Clip(f"clip-{n}", span, source(span) if callable(source) else _data(source[span]))
            for n, span in enumerate(sorted(spans), 1)
        )

    def __iter__(self) -> Iterator[Clip]:
        return iter(self._clips)

    def whole(self, focus: Focus) -> Clip | None:
        """All of what a card tells of, where its quotes lie apart."""
        span = stretch(focus)
        return next((clip for clip in self._clips if clip.span == span), None)

    def covering(self, heard: Span) -> Clip | None:
        """The clip in which that stretch (or its first 20 s) can be heard; the shortest one."""
        fitting = [clip for clip in self._clips if clip.span not in self._whole and _covers(clip.span, heard)]
        return min(fitting, key=lambda clip: clip.span.length, default=None)


def _heard(report: Report) -> Iterator[Span]:
    """Everything the page would like to play, in order of importance."""
    found = report.findings
    for focus in found.focus:
        yield from map(_said, focus.evidence)
    for mark in found.marks:
        yield Span(mark.start, mark.end)
    for score in found.scores:
        yield from map(_said, score.evidence[:1])
    for metric in found.metrics:
        yield from metric.spans[:_OF_A_METRIC]


def _said(evidence: Evidence) -> Span:
    return Span(evidence.start, evidence.end)


def _with_lead_in(heard: Span, duration: int) -> Span:
    """Two seconds before, one after, 10 to 25 s where the meeting allows: the rule of Evidence.clip, kept inside."""
    clip = Evidence(passage="", speaker="", start=heard.start, end=heard.end, words="").clip
    end = min(clip.end, duration)
    return Span(max(0, min(clip.start, end - 10_000)), end)


def _covers(clip: Span, heard: Span) -> bool:
    return clip.start <= heard.start and clip.end >= min(heard.end, heard.start + 20_000)


def _data(sound: bytes) -> str:
    return f"data:audio/mpeg;base64,{base64.b64encode(sound).decode()}"
