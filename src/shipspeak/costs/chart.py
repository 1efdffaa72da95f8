"""Drawings: the month and where it will end, its days, shares and budgets. SVG from the server."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from shipspeak.ai import Standing
from shipspeak.costs.model import Month
from shipspeak.kit.page import at, element, money

HEIGHT, BARS = 208, 72
TOP, FLOOR = 22, HEIGHT - 24
"""Pixels between which money is drawn, from the dearest to nothing."""
METER = 10


def month(seen: Month) -> Markup:
    """Spending adds up to today; from there it opens to where the month will end."""
    parts = [_rule(FLOOR, "floor")]
    if seen.limit is None or seen.limit > seen.top:
        parts += [_rule(TOP, "top"), _label(money(seen.top), TOP - 6)]
    if seen.expected is not None and seen.likely and seen.nearly_surely:
        parts += [_fan(seen, seen.nearly_surely, "sure"), _fan(seen, seen.likely, "likely")]
        parts.append(_line([(len(seen.sums), seen.sums[-1]), (seen.length, seen.expected)], seen, "ahead"))
    parts.append(_line([(0, 0.0), *enumerate(seen.sums, 1)], seen, "spent"))
    if seen.limit is not None and seen.limit <= seen.top:
        y = _height(seen.limit, seen.top)
        parts += [_rule(y, "limit"), _label(f"Budget {money(seen.limit)}", y - 6)]
    return element(
        "svg",
        element("title", _said(seen)),
        *parts,
        class_="month",
        role="img",
        width="100%",
        height=HEIGHT - 22,
    )


def days(costs: Sequence[tuple[date, Decimal]], length: int) -> Markup:
    """A bar for each day of the month so far, below the same places of the drawing above."""
    most = max([Decimal("0.01"), *(cost for _, cost in costs)])
    bars = [
        element(
            "rect",
            element("title", f"{day.day} {day:%b}: {money(float(cost))}"),
            x=at((day.day - 0.9) / length),
            y=BARS - max(1.5, float(cost / most) * BARS) if cost else BARS - 0.75,
            width=at(0.8 / length),
            height=max(1.5, float(cost / most) * BARS) if cost else 0.75,
            class_="day" if cost else "none",
            rx=1.5 if cost else None,
        )
        for day, cost in costs
    ]
    ticks = [_tick(day, (day - 0.5) / length, "middle") for day in (1, 8, 15, 22)] + [_tick(length, 1.0, "end")]
    said = f"Each day: the dearest cost {money(float(most))}"
    return element(
        "svg", element("title", said), *bars, *ticks, class_="days", role="img", width="100%", height=BARS + 20
    )


def share(part: Decimal, whole: Decimal) -> Markup:
    """A bar as long as its share of the dearest; for the eye only, the figure stands beside it."""
    width = at(float(part / whole) if whole else 0.0)
    return element(
        "svg",
        element("rect", width="100%", height=6, rx=3, class_="ground"),
        element("rect", width=width, height=6, rx=3, class_="part"),
        class_="meter",
        width="100%",
        height=6,
        aria_hidden="true",
    )


def budget(one: Standing) -> Markup:
    """How full it is: spent, then reserved by calls under way; marks where it warns (50 and 80 %)."""
    limit = float(one.limit_usd)
    spent = min(1.0, float(one.spent_usd) / limit) if limit else 1.0
    used = min(1.0, float(one.spent_usd + one.reserved_usd) / limit) if limit else 1.0
    return element(
        "svg",
        element("rect", width="100%", height=METER, rx=METER / 2, class_="ground"),
        element("rect", width=at(used), height=METER, rx=METER / 2, class_="reserved"),
        element("rect", width=at(spent), height=METER, rx=METER / 2, class_="part" if used < 0.8 else "much"),
        *(element("line", x1=at(mark), x2=at(mark), y1=0, y2=METER, class_="mark") for mark in (0.5, 0.8)),
        class_="meter",
        width="100%",
        height=METER,
        aria_hidden="true",
    )


def _tick(day: int, place: float, anchor: str) -> Markup:
    return element("text", str(day), x=at(place), y=BARS + 16, class_="tick", text_anchor=anchor)


def _fan(seen: Month, ends: tuple[float, float], kind: str) -> Markup:
    now, last = len(seen.sums), seen.sums[-1]
    corners = [(now, last), (seen.length, ends[1]), (seen.length, ends[0])]
    return _stretched(element("polygon", points=_points(corners, seen), class_=kind))


def _line(points: Sequence[tuple[int, float]], seen: Month, kind: str) -> Markup:
    return _stretched(
        element("polyline", points=_points(points, seen), class_=kind, vector_effect="non-scaling-stroke")
    )


def _stretched(shape: Markup) -> Markup:
    """A drawing of its own that is as wide as the page; strokes are not stretched."""
    return element("svg", shape, viewBox=f"0 0 100 {HEIGHT}", width="100%", height=HEIGHT, preserveAspectRatio="none")


def _points(points: Sequence[tuple[int, float]], seen: Month) -> str:
    return " ".join(f"{100 * day / seen.length:.2f},{_height(cost, seen.top):.1f}" for day, cost in points)


def _height(cost: float, top: float) -> float:
    return FLOOR - (FLOOR - TOP) * min(1.0, cost / top)


def _rule(y: float, kind: str) -> Markup:
    return element("line", x1="0", x2="100%", y1=y, y2=y, class_=kind)


def _label(text: str, y: float) -> Markup:
    return element("text", text, x=4, y=y, class_="tick")


def _said(seen: Month) -> str:
    said = f"Spent this month: {money(seen.sums[-1])}"
    if seen.expected is None or seen.likely is None:
        return said
    low, high = seen.likely
    return f"{said}; at its end probably {money(seen.expected)}, {money(low)} to {money(high)} in 80 of 100 such months"
