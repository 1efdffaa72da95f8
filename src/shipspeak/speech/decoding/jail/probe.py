"""Tries what the lock must refuse. Runs inside the locked child only."""

import ctypes
import mmap
import os
import resource
import socket
import tempfile
from collections.abc import Callable


def attempt() -> dict[str, bool]:
    """For each forbidden thing: did it succeed? Nothing here does harm where it does."""
    return {name: _succeeds(action) for name, action in _FORBIDDEN.items()}


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except (OSError, MemoryError, ValueError):
        return False
    return True


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _unshare() -> None:
    # With no flags it changes nothing and is open to everybody: a call that only the filter refuses.
    if ctypes.CDLL(None).unshare(0) != 0:
        raise OSError


def _raise_limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _execute() -> None:
    # A program that does not exist: where it is allowed, the answer is ENOENT, and the process goes on.
    try:
        os.execv("/does/not/exist", ["x"])  # noqa: S606 -- the point is that it is refused
    except FileNotFoundError:
        return


_FORBIDDEN: dict[str, Callable[[], object]] = {
    "open a file": lambda: os.open(os.devnull, os.O_RDONLY),
    "write a file": lambda: tempfile.TemporaryFile().close(),
    "list a folder": lambda: os.scandir("/").close(),
    "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "start a process": _fork,
    "run a program": _execute,
    "make a call it does not need": _unshare,
    "signal another process": lambda: os.kill(os.getppid(), 0),
    "raise its limits": _raise_limit,
    "make memory executable": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "take two gigabytes": lambda: mmap.mmap(-1, 2 * 1024**3, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
}
