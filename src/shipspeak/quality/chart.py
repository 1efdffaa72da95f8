"""Drawings: how far estimates missed, and how near the drift tests are to their limits. SVG from the server."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from shipspeak.kit.page import at, element, figure, percent
from shipspeak.quality.drift import LIMIT, MISS_LIMIT, State
from shipspeak.quality.model import Difference

HEIGHT = 132
MIDDLE = HEIGHT / 2
REACH = 56
"""Pixels from the middle to the largest value."""
LEAST, MOST = 0.05, 2.0
"""Of the whole's value: between which the scale of misses reaches; what lies beyond is drawn at the edge."""


def misses(found: Sequence[Difference]) -> Markup:
    """One whisker for each meeting: estimate and interval, as a share of what the whole meeting says (the line)."""
    relative = [_relative(one) for one in found]
    reach = min(MOST, max([LEAST, *(abs(value) for one in relative for value in one)]))
    marks = [
        mark
        for number, (one, (value, low, high)) in enumerate(zip(found, relative, strict=True))
        for mark in _whisker(_place(number, len(found)), (value, low, high), reach, covered=one.point.covered)
    ]
    return _frame(
        f"Estimate and interval of {len(found)} meetings against the whole meeting",
        _rule(MIDDLE, "whole"),
        *marks,
        _label(f"+{percent(reach)}", 16),
        _label(f"−{percent(reach)}", HEIGHT - 7),
    )


def tests(states: Sequence[State]) -> Markup:
    """The three sums as shares of their limits: too high upwards, too low downwards, misses dashed upwards."""
    last = states[-1]
    said = (
        f"After {last.seen} meetings: too high {figure(last.high)} of {figure(LIMIT)}, too low {figure(last.low)} of "
        f"{figure(LIMIT)}, misses {figure(last.misses)} of {figure(MISS_LIMIT)}"
    )
    return _frame(
        said,
        _rule(MIDDLE, "whole"),
        _rule(MIDDLE - REACH, "limit"),
        _rule(MIDDLE + REACH, "limit"),
        _path([state.high / LIMIT for state in states], "sum"),
        _path([-state.low / LIMIT for state in states], "sum"),
        _path([state.misses / MISS_LIMIT for state in states], "sum missing"),
        _label("too high", MIDDLE - REACH + 15),
        _label("too low", MIDDLE + REACH - 6),
    )


def _whisker(x: float, values: tuple[float, float, float], reach: float, *, covered: bool) -> Iterator[Markup]:
    value, low, high = (_height(one, reach) for one in values)
    kind = "covered" if covered else "missed"
    yield element("line", x1=at(x), x2=at(x), y1=high, y2=low, class_=f"whisker {kind}")
    if covered:
        yield element("circle", cx=at(x), cy=value, r=3, class_=kind)
    else:  # another shape too, for whoever does not tell the colours apart
        place = element("path", d=f"M0 {value - 5:.1f}l5 5-5 5-5-5z", class_=kind)
        yield element("svg", place, x=at(x), overflow="visible")


def _path(shares: Sequence[float], kind: str) -> Markup:
    """A line in a drawing of its own that is stretched; its stroke is not."""
    places = [
        f"{100 * number / max(1, len(shares) - 1):.2f},{MIDDLE - REACH * max(-1.1, min(1.1, share)):.1f}"
        for number, share in enumerate(shares)
    ]
    line = element("polyline", points=" ".join(places), class_=kind, vector_effect="non-scaling-stroke")
    return element("svg", line, viewBox=f"0 0 100 {HEIGHT}", width="100%", height=HEIGHT, preserveAspectRatio="none")


def _frame(said: str, *parts: Markup) -> Markup:
    return element("svg", element("title", said), *parts, class_="drift", role="img", width="100%", height=HEIGHT)


def _rule(y: float, kind: str) -> Markup:
    return element("line", x1="0", x2="100%", y1=y, y2=y, class_=kind)


def _label(text: str, y: float) -> Markup:
    return element("text", text, x=6, y=y, class_="tick")


def _relative(one: Difference) -> tuple[float, float, float]:
    scale = abs(one.whole) or 1.0
    return (one.estimate - one.whole) / scale, (one.low - one.whole) / scale, (one.high - one.whole) / scale


def _height(value: float, reach: float) -> float:
    return MIDDLE - REACH * max(-1.0, min(1.0, value / reach))


def _place(number: int, count: int) -> float:
    """Of the width; the edge of the labels is left free."""
    return 0.18 + 0.8 * (number / max(1, count - 1))
