"""The page "Is a quarter enough?": plain values in, HTML out."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from shipspeak.kit.page import Pages
from shipspeak.quality import chart
from shipspeak.quality.answer import answer
from shipspeak.quality.drift import LIMIT, MISS_LIMIT
from shipspeak.quality.model import ALARMS, Cause, Change, Overview, Series, Stratum, name
from shipspeak.quality.study.shipped import kept, newest
from shipspeak.sampling import Preset

PAGES = Pages("quality", Path(__file__).parent)

SHOWN = 60
"""Meetings drawn in one chart."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One metric of one stratum."""

    series: Series
    name: str
    misses: Markup
    tests: Markup
    alarm: str


def overview(seen: Overview) -> str:
    """The page."""
    compared = sum(len(one.found) for one in seen.series)
    covered = sum(one.covered for one in seen.series)
    return PAGES.render(
        "quality/overview.html",
        seen=seen,
        answer=answer(found) if (found := kept(seen.active.version) or newest()) else None,
        panels=[_panel(one) for one in seen.series],
        compared=compared,
        covered=covered,
        limits=(LIMIT, MISS_LIMIT),
        more=seen.active.least is not Preset.COST,
        words=stratum,
        moved=moved,
    )


def stratum(one: Stratum) -> str:
    """In a line."""
    return f"{one.preset}, configuration {one.configuration}, {one.engine}, {one.language}"


def moved(change: Change) -> str:
    """From where to where."""
    before, after = change.before, change.after
    if before.version != after.version:
        return f"Configuration {before.version} to {after.version}"
    if before.least != after.least:
        return f"Configuration {after.version}: at least “{after.least}” instead of “{before.least}”"
    return f"Configuration {after.version}{' stays' if change.cause is Cause.PERSON else ''}"


def _panel(series: Series) -> Panel:
    alarm = series.watch.state.alarm
    return Panel(
        series,
        name(series.watch.metric),
        chart.misses(series.found[-SHOWN:]),
        chart.tests(series.path[-SHOWN:]),
        ALARMS[alarm] if alarm else "",
    )
