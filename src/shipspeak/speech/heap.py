"""What the engines freed goes back to the system: several meetings share a machine.

glibc gives each thread a heap of its own, up to eight a core, and each keeps what was freed in it. Elsewhere these
functions do nothing.
"""

import ctypes
import sys
from functools import cache

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""glibc's M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD."""
_HEAPS = 2
"""As many as threads that hear or write down."""
_KEPT = 1 << 30
"""Bytes that are taken from a heap and kept in it until `give_back`. The encoder's attention over half a minute is
54 MB again and again: mapped afresh each time, a third of its processor time went into the kernel's 53,000 page faults.
"""


def few_heaps() -> None:
    """For an engine about to be loaded: threads share heaps, and large blocks stay in them while it works. Writing down
    peaks some 100 MB lower for the first and some 40 MB higher for the second.
    """
    if (libc := _glibc()) is not None:
        libc.mallopt(_ARENA_MAX, _HEAPS)
        libc.mallopt(_MMAP_THRESHOLD, _KEPT)
        libc.mallopt(_TRIM_THRESHOLD, _KEPT)


def give_back() -> None:
    """After an engine is let go: whole free pages return to the system. Some milliseconds."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "malloc_trim") else None
