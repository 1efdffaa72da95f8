"""The meeting in a dozen stretches: what of each was written down and why, and what the rest would cost."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shipspeak.base import Span, intersect, total, union
from shipspeak.coaching.asked import pieces, spoken, unwritten
from shipspeak.coaching.model import Report
from shipspeak.coaching.report.drawing import STEPS
from shipspeak.coaching.report.plan import ASKED, ROLES
from shipspeak.coaching.report.words import portion
from shipspeak.kit.page import clock, lasting
from shipspeak.sampling import DEFAULT, Preset

MOST = 16
"""Stretches: few enough to choose among, and wide enough to point at."""

_WORDS, _REST = ("transcribe", "ask"), ("choose", "analyse")
_ON_THE_WAY = 1.0
"""Seconds between the press of a button and the grown report in which nothing is counted: the queue, the page."""
_LEAST = 1_000
"""Milliseconds of talk that are worth a button."""


@dataclass(frozen=True, slots=True)
class Price:
    """What something would cost before it is asked for, at the rate of this very meeting on this very machine."""

    length: int
    """Milliseconds of talk."""
    seconds: int | None
    """About how long it takes; None where nothing is known to go by."""
    usd: float


@dataclass(frozen=True, slots=True)
class Stretch:
    number: int
    span: Span
    written: int
    """Milliseconds."""
    why: tuple[str, ...]
    """The reasons of what was written down, in lower case."""
    rest: Price | None
    """For what was not written down; None when nothing is missing."""

    @property
    def label(self) -> str:
        """For who points at it."""
        why = f" ({', '.join(self.why)})" if self.why else ""
        missing = f", {lasting(self.rest.length)} of talk not" if self.rest else ""
        return f"{clock(self.span.start)} to {clock(self.span.end)}: {self.done}{why}{missing}"

    @property
    def done(self) -> str:
        return f"{lasting(self.written) if self.written >= 500 else 'nothing'} written down"


@dataclass(frozen=True, slots=True)
class Offer:
    """A larger part of the whole meeting."""

    preset: Preset
    share: float
    """It begins with; more is written down where numbers stay open."""
    portion: str
    """In words."""
    price: Price


def stretches(report: Report) -> tuple[Stretch, ...]:
    """The meeting cut where somebody stops talking; none when everything was written down, or there is no clock."""
    if not report.timed:
        return ()
    missing = unwritten(report.turns, report.covered, report.duration)
    if total(missing) < _LEAST:
        return ()
    written = union(report.covered)
    found = []
    for number, span in enumerate(_cuts(report), 1):
        rest = pieces(span, missing)
        length = total(intersect(written, (span,)))
        price = _price(report, total(rest)) if total(rest) >= _LEAST else None
        found.append(Stretch(number, span, length, _why(report, span), price))
    return tuple(found)


def offers(report: Report) -> tuple[Offer, ...]:
    """Presets that begin with more than was written down, with the price of each; none when everything was."""
    if not stretches(report):
        return ()
    talk, least = total(spoken(report.turns, report.duration)), DEFAULT.presets[report.plan.preset][0]
    written = total(report.covered) / report.duration
    return tuple(
        Offer(preset, share, portion(preset), _price(report, min(talk, round(share * report.duration))))
        for share, preset in sorted((ladder[0], preset) for preset, ladder in DEFAULT.presets.items())
        if share > max(least, written)
    )


def pace(report: Report) -> int | None:
    """Seconds that another minute of talk takes, about; None where nothing is known to go by."""
    return _price(report, 60_000).seconds


def _cuts(report: Report) -> tuple[Span, ...]:
    """Stretches of round length, each end moved to where a turn ends nearby."""
    step = next((step for step in STEPS if report.duration <= MOST * step), report.duration // MOST + 1)
    ends = sorted({turn.end for turn in report.turns})
    marks = [0, *(_near(at, ends, step // 4) for at in range(step, report.duration - step // 2, step)), report.duration]
    return tuple(Span(start, end) for start, end in pairwise(marks) if end > start)


def _near(mark: int, ends: Sequence[int], reach: int) -> int:
    at = bisect_left(ends, mark)
    best = min(ends[max(0, at - 1) : at + 1], key=lambda end: abs(end - mark), default=mark)
    return best if abs(best - mark) <= reach else mark


def _why(report: Report, span: Span) -> tuple[str, ...]:
    roles = {unit.role for unit in report.plan.units if unit.span.overlap(span)}
    names = [ROLES[role][0].lower() for role in ROLES if role in roles]
    return (*names, *([ASKED[0].lower()] if any(asked.overlap(span) for asked in report.asked) else []))


def _price(report: Report, length: int) -> Price:
    """The words at the rate at which words were written down so far, and what is looked for anew besides."""
    spent = {stage: sum(p.seconds for p in report.made.parts if p.stage in stage) for stage in (_WORDS, _REST)}
    bought = total(report.plan.spans) + total(report.asked)
    if not bought or not spent[_WORDS]:
        return Price(length, None, 0.0)
    seconds = spent[_WORDS] * length / bought + spent[_REST] + _ON_THE_WAY
    return Price(length, max(1, round(seconds)), report.made.cost_usd * length / bought)
