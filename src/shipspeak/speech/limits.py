"""How much a recording may ask of us."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults let through every honest recording of up to four hours on a machine five times slower than the one
    they were measured on (`./ship bench decode`: four hours of the dearest codec take some 35 cpu-s).
    """

    shortest: int = 10_000
    """Milliseconds."""
    duration: int = 4 * 3_600_000
    """Milliseconds of decoded sound, counted; what a file declares is never trusted."""
    tracks: int = 16
    """People with a track each."""
    cpu: int = 300
    """Seconds of processor time for one child."""
    wait: float = 900.0
    """Seconds that the parent waits for the child in all; time spent in the sink does not count."""
    stall: float = 60.0
    """Seconds that the parent waits without a sample coming out."""
    memory: int = 512 * 1024**2
    """Bytes that the child may map beyond what its imports take. The index of a four-hour film needs some 60 MB."""
