"""A circuit breaker: whoever keeps failing is left alone for a while. Pure; one for each key and model."""

from dataclasses import dataclass, replace

WINDOW = 20
LEAST = 5
"""Outcomes and failures before a share means anything."""
SHARE = 0.5
FIRST_S = 10.0
LONGEST_S = 300.0
PROBE_S = 30.0
"""A probe that never reports does not keep the way shut for ever."""


@dataclass(frozen=True, slots=True)
class Breaker:
    recent: tuple[bool, ...] = ()
    """The last outcomes, newest last: True went well."""
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

    def record(self, now: float, *, well: bool) -> "Breaker":
        """How a call ended."""
        if self.probing:
            return Breaker() if well else self.trip(now)
        if self.shut_until:
            return self  # sent before it opened; says nothing new
        recent = (*self.recent, well)[-WINDOW:]
        failed = recent.count(False)
        if failed >= LEAST and failed >= SHARE * len(recent):
            return self.trip(now)
        return replace(self, recent=recent)

    def trip(self, now: float, seconds: float | None = None) -> "Breaker":
        """Open: for longer each time in a row, or for `seconds`."""
        wait = min(LONGEST_S, FIRST_S * 2.0 ** min(self.opened, 30)) if seconds is None else seconds
        return Breaker(opened=self.opened + 1, shut_until=now + wait)
