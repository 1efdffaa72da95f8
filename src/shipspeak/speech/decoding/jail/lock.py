"""Locks the running process in. There is no way back, and nothing here may be called by a parent."""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

from .bpf import BY_MACHINE, program

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2


def lock(*, cpu: int, memory: int) -> list[str]:
    """Give up everything but computing and the pipe to the parent. Returns the names of what the system took away:
    a subset of "cpu", "memory", "files", "write", "core", "processes", "privileges", "orphan", "inspection", "calls".

    cpu: seconds from the start of the process. memory: bytes on top of what is mapped now.
    """
    held = [name for name, kind, limit in _limits(cpu, memory) if _limited(kind, limit)]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        held += [name for name, arguments in _FLAGS if libc.prctl(*map(ctypes.c_ulong, arguments)) == 0]
        if _filter(libc):
            held.append("calls")
    return held


_FLAGS = (
    ("privileges", (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)),
    ("orphan", (_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)),
    ("inspection", (_PR_SET_DUMPABLE, 0, 0, 0, 0)),
)


def _limits(cpu: int, memory: int) -> list[tuple[str, int, int]]:
    limits = [
        ("cpu", resource.RLIMIT_CPU, cpu),
        ("files", resource.RLIMIT_NOFILE, 0),
        ("write", resource.RLIMIT_FSIZE, 0),
        ("core", resource.RLIMIT_CORE, 0),
    ]
    with suppress(OSError, AttributeError):
        limits.append(("processes", resource.RLIMIT_NPROC, 0))
    # Address space in use can only be read from Linux's /proc; elsewhere RLIMIT_AS is not enforced anyway.
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limits.append(("memory", resource.RLIMIT_AS, pages * resource.getpagesize() + memory))
    return limits


def _limited(kind: int, limit: int) -> bool:
    try:
        resource.setrlimit(kind, (limit, limit))
    except (OSError, ValueError):
        return False
    return True


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(libc: ctypes.CDLL) -> bool:
    architecture = BY_MACHINE.get(os.uname().machine.lower())
    # A 32-bit Python on a 64-bit kernel speaks another interface: nothing it needs would be allowed.
    if architecture is None or sys.maxsize < 2**32:
        return False
    code = program(architecture)
    box = _Program(len(code) // 8, code)
    zero = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    return bool(libc.prctl(_PR_SET_SECCOMP, mode, ctypes.byref(box), zero, zero) == 0)
