"""A figure from meeting to meeting as SVG: a dot for each, its 95 % interval, each week's mean, the usual range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from shipspeak.coaching.report.words import amount, interval, usual
from shipspeak.coaching.weeks.course import Course, Dot, mean
from shipspeak.coaching.weeks.model import Week
from shipspeak.coaching.weeks.strips import Strip, strips
from shipspeak.kit.page import at, day, element, plural

HEIGHT, EDGE = 64, 8
MANY = 30
"""Dots, from which on each is smaller."""


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return HEIGHT - EDGE - (value - self.low) / (self.high - self.low) * (HEIGHT - 2 * EDGE)


def draw(course: Course) -> Markup:
    dots = [one for _, ones in course.weeks for one in ones]
    axis = _axis(course, dots)
    last = course.weeks[-1][0]
    return element(
        "svg",
        *_usual(course, axis),
        *(part for strip, ones in course.weeks for part in _mean(strip, ones, axis)),
        *(_dot(one, axis, many=len(dots) > MANY, last=one.place > last.start) for one in dots),
        class_="course",
        role="img",
        aria_label=_said(course, dots),
        width="100%",
        height=HEIGHT,
    )


def dates(weeks: Sequence[Week]) -> Markup:
    """Above all of them: when each week begins; of two that would touch, the later."""
    all_strips = strips(weeks)
    shown = [one for one, after in zip_longest(all_strips, all_strips[1:]) if after is None or _room(one, after)]
    labels = [
        element("text", f"{one.monday:%-d %b}", x=at((one.start + one.end) / 2), y=12, text_anchor="middle")
        for one in shown
    ]
    return element("svg", *labels, class_="dates", aria_hidden="true", width="100%", height=16)


def _room(one: Strip, after: Strip) -> bool:
    return after.start + after.end - one.start - one.end > 2 * 0.14


def _axis(course: Course, dots: Sequence[Dot]) -> _Axis:
    """Wide enough for all that is shown: who is far from what is usual sees how far."""
    band = course.metric.band
    ends = [one.value for one in dots] + [
        end
        for end in (
            *(one.metric.low for one in dots),
            *(one.metric.high for one in dots),
            *((band.low, band.high) if band else ()),
        )
        if end is not None
    ]
    low, high = min(ends), max(ends)
    return _Axis(low, high) if high > low else _Axis(low - 1, high + 1)


def _usual(course: Course, axis: _Axis) -> Iterator[Markup]:
    band = course.metric.band
    if band is not None and usual(course.metric):
        top = 0.0 if band.high is None else axis.y(band.high)
        bottom = float(HEIGHT) if band.low is None else axis.y(band.low)
        yield element("rect", x="0", y=top, width="100%", height=bottom - top, class_="band")


def _mean(strip: Strip, dots: Sequence[Dot], axis: _Axis) -> Iterator[Markup]:
    value = mean(dots)
    if value is not None:
        y = axis.y(value)
        yield element("line", x1=at(strip.start), x2=at(strip.end), y1=y, y2=y, class_="mean")


def _dot(one: Dot, axis: _Axis, *, many: bool, last: bool) -> Markup:
    x, low, high = at(one.place), one.metric.low, one.metric.high
    said = ", ".join(filter(None, [amount(one.value, one.metric.unit), interval(one.metric)]))
    parts = [element("title", f"{one.held.title}, {day(one.held.on)}: {said}")]
    if low is not None and high is not None and low < high:
        parts.append(element("line", x1=x, x2=x, y1=axis.y(low), y2=axis.y(high), class_="whisker"))
    parts.append(element("circle", cx=x, cy=axis.y(one.value), r=2.5 if many else 4.5, class_="value"))
    return element("g", *parts, class_="last" if last else None)


def _said(course: Course, dots: Sequence[Dot]) -> str:
    """For those who do not see it."""
    values, unit = [one.value for one in dots], course.metric.unit
    over = f"from {amount(min(values), unit)} to {amount(max(values), unit)}"
    return f"{course.metric.name} in {plural(len(dots), 'meeting')}: {over}; the last {amount(values[-1], unit)}"
