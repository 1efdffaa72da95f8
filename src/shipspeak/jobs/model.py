"""A job, a run of it, how it ended."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from shipspeak.base import ShipSpeakError
from shipspeak.jobs.speed import Size


@dataclass(frozen=True, slots=True)
class Job:
    """The address of a piece of work: lower-case words and dots, `coaching.coach`."""

    name: str


@dataclass(frozen=True, slots=True)
class How:
    """What a queue must know of a run to be fair and to tell how long it takes."""

    batch: bool = False
    """Nobody sits and waits for it: it goes after people."""
    aside: bool = False
    """It has a lane of its own beside the queue: it takes nobody's place, counts for no limit and no forecast."""
    size: Size = field(default_factory=lambda: Size(""))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who waits is told."""

    place: int | None
    """1 is next; None while it is worked on, or before anybody has looked."""
    seconds: float | None
    """Until it should be done; None where nobody has looked yet."""
    soonest: float | None = None
    latest: float | None = None
    """Between these it was in four of five of the last runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a job is done, as a worker holds it."""

    org: UUID
    id: UUID
    job: str
    meeting: UUID | None
    ids: Mapping[str, str]
    """What else it was enqueued with."""
    attempt: int
    """1 for the first taking since a step was last finished."""
    fence: int
    """Grows with each taking: the holder of an older one may write nothing."""
    makes_way: bool = False
    """Batch that has not waited long: between two steps it lets people go first."""
    taken: float = field(default_factory=time.monotonic)
    """When, by this machine's own time."""

    @property
    def held_s(self) -> float:
        """Seconds since it was taken, whatever clocks were set to meanwhile."""
        return time.monotonic() - self.taken


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a run failed: a stable code and figures, never a word of content."""

    code: str
    facts: Mapping[str, int | float | str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: ShipSpeakError) -> Self:
        """Keeps figures, and words that the error calls ours: a path or a title may hold a name."""
        kept = {
            key: value
            for key, value in error.facts.items()
            if isinstance(value, int | float) or (key in error.ours and isinstance(value, str))
        }
        return cls(error.code, kept)

    def __str__(self) -> str:
        return json.dumps({"code": self.code, "facts": self.facts})
