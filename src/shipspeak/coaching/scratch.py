"""A private folder for as long as one command runs. What a killed one left behind goes when the next begins."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAME = "shipspeak-coach-"
LOCK = "lock"
"""Held while its process lives, and let go by the kernel however that ends; a process's number may be another's."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Gone afterwards, whatever happens but `kill -9`; and then with the next."""
    for left in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        with suppress(OSError):
            _forget(left)
    folder = Path(tempfile.mkdtemp(prefix=NAME))
    try:
        with (folder / "begun").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "begun").rename(folder / LOCK)  # nobody finds it there who could take it first
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget(folder: Path) -> None:
    """Raises OSError where it is somebody else's, or somebody works in it."""
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return
    with (folder / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
