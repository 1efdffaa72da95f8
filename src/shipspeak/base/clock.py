"""Clocks that can be set, and time that passes whatever anybody sets."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

SLACK = 5.0
"""Seconds by which a clock may run wrong between two looks: a network that corrects it slowly does so by 500 ppm."""


def passed() -> float:
    """Seconds since some moment, those in which the machine slept included where it can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(slots=True)
class Clock:
    """A clock that can be set (a database's, or our own), watched.

    Who waits an hour by a clock that is put an hour ahead has not waited. What is undone at such an end (a lease, an
    upload that nobody goes on with) is undone only when the clock has run evenly for as long.
    """

    passed: Callable[[], float] = passed
    _ahead: tuple[float, float] | None = field(default=None, init=False)
    """Between which figures it was ahead of what has passed, at the last look."""
    _jumped: float = field(default=float("-inf"), init=False)

    def even(self, says: float, asked: float | None = None) -> float:
        """For how many seconds it has run evenly; endless where it was never seen to jump.

        says: seconds since any epoch. asked: `passed()` before the question, where the answer took its time.
        """
        now = self.passed()
        ahead = says - now, says - (now if asked is None else asked)
        if self._ahead is not None and not (self._ahead[0] - SLACK <= ahead[1] and ahead[0] <= self._ahead[1] + SLACK):
            self._jumped = now
        self._ahead = ahead
        return now - self._jumped
