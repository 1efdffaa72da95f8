"""What quality costs, drawn: the point that is installed ringed. Against the cut that nine in ten meetings reach: the
median leaps where half of all plans begin to climb.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Final

from shipspeak.quality.study.curve import Curve, Traced
from shipspeak.quality.study.page.drawing import Series, curves
from shipspeak.quality.study.page.parts import Panel, Table, part, share
from shipspeak.quality.study.selectors import Selector

SLOTS: Final = {Selector.OURS: 1, Selector.CALIBRATED: 6}
LEAST, KEPT = 0.6, 0.90
"""Where the scale of what is kept begins, and what is wanted of its lower bound."""
RECALL: Final = 0.80


def panels(found: Curve) -> Iterator[Panel]:
    """Kept, its lower bound, and what is heard of each kind of moment."""
    figures: Mapping[str, tuple[Callable[[Traced], float], float | None]] = {
        "kept, mean of five": (attrgetter("kept"), None),
        "kept, lower 95 % bound": (attrgetter("kept_low"), KEPT),
    }
    for name, (figure, wanted) in figures.items():
        series = [_series(way, [(one, figure(one)) for one in _of(found, way)]) for way in SLOTS]
        yield Panel(name, curves(f"{name}, by cost cut", series, budgets=_ticks(found), least=LEAST, wanted=wanted))
    for kind in dict.fromkeys(kind for one in found.points for kind in one.heard):
        series = [_series(way, [(one, one.heard[kind]) for one in _of(found, way)]) for way in SLOTS]
        yield Panel(kind, curves(f"Heard, by cost cut: {kind}", series, budgets=_ticks(found), wanted=RECALL))


def table(found: Curve) -> Table:
    """What stands behind it."""
    kinds = list(dict.fromkeys(kind for one in found.points for kind in one.heard))
    rows = tuple(
        (
            one.selector + ", installed" * one.chosen,
            part(one.start),
            part(one.cap),
            *(share(figure, 1) for figure in (one.cut_p50, one.cut_p90, one.kept, one.kept_low)),
            *(share(one.heard.get(kind), 1) for kind in kinds),
        )
        for one in found.points
    )
    return Table(("selection", "start", "cap", "cut p50", "cut p90", "kept", "lower bound", *kinds), rows)


def _of(found: Curve, way: Selector) -> list[Traced]:
    return sorted((one for one in found.points if one.selector == way), key=lambda one: one.cut_p90)


def _series(way: Selector, values: list[tuple[Traced, float]]) -> Series:
    chosen = next((at for at, (one, _) in enumerate(values) if one.chosen), None)
    return Series(way.value, SLOTS[way], tuple((one.cut_p90, value) for one, value in values), chosen)


def _ticks(found: Curve) -> list[float]:
    """Tenths of the cut that hold every point."""
    cuts = [one.cut_p90 for one in found.points]
    return [tenth / 10 for tenth in range(int(min(cuts) * 10), int(max(cuts) * 10) + 2)]
