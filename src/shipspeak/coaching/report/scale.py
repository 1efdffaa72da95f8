"""A figure on its scale: usual range, 95 % interval, value; what cannot be shown is hatched or dashed, never 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from shipspeak.coaching.model import Basis, Metric, Standing
from shipspeak.coaching.report.words import interval, standing, told, usual
from shipspeak.kit.page import at, element


class State(StrEnum):
    """How a row looks; the words beside it say the same."""

    OUTSIDE = "outside"
    UNDECIDED = "undecided"
    INSIDE = "inside"
    PLAIN = "plain"
    THIN = "thin"
    UNMEASURED = "unmeasured"


def state(metric: Metric) -> State:
    """What kind of row this is. A missing value is never drawn as 0, whatever its basis says."""
    if metric.basis is Basis.NOT_MEASURED:
        return State.UNMEASURED
    if metric.basis is Basis.NOT_ENOUGH_EVIDENCE or metric.value is None:
        return State.THIN
    return {
        Standing.BELOW: State.OUTSIDE,
        Standing.ABOVE: State.OUTSIDE,
        Standing.UNDECIDED: State.UNDECIDED,
        Standing.IN_BAND: State.INSIDE,
        Standing.NO_BAND: State.PLAIN,
    }[metric.standing]


def value(metric: Metric) -> str:
    """As a person reads it: "152 words/min". Empty when there is no value to show."""
    if state(metric) in {State.THIN, State.UNMEASURED} or metric.value is None:
        return ""
    return " ".join(filter(None, told(metric)))


def scale(metric: Metric) -> Markup:
    """The drawing: usual range as a broad bar, interval as a whisker, value as a dot.

    Empty for a figure with neither range nor interval: a dot alone on a line says nothing.
    """
    kind = state(metric)
    if kind in {State.THIN, State.UNMEASURED} or metric.value is None:
        return _frame(metric, kind, _blank(hatched=kind is State.THIN))
    if not usual(metric) and not interval(metric):
        return Markup()
    axis = _axis(metric)
    parts = [element("line", x1="0", x2="100%", y1=14, y2=14, class_="floor")]
    if metric.band is not None and usual(metric):
        left = axis.place(axis.low if metric.band.low is None else metric.band.low)
        right = axis.place(axis.high if metric.band.high is None else metric.band.high)
        parts.append(element("rect", x=at(left), y=8, width=at(right - left), height=12, rx=3, class_="band"))
    if metric.low is not None and metric.high is not None and metric.low < metric.high:
        ends = (axis.place(metric.low), axis.place(metric.high))
        parts.append(element("line", x1=at(ends[0]), x2=at(ends[1]), y1=14, y2=14, class_="whisker"))
        parts += [element("line", x1=at(end), x2=at(end), y1=9, y2=19, class_="whisker") for end in ends]
    parts.append(element("circle", cx=at(axis.place(metric.value)), cy=14, r=5.5, class_="value"))
    return _frame(metric, kind, parts)


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float

    def place(self, value: float) -> float:
        """Share of the width, kept 1.5 % off the edges so that a dot is never cut."""
        return min(0.985, max(0.015, (value - self.low) / (self.high - self.low)))


def _axis(metric: Metric) -> _Axis:
    """From 0, unless everything to be shown lies far from it; a share never beyond 100 %."""
    band: Sequence[float | None] = (metric.band.low or 0.0, metric.band.high) if metric.band else ()
    shown = [value for value in (metric.value, metric.low, metric.high, *band) if value is not None]
    least, most = min(shown), max(shown)
    low = 0.0 if least >= 0 and least < 0.5 * most else least - 0.6 * (most - least or abs(most) or 1.0)
    high = most + 0.25 * (most - low or 1.0)
    if metric.unit == "%":
        low = max(0.0, low)
        return _Axis(low, max(min(100.0, high), low + 1.0))
    return _Axis(low, high)


def _blank(*, hatched: bool) -> list[Markup]:
    outline = element("rect", x=0, y=9, width="100%", height=10, rx=5, class_="blank")
    return [outline, element("line", x1=4, x2="100%", y1=14, y2=14, class_="hatching")] if hatched else [outline]


def _frame(metric: Metric, kind: State, parts: Sequence[Markup]) -> Markup:
    """The drawing with its sentence for those who do not see it."""
    expected = f"usual {usual(metric)}" if usual(metric) else ""
    label = ", ".join(filter(None, [metric.name, value(metric), interval(metric), standing(metric), expected]))
    return element("svg", *parts, class_=f"scale {kind.value}", role="img", aria_label=label, width="100%", height=28)
