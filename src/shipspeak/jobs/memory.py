"""What a worker and its children take of the machine's memory.

Why looked at, and not limited by the kernel: control groups need rights that an ordinary account does not have;
RLIMIT_AS and RLIMIT_DATA count what is mapped or reserved, which for the speech engines is twice what they use, and end
in an abort in the middle of a library. A look costs 50 µs. Between two looks the kernel's own last resort stands:
`volunteer` makes it take a worker before PostgreSQL. Linux only; elsewhere nothing is seen, and nothing bounded.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_RATHER_ME = 500
"""oom_score_adj: as if half of the machine's memory were ours. Anybody may raise their own."""


def resident(pid: int | None = None) -> int:
    """Bytes in memory of a process (default: this one) and all below it; pages that they share count for each."""
    total = 0
    for one in _family(os.getpid() if pid is None else pid):
        with suppress(OSError, IndexError, ValueError):
            total += int((_PROC / str(one) / "statm").read_text().split()[1]) * _PAGE
    return total


def volunteer() -> None:
    """When the machine's memory runs out, let the kernel end this process first: its run is taken up by another."""
    with suppress(OSError):
        (_PROC / "self" / "oom_score_adj").write_text(str(_RATHER_ME))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in _listed(_PROC / str(pid) / "task"):
        with suppress(OSError):
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _listed(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []
