"""How fast we may ask: token buckets, and how many at once. Pure.

A limiter is no budget: it says when, never whether (a budget that refills by the second never fills, wso2 #2936).
"""

from dataclasses import dataclass, replace

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """`size` units a minute, as the provider counts them; full at the start."""

    size: float
    level: float
    at: float

    @classmethod
    def full(cls, size: float, now: float) -> "Bucket":
        return cls(size, size, now)

    def filled(self, now: float) -> "Bucket":
        elapsed = max(0.0, now - self.at)
        return replace(self, level=min(self.size, self.level + elapsed * self.size / MINUTE), at=max(now, self.at))

    def wait(self, now: float, need: float) -> float:
        """Seconds until `need` is there. More than it holds is let through when it is full: the provider decides."""
        lacking = min(need, self.size) - self.filled(now).level
        return max(0.0, lacking * MINUTE / self.size)

    def take(self, now: float, need: float) -> "Bucket":
        """May go below nothing: what is known only afterwards is still owed."""
        now_filled = self.filled(now)
        return replace(now_filled, level=now_filled.level - need)

    def learn(self, now: float, size: int | None, left: int | None) -> "Bucket":
        """Take the provider's word for how much there is; never for more than we think is left."""
        known = self.filled(now)
        if size is not None and size > 0 and size != known.size:
            known = Bucket(float(size), known.level * size / known.size, known.at)
        return known if left is None else replace(known, level=min(known.level, float(left)))


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many may ask at once: one more for each round that goes well, half when told to slow down (AIMD)."""

    most: float
    size: float

    @classmethod
    def of(cls, most: int) -> "Crowd":
        return cls(float(most), float(most))

    def well(self) -> "Crowd":
        return replace(self, size=min(self.most, self.size + 1.0 / self.size))

    def told_to_slow_down(self) -> "Crowd":
        return replace(self, size=max(1.0, self.size / 2))
