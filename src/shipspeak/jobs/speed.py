"""How long a run will take, from how long others took. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

AGAIN = "again"
"""The kind of a run that is done again: what it remembers costs nothing, so it tells nothing of new ones."""

BEFORE_HISTORY = 0.025
"""Seconds of work for each second of recording until something was measured here. A 30-minute meeting took 36 s on two
cores (docs/decisions/0019-a-fair-queue.md), and a promise is better kept late than broken: a quarter more.
"""
AGAIN_SPEED = 0.005
"""Of a run done again: most repeat a second or two, some all of it."""
LENGTH_UNKNOWN = 1800.0
"""Seconds of recording where nothing is known: half an hour, the usual meeting."""
START = 1.0
"""Seconds that every run takes, however short."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the time of a run depends on."""

    kind: str
    """Runs of one kind take alike: the preset of a meeting."""
    length: float | None = None
    """Seconds of recording."""


def expected(size: Size, speeds: Mapping[str, float]) -> float:
    """Seconds of work. speeds: seconds of work for each second of recording, by kind, as measured here."""
    usual = AGAIN_SPEED if size.kind == AGAIN else speeds.get("", BEFORE_HISTORY)
    return START + speeds.get(size.kind, usual) * (LENGTH_UNKNOWN if size.length is None else size.length)


def worth_saying(before: float | None, after: float | None) -> bool:
    """Whether a new forecast (seconds from now) differs enough for people to be told."""
    if before is None or after is None:
        return before is not after
    return abs(before - after) > max(5.0, 0.2 * before)
