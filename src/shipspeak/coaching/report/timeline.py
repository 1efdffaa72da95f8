"""The timeline: a lane for each speaker, moments above, and which part was read. Data and a table; drawn by
`drawing.py`. Works from the census alone, so that it can be shown while the rest is still being done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.base import Span, Turn, intersect, subtract, total, union
from shipspeak.coaching.model import Mark, Report, Tone
from shipspeak.coaching.report.clips import Clips
from shipspeak.coaching.report.drawing import Lane, Pin, Tile, draw
from shipspeak.coaching.report.stretches import stretches
from shipspeak.coaching.report.words import TONES, people
from shipspeak.kit.page import clock, lasting, percent

LANES = 8
"""More people than this share one last lane: a page of lanes is not read."""

_SLICES = 12
"""Rows of the table behind the picture."""

_PIN = 0.034
"""Pins nearer than this share of the width become one: 24 px of a 700 px drawing."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the template shows."""

    picture: Markup
    lanes: tuple[Lane, ...]
    tones: tuple[Tone, ...]
    """Rows of moments above the lanes."""
    table: "Table"
    read: float | None
    """Share transcribed, 0…1; None while nothing is chosen yet."""


@dataclass(frozen=True, slots=True)
class Table:
    """The picture as figures: one row for each slice of time."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_report(report: Report, clips: Clips) -> Timeline | None:
    """The finished timeline; None for a text without times, which has no clock to draw against."""
    if not report.timed or report.duration <= 0:
        return None
    tiles = tuple(Tile(one.span, one.label, f"stretch-{one.number}") for one in stretches(report))
    names, marks = people(report), report.findings.marks
    return timeline(report.duration, report.turns, names, report.focal, report.covered, marks, clips, tiles)


def timeline(  # noqa: PLR0913, PLR0917 -- one parameter for each layer
    duration: int,
    turns: Sequence[Turn],
    names: dict[str, str],
    focal: str | None = None,
    covered: tuple[Span, ...] | None = None,
    marks: Sequence[Mark] = (),
    clips: Clips | None = None,
    tiles: Sequence[Tile] = (),
) -> Timeline:
    """Milliseconds throughout. `names` orders the lanes: voice id -> name. `covered` None: nothing chosen yet."""
    lanes = _lanes(turns, names, focal)
    tones = tuple(tone for tone in Tone if any(mark.tone is tone for mark in marks))
    pins = tuple(pin for row, tone in enumerate(tones) for pin in _pins(duration, row, tone, marks, clips))
    return Timeline(
        picture=draw(duration, lanes, pins, len(tones), covered, tiles),
        lanes=lanes,
        tones=tones,
        table=_table(duration, lanes, covered),
        read=None if covered is None else total(covered) / duration,
    )


def _lanes(turns: Sequence[Turn], names: dict[str, str], focal: str | None) -> tuple[Lane, ...]:
    spoken = {voice: union(turn.span for turn in turns if turn.speaker == voice) for voice in names}
    heard = [voice for voice in names if spoken[voice]]
    all_talk = max(1, sum(total(spoken[voice]) for voice in heard))
    own, rest = (heard, []) if len(heard) <= LANES else (heard[: LANES - 1], heard[LANES - 1 :])
    lanes = [
        Lane(names[voice], number % 6 + 1, total(spoken[voice]) / all_talk, voice == focal, spoken[voice])
        for number, voice in enumerate(own)
    ]
    if rest:
        shared = union(span for voice in rest for span in spoken[voice])
        talk = sum(total(spoken[voice]) for voice in rest)
        lanes.append(Lane(f"{len(rest)} others", 0, talk / all_talk, focal in rest, shared))
    return tuple(lanes)


def _pins(duration: int, row: int, tone: Tone, marks: Sequence[Mark], clips: Clips | None) -> list[Pin]:
    """Moments of one row, near ones as one pin that says how many it stands for."""
    groups: list[list[tuple[int, Mark]]] = []
    for number, mark in sorted(enumerate(marks, 1), key=lambda pair: pair[1].start):
        if mark.tone is not tone:
            continue
        if groups and mark.start - groups[-1][0][1].start < _PIN * duration:
            groups[-1].append((number, mark))
        else:
            groups.append([(number, mark)])
    pins = []
    for group in groups:
        number, mark = group[0]
        clip = clips.covering(Span(mark.start, mark.end)) if clips else None
        several = f"{len(group)} moments, the first: " if len(group) > 1 else ""
        label = f"{TONES[tone]}: {several}{mark.label}, {clock(mark.start)}"
        pins.append(
            Pin(mark.start / duration, row, tone.value, label, clip.id if clip else f"moment-{number}", len(group))
        )
    return pins


def _table(duration: int, lanes: tuple[Lane, ...], covered: tuple[Span, ...] | None) -> Table:
    read = () if covered is None else ("Transcribed",)
    head = ("From", *(lane.name for lane in lanes), "Nobody", *read)
    rows = []
    for index in range(_SLICES):
        part = Span(duration * index // _SLICES, duration * (index + 1) // _SLICES)
        if part.length <= 0:
            continue
        silent = total(subtract([part], union(span for lane in lanes for span in lane.spoken)))
        cells = [lasting(total(intersect(lane.spoken, [part]))) for lane in lanes]
        chosen = () if covered is None else (percent(total(intersect(covered, [part])) / part.length),)
        rows.append((clock(part.start), *cells, lasting(silent), *chosen))
    return Table(head, tuple(rows))
