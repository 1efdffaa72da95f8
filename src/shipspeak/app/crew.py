"""How many workers a machine should have."""

import os

from shipspeak.base import Settings

MEETING = 1280 * 1024**2
"""Bytes that a worker takes with its decoder, of whatever length the meeting (measured: ./ship bench load)."""


def workers(settings: Settings) -> int:
    """Processes that analyse meetings on this machine."""
    if settings.workers is not None:
        return settings.workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return crew(cores, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def crew(cores: int, memory: int) -> int:
    """One for each two cores, since the steps that take long use two threads; no more than fit into half of the memory
    (bytes); at least one. Measured: docs/decisions/0019-a-fair-queue.md.
    """
    return max(1, min(cores // 2, memory // 2 // MEETING))
