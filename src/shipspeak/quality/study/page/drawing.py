"""Two drawings: curves over the budget, and strips of dots. Horizontal places are percentages, so that a drawing
narrows to a telephone without shrinking its text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.kit.page import at, element, percent

LEFT, RIGHT = 0.12, 0.96
"""Of the width: where the drawing begins, after its scale, and ends."""
_TOP, _HEIGHT, _FOOT = 12, 150, 26
_ROW = 20


@dataclass(frozen=True, slots=True)
class Series:
    """One way to choose."""

    name: str
    slot: int
    """Its colour, 0…6."""
    points: tuple[tuple[float, float], ...]
    """(budget, value), both 0…1."""
    chosen: int | None = None
    """Number of the point that is ringed."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of dots."""

    name: str
    values: tuple[float, ...]
    slot: int = 1
    middle: float | None = None
    """Marked by a stroke."""


def curves(
    label: str,
    series: Sequence[Series],
    *,
    budgets: Sequence[float],
    most: float = 1.0,
    least: float = 0.0,
    wanted: float | None = None,
) -> Markup:
    """Values from `least` to `most` over the budget; a line where they are `wanted`."""
    low, high = min(budgets) - 0.02, max(budgets) + 0.02

    def x(budget: float) -> str:
        return at(LEFT + (RIGHT - LEFT) * (budget - low) / (high - low))

    def y(value: float) -> float:
        return _TOP + _HEIGHT * (1 - (min(max(value, least), most) - least) / (most - least))

    foot = _TOP + _HEIGHT + 18
    parts = [
        *_levels(least, most),
        *(element("text", percent(budget), x=x(budget), y=foot, class_="tick mid") for budget in budgets),
    ]
    if wanted is not None:
        parts.append(element("line", x1=at(LEFT), x2=at(RIGHT), y1=y(wanted), y2=y(wanted), class_="goal"))
    for one in reversed(series):
        tone = f"series-{one.slot}"
        for (left, before), (right, after) in zip(one.points, one.points[1:], strict=False):
            parts.append(element("line", x1=x(left), y1=y(before), x2=x(right), y2=y(after), class_=tone))
        parts += [element("circle", cx=x(budget), cy=y(value), r=4, class_=tone) for budget, value in one.points]
        if one.chosen is not None:
            budget, value = one.points[one.chosen]
            parts.append(element("circle", cx=x(budget), cy=y(value), r=8, class_="chosen"))
    spoken = "; ".join(f"{one.name} " + ", ".join(percent(value) for _, value in one.points) for one in series)
    return _svg(f"{label}. {spoken}", parts, _TOP + _HEIGHT + _FOOT)


def strips(
    label: str, rows: Sequence[Strip], *, low: float, high: float, band: tuple[float, float] | None = None
) -> Markup:
    """Rows of dots from `low` to `high`; `band` is where they should lie. Values beyond stand at the edge."""
    left, width = 0.02, 0.96

    def x(value: float) -> float:
        return left + width * min(1.0, max(0.0, (value - low) / (high - low)))

    height = len(rows) * _ROW * 2
    parts = []
    if band is not None:
        start, end = x(band[0]), x(band[1])
        parts.append(element("rect", x=at(start), y=0, width=at(end - start), height=height, class_="wanted"))
    for step in range(5):
        value = low + (high - low) * step / 4
        anchor = "start" if step == 0 else "end" if step == 4 else "mid"
        parts.append(element("line", x1=at(x(value)), x2=at(x(value)), y1=0, y2=height, class_="rule"))
        parts.append(element("text", percent(value), x=at(x(value)), y=height + 18, class_=f"tick {anchor}"))
    for number, row in enumerate(rows):
        top = number * _ROW * 2
        parts.append(element("text", row.name, x=at(left), y=top + 17, class_="name"))
        middle = top + _ROW + 10
        parts += [element("circle", cx=at(x(v)), cy=middle, r=4.5, class_=f"series-{row.slot} dot") for v in row.values]
        if row.middle is not None:
            place = at(x(row.middle))
            parts.append(element("line", x1=place, x2=place, y1=middle - 9, y2=middle + 9, class_="middle"))
    return _svg(label, parts, height + _FOOT)


def _levels(least: float, most: float) -> Iterator[Markup]:
    for step in range(5):
        height = _TOP + _HEIGHT * (1 - step / 4)
        yield element("line", x1=at(LEFT), x2=at(RIGHT), y1=height, y2=height, class_="rule")
        level = percent(least + (most - least) * step / 4)
        yield element("text", level, x=at(LEFT - 0.015), y=height + 4, class_="tick end")


def _svg(label: str, parts: Sequence[Markup], height: float) -> Markup:
    return element("svg", element("title", label), *parts, class_="chart", role="img", width="100%", height=height)
