"""Keeps decoded sound on the meeting's clock. Pure."""

SMALLEST = 0.1
"""Seconds. Below this a step in the timestamps is jitter (WebM rounds to 1 ms, browsers' recorders wobble by tens of
ms); above it, a conversation notices."""
LONGEST = 600.0
"""Seconds. A recorder that slept for longer than ten minutes did not record one meeting: such a step is a broken
timestamp."""
BACKWARD = 1.0
"""Seconds. Timestamps that run back further than this begin anew (files glued together)."""


class Clock:
    """Follows one stream. All times in seconds from the start of the recording.

    Sound that was heard is never dropped: a timestamp may only add silence. A step out of bounds moves the origin
    instead, so that what follows is joined without a gap.
    """

    def __init__(self, origin: float) -> None:
        self.now = 0.0
        self._origin = origin

    def silence_before(self, stamp: float | None) -> float:
        """Seconds of silence due before a frame stamped `stamp`; 0.0 for most. Moves the clock over them."""
        if stamp is None:
            return 0.0
        ahead = stamp - self._origin - self.now
        if not -BACKWARD <= ahead <= LONGEST:
            self._origin += ahead
            return 0.0
        if ahead <= SMALLEST:
            return 0.0
        self.now += ahead
        return ahead

    def heard(self, samples: int, rate: int) -> None:
        self.now += samples / rate
