"""How long a run will take, from how long others took. Pure.

seconds    the median of the runs of its kind that are nearest in length and in company, each drawn to its length
… left     the same, of those stages alone that it has not finished
length     the guess from the file's size, times what such guesses were off by lately
range      the tenth to the ninetieth percentile of how the last forecasts turned out
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import UUID

AGAIN = "again"
"""The kind of a run that is done again: what it remembers costs nothing, so it tells nothing of new ones."""

FIRST_S = 36.0
"""Seconds for half an hour of recording until something was measured here. Two cores take 18 to 24 s
(docs/decisions/0033-everything-where-it-costs-nothing.md); a promise is better kept early than broken."""
FIRST_START_S = 3.0
"""Of every recording, however short, until something was measured."""
FIRST_AGAIN = 0.2
"""Of it, for a run that is done again: most repeat a second or two, some all of it."""
LENGTH_UNKNOWN = 1800.0
"""Seconds of recording where nothing is known: half an hour, the usual meeting."""
GROWTH = 0.75
"""Seconds grow as the length to this power: 10.6, 18.0, 33.7, 47.0, 84.8 s for 15, 30, 60, 120, 240 minutes."""
LAST, NEAREST = 50, 9
"""Runs of a kind that are looked at, and those among them that count."""
BAND = 0.25
"""Of the logarithm of length or company: within it the newer run is the better witness."""
BESIDE = 2
"""Bands beyond the nearest within which others count beside it: what is drawn far is the worse witness."""
OVERDUE = 0.1
"""Of what was left, at least: a run that takes longer than others will end soon; how soon, nobody knows."""
BEFORE_HISTORY = (0.45, 0.7, 1.0, 1.4, 2.2)
"""How forecasts turn out (real seconds for each that was told), believed before any did and less and less later."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the time of a run depends on."""

    kind: str
    """Runs of one kind take alike: how much of a meeting is written down, and by whom."""
    guess: float | None = None
    """Seconds of recording, as far as its file's size tells."""
    form: str = ""
    """Guesses of one form are off alike: the file's format."""


@dataclass(frozen=True, slots=True)
class Known:
    """A run as a forecast sees it."""

    org: UUID
    size: Size
    length: float | None = None
    """Seconds of recording, once heard."""
    company: int = 1
    """Runs at work at once, itself among them."""


@dataclass(frozen=True, slots=True)
class Past:
    """A run that is done."""

    run: Known
    stages: Mapping[str, float]
    """Seconds of each."""
    turned: float | None = None
    """Seconds that it really took for each that was first told; None where nobody was told, or nobody waited."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a forecast is multiplied with, to have its two ends."""

    soonest: float
    """At most 1."""
    latest: float
    """At least 1."""


@dataclass(frozen=True, slots=True)
class History:
    """Runs that are done, the newest first."""

    past: Sequence[Past] = ()

    @property
    def range(self) -> Range:
        turned = [one.turned for one in self.past if one.turned is not None][:LAST]
        tenths = quantiles([*turned, *BEFORE_HISTORY], n=10, method="inclusive")
        # The middle stays: what made the last ones miss has been learned since, and would count twice.
        return Range(min(1.0, tenths[0]), max(1.0, tenths[-1]))

    def left(self, run: Known, done: Collection[str] = (), since: float = 0.0) -> float:
        """Seconds of work until `run` is done. done: stages that are behind it; since: seconds spent after those."""
        length = self.length(run)
        alike = self._nearest(run, length)
        if not alike:
            first = FIRST_START_S + FIRST_S * _grown(length / LENGTH_UNKNOWN)
            first *= FIRST_AGAIN if run.size.kind == AGAIN else 1.0
            return max(OVERDUE * first, first - since)
        rest = median(
            drawn * sum(seconds for stage, seconds in one.stages.items() if stage not in done)
            for one in alike
            for drawn in [_grown(length / _length(one))]
        )
        return max(OVERDUE * rest, rest - since)

    def length(self, run: Known) -> float:
        """Seconds of recording: as heard; else as guessed, put right by the last guesses of its form, its own
        organisation's where there are any (people keep to one recorder).
        """
        if run.length is not None:
            return max(1.0, run.length)
        if run.size.guess is None:
            return LENGTH_UNKNOWN
        off = [
            (one.run.org == run.org, one.run.length / one.run.size.guess)
            for one in self.past
            if one.run.size.form == run.size.form and one.run.length and one.run.size.guess
        ]
        own = [factor for mine, factor in off if mine]
        return max(1.0, run.size.guess * median((own or [factor for _, factor in off])[:NEAREST] or [1.0]))

    def _nearest(self, run: Known, length: float) -> Sequence[Past]:
        known = [one for one in self.past if one.run.length]
        same = [one for one in known if one.run.size.kind == run.size.kind]
        if not same and run.size.kind != AGAIN:
            same = [one for one in known if one.run.size.kind != AGAIN]

        def far(one: Past) -> int:
            return round((abs(math.log(length / _length(one))) + abs(math.log(run.company / one.run.company))) / BAND)

        # Sorting keeps the newer before the older.
        nearest = sorted(same[:LAST], key=far)[:NEAREST]
        return [one for one in nearest if far(one) <= far(nearest[0]) + BESIDE]


def _grown(times: float) -> float:
    """How many times as long a recording of that many times the length takes."""
    return math.pow(times, GROWTH)


def _length(one: Past) -> float:
    return max(1.0, one.run.length or LENGTH_UNKNOWN)


def worth_saying(before: float | None, after: float | None) -> bool:
    """Whether a new forecast (seconds from now) differs enough for people to be told."""
    if before is None or after is None:
        return before is not after
    return abs(before - after) > max(5.0, 0.2 * before)
