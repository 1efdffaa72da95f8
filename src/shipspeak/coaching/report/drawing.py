"""The timeline as SVG. Horizontal places are percentages, so that the drawing narrows to a telephone without
shrinking its text; a lane's turns are one path in a stretched inner drawing, so that four hours stay small.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.base import Span, intersect, subtract, union
from shipspeak.kit.page import at, clock, element, lasting, percent

ROW = 34
"""Pixels of height of each row; `report.css` gives the names beside the drawing the same."""

AXIS = 22
"""Pixels below the rows, for the clock."""
_TIP = 22
"""Pixels below the clock, for what is pointed at."""
_BAR = 16
_GRID = 2_000
"""Steps across a lane: turns closer than one step become one. 8 lanes of 4 h stay below 100 KB."""

STEPS = tuple(n * 1000 for n in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200))
_SHAPES = {"strength": "M0 5l8 8-8 8-8-8z", "change": "M-7 13a7 7 0 1 1 14 0a7 7 0 1 1-14 0z"}


_ROOM = 0.07
"""Of the width, that a pin and its count take on a telephone."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker."""

    name: str
    slot: int
    """Which of the six speaker colours, 1…6; 0 for several people together."""
    share: float
    """Of all talk, 0…1."""
    focal: bool
    spoken: tuple[Span, ...]
    """Sorted, disjoint."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One moment, or several close together."""

    place: float
    """0…1 of the width."""
    row: int
    tone: str
    label: str
    target: str
    """Id on the page that it plays or jumps to."""
    count: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A stretch to point at: it tells what was written down in it, and leads to where the rest can be had."""

    span: Span
    label: str
    target: str


def draw(
    duration: int,
    lanes: Sequence[Lane],
    pins: Sequence[Pin],
    pin_rows: int,
    covered: tuple[Span, ...] | None,
    tiles: Sequence[Tile] = (),
) -> Markup:
    """The drawing. `duration` ms > 0; `pin_rows` rows above the lanes; `covered` None: nothing chosen yet.

    Pins and tiles are links and so keep their own names; everything else is described by title and desc.
    """
    top = pin_rows * ROW
    bottom = top + len(lanes) * ROW
    return element(
        "svg",
        element("title", "Who spoke when"),
        element("desc", _describe(duration, lanes, pins, covered)),
        *_unread(duration, covered, top, bottom),
        *grid(duration, top, bottom),
        *(_lane(duration, lane, top + number * ROW, covered) for number, lane in enumerate(lanes)),
        *(_tile(tile, duration, top, bottom) for tile in tiles),
        *(_pin(pin, bottom, _side(pin, pins)) for pin in pins),
        class_="timeline",
        role="group",
        width="100%",
        height=bottom + AXIS + (_TIP if tiles else 0),
    )


def _describe(duration: int, lanes: Sequence[Lane], pins: Sequence[Pin], covered: tuple[Span, ...] | None) -> str:
    shares = ", ".join(f"{lane.name} {percent(lane.share)}" for lane in lanes)
    read = "" if covered is None else f" {percent(sum(s.length for s in covered) / duration)} was transcribed."
    marked = sum(pin.count for pin in pins)
    return (
        f"{lasting(duration)}. Share of talk: {shares}.{read} {marked} moments marked. As figures in the table below."
    )


def _unread(duration: int, covered: tuple[Span, ...] | None, top: int, bottom: int) -> list[Markup]:
    """Hatched columns behind the lanes; the hatch is in pixels, never stretched."""
    if covered is None:
        return []
    gaps = union(subtract([Span(0, duration)], covered), gap=0)
    gaps = tuple(gap for gap in gaps if gap.length >= duration / _GRID)
    line = element("line", x1=0, y1=0, x2=0, y2=7, class_="hatch")
    pattern = element(
        "pattern", line, id="unread", width=7, height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    columns = [
        element(
            "rect",
            x=at(gap.start / duration),
            y=top,
            width=at(gap.length / duration),
            height=bottom - top,
            fill="url(#unread)",
        )
        for gap in gaps
    ]
    return [element("defs", pattern), *columns]


def grid(duration: int, top: int, bottom: int) -> list[Markup]:
    step = next((step for step in STEPS if duration / step <= 4.5), STEPS[-1] * (1 + duration // (4 * STEPS[-1])))
    marks: list[Markup] = []
    for ms in range(0, duration + 1, step):
        share = ms / duration
        anchor = "start" if share < 0.04 else "end" if share > 0.96 else "middle"
        label = element("text", _tick(ms, duration), x=at(share), y=bottom + 16, text_anchor=anchor, class_="tick")
        marks += [element("line", x1=at(share), x2=at(share), y1=top, y2=bottom + 4, class_="rule"), label]
    return marks


def _tick(ms: int, duration: int) -> str:
    if duration < 3_600_000 or ms == 0:
        return clock(ms)
    return f"{ms // 3_600_000}:{ms // 60_000 % 60:02} h"


def _lane(duration: int, lane: Lane, top: int, covered: tuple[Span, ...] | None) -> Markup:
    read = lane.spoken if covered is None else intersect(lane.spoken, covered)
    unread = subtract(lane.spoken, read)
    parts = [
        element("path", d=_path(part, duration), class_=f"voice-{lane.slot}{shade}")
        for part, shade in ((unread, " unread"), (read, ""))
        if part
    ]
    middle = top + ROW / 2
    turns = element(
        "svg",
        *parts,
        y=middle - _BAR / 2,
        width="100%",
        height=_BAR,
        viewBox=f"0 0 {_GRID} 1",
        preserveAspectRatio="none",
    )
    return element("g", element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="floor"), turns)


def _path(spans: Sequence[Span], duration: int) -> str:
    """Rectangles of height 1 on the grid, each at least two steps wide so that it can be seen."""
    steps = union(
        Span(start := s.start * _GRID // duration, max(start + 2, -(-s.end * _GRID // duration))) for s in spans
    )
    return "".join(f"M{s.start} 0h{s.length}v1h-{s.length}z" for s in steps)


def _tile(tile: Tile, duration: int, top: int, bottom: int) -> Markup:
    """The tip stands below the clock, on the side that has room for it."""
    start, share = tile.span.start / duration, tile.span.length / duration
    middle = start + share / 2
    side, anchor = ("0", "start") if middle < 0.34 else ("100%", "end") if middle > 0.66 else ("50%", "middle")
    column = element("rect", width="100%", height=bottom - top, rx=3, class_="hit")
    children = [element("title", tile.label), element("svg", column, x=at(start), y=top, width=at(share))]
    tip = element(
        "text", tile.label, x=side, y=bottom + AXIS + 14, text_anchor=anchor, class_="tip", aria_hidden="true"
    )
    return element("a", *children, tip, href=f"#{tile.target}", class_="tile", aria_label=tile.label)


def _side(pin: Pin, pins: Sequence[Pin]) -> str | None:
    """Where the pin's count has room: behind it, before it, or (None) nowhere; it is in the pin's label too."""
    beside = [other.place - pin.place for other in pins if other.row == pin.row and other is not pin]
    behind = min((gap for gap in beside if gap >= 0), default=1.0)
    before = min((-gap for gap in beside if gap < 0), default=1.0)
    if behind >= _ROOM and pin.place <= 1 - _ROOM / 2:
        return "start"
    return "end" if before >= _ROOM and pin.place >= _ROOM else None


def _pin(pin: Pin, bottom: int, side: str | None) -> Markup:
    top = pin.row * ROW
    children = [
        element("title", pin.label),
        element("rect", x=-12, y=1, width=24, height=26, rx=4, class_="hit"),
        element("path", d=_SHAPES[pin.tone], class_="pin"),
    ]
    link = element("a", *children, href=f"#{pin.target}", class_=f"mark-{pin.tone}", aria_label=pin.label)
    stem = element("line", x1=0, x2=0, y1=22, y2=bottom - top, class_="stem")
    shown = [side] if side is not None and pin.count > 1 else []
    count = [
        element(
            "text",
            str(pin.count),
            x=11 if where == "start" else -11,
            y=17,
            text_anchor=where,
            class_="tick",
            aria_hidden="true",
        )
        for where in shown
    ]
    return element("svg", stem, link, *count, x=at(pin.place), y=top, overflow="visible")
