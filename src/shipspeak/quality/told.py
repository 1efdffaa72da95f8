"""How sampling fares, in sentences for a terminal: what the page `/sampling` draws. Pure."""

import re
from collections.abc import Iterator

from shipspeak.kit.page import moment, percent, plural
from shipspeak.quality.drift import LIMIT, MISS_LIMIT
from shipspeak.quality.model import ALARMS, Cause, Change, Overview, Series, Share, Stratum, name
from shipspeak.quality.views import moved
from shipspeak.sampling import Preset, versions

NEAR = 0.5
"""Of the way to where a configuration is taken back, from which on it is worth a word."""
WEIGHTS = re.compile(r" [0-9a-f]{8}$")
"""Behind an engine's version: for machines."""


def told(seen: Overview) -> Iterator[str]:
    """A paragraph each."""
    yield _chooses(seen)
    if not seen.series:
        yield (
            "No meeting was compared with the whole of it yet. It takes a person who agrees when they upload one; then "
            "a lot decides, and about one in fifty is also written down whole."
        )
    yield from map(_compared, seen.series)
    yield from map(_promised, seen.shares)
    yield from map(_changed, seen.changes)


def _chooses(seen: Overview) -> str:
    others = [version for version in versions() if version != seen.active.version]
    least = f", and never less than “{seen.active.least}”" if seen.active.least is not Preset.COST else ""
    back = f" {', '.join(others)} ship too: ./ship sampling rollback goes back to one." if others else ""
    return f"Configuration {seen.active.version} decides what is written down of a meeting{least}.{back}"


def _compared(one: Series) -> str:
    state = one.watch.state
    what = f"{name(one.watch.metric)} ({_of(one.watch.stratum)}): {plural(state.seen, 'meeting')} compared"
    held = f"the interval held what the whole says in {one.covered} of {state.seen}; 95 of 100 should"
    return f"{what}, {held}. {_drift(one)}"


def _drift(one: Series) -> str:
    state = one.watch.state
    if state.alarm:
        return f"It drifted: {ALARMS[state.alarm]}."
    ways = {
        "estimates come out too high": state.high / LIMIT,
        "estimates come out too low": state.low / LIMIT,
        "intervals miss too often": state.misses / MISS_LIMIT,
    }
    way = max(ways, key=ways.__getitem__)
    if ways[way] < NEAR:
        return "No sign of drift."
    return f"Worth watching: {way}, {percent(ways[way])} of the way to where the configuration is taken back."


def _promised(one: Share) -> str:
    more = (
        f"for {one.climbed} more was written down (in all {percent(one.bought)} of their time)" if one.climbed else ""
    )
    open_ = f"in {one.undecided} some figure stayed open" if one.undecided else "no figure stayed open"
    kept = f"in {one.broken} a promise was not kept" if one.broken else "every promise was kept"
    what = "; ".join(part for part in (more, open_, kept) if part)
    return f"{plural(one.meetings, 'meeting')} of the last 90 days ({_of(one.stratum)}): {what}."


def _changed(change: Change) -> str:
    when = f"{moment(change.at)}: " if change.at else ""
    who = f" by {change.who}" if change.cause is Cause.PERSON else " by itself" if change.cause is Cause.DRIFT else ""
    return f"{when}{moved(change)}{who}. Reason: {change.reason}"


def _of(one: Stratum) -> str:
    return f"“{one.preset}”, words by {WEIGHTS.sub('', one.engine)}"
