"""What was written down and why, as rows under the same clock as the timeline. Geometry as in `drawing.py`."""

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup

from shipspeak.base import Span
from shipspeak.coaching.report.drawing import AXIS, ROW, grid
from shipspeak.kit.page import at, clock, element, lasting

_BAR = 14
_LEAST = 0.003
"""Share of the width below which a stretch could not be seen."""


class Row(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def units(self) -> Sequence[tuple[Span, str]]: ...


def draw_shares(duration: int, rows: Sequence[Row]) -> Markup:
    """One row for each reason; each stretch says its own when pointed at."""
    bottom = len(rows) * ROW
    said = "; ".join(f"{row.name} {lasting(row.length)}" for row in rows)
    return element(
        "svg",
        element("title", "What was written down, and why"),
        element("desc", f"{said}. As figures in the table below."),
        *grid(duration, 0, bottom),
        *(_row(row, number * ROW + ROW / 2, duration) for number, row in enumerate(rows)),
        class_="timeline plan",
        role="img",
        width="100%",
        height=bottom + AXIS,
    )


def _row(row: Row, middle: float, duration: int) -> Markup:
    stretches = [
        element(
            "rect",
            element("title", f"{clock(span.start)} to {clock(span.end)}: {why}"),
            x=at(span.start / duration),
            y=middle - _BAR / 2,
            width=at(max(_LEAST, span.length / duration)),
            height=_BAR,
            rx=1.5,
            class_="written",
        )
        for span, why in row.units
    ]
    return element("g", element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="floor"), *stretches)
