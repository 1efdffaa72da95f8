"""A circuit breaker: whoever keeps failing is left alone for a while. Pure; one for each key and model."""

from dataclasses import dataclass, replace

ENOUGH = 6
"""Failures in excess of successes, counted from the last time they were even (Page, "Continuous Inspection Schemes",
1954, for a provider that fails one call in five against one that fails four in five). One that is down is left alone
after six calls, one that fails every second call after about 42, and one that fails every fifth about once in 9,000: a
share of the last few calls, as here before, took five unlucky ones of ten for an outage.
"""
FIRST_S = 10.0
LONGEST_S = 300.0
PROBE_S = 30.0
"""A probe that never reports does not keep the way shut for ever."""
LOOK_S = 1.0
"""How soon whoever waits looks whether a probe has reported."""


@dataclass(frozen=True, slots=True)
class Breaker:
    excess: int = 0
    """Failures less successes, never below 0."""
    opened: int = 0
    """Times in a row."""
    shut_until: float = 0.0
    """Monotonic seconds; 0 while it is closed."""
    probing: bool = False
    """One call may find out whether it is well again."""

    def admit(self, now: float) -> "Breaker | None":
        """None: not now. Otherwise the state with this call on its way."""
        if self.shut_until == 0.0:
            return self
        if now < self.shut_until:
            return None
        return replace(self, probing=True, shut_until=now + PROBE_S)

    def opens_in(self, now: float) -> float:
        """Seconds until it is worth looking again; 0: now."""
        wait = max(0.0, self.shut_until - now) if self.shut_until else 0.0
        return min(wait, LOOK_S) if self.probing else wait

    def record(self, now: float, *, well: bool) -> "Breaker":
        """How a call ended."""
        if self.probing:
            return Breaker() if well else self.trip(now)
        if self.shut_until:
            return self  # sent before it opened; says nothing new
        excess = max(0, self.excess + (-1 if well else 1))
        return self.trip(now) if excess >= ENOUGH else replace(self, excess=excess)

    def trip(self, now: float, seconds: float | None = None) -> "Breaker":
        """Open: for longer each time in a row, or for `seconds`."""
        wait = min(LONGEST_S, FIRST_S * 2.0 ** min(self.opened, 30)) if seconds is None else seconds
        return Breaker(opened=self.opened + 1, shut_until=now + wait)
