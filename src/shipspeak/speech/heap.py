"""What the engines freed goes back to the system: several meetings share a machine.

glibc gives each thread a heap of its own, up to eight a core, and each keeps what was freed in it. Elsewhere these
functions do nothing.
"""

import ctypes
import sys
from functools import cache

_ARENA_MAX = -8
"""glibc's M_ARENA_MAX."""
_HEAPS = 2
"""As many as threads that hear or write down."""


def few_heaps() -> None:
    """For an engine about to be loaded: threads share heaps. Writing down peaks some 100 MB lower so."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_ARENA_MAX, _HEAPS)


def give_back() -> None:
    """After an engine is let go: whole free pages return to the system. Some milliseconds."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "malloc_trim") else None
