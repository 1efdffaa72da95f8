"""What a disk does to us: it fills up (one sentence everywhere), and forgets what it was not told to keep."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shipspeak.base.errors import ShipSpeakError

_FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(ShipSpeakError):
    """The disk is full: nothing was lost, but nothing more can be stored. Free some space and try again."""

    status = 507
    exit_code = 73


@contextmanager
def writing() -> Iterator[None]:
    """Around whatever writes to a disk. Raises DiskFull where the operating system says that there is no room."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from None
        raise


def outlast(file: Path, root: Path) -> None:
    """Have a file below `root` outlast a power cut: its content, and its name in every folder up to `root`.

    Renaming alone orders nothing: after a cut the name may be there and the content not, or neither. Blocking. A file
    that was removed meanwhile needs nothing. Raises DiskFull.
    """
    with writing(), suppress(FileNotFoundError):
        for path in (file, *(folder for folder in file.parents if folder.is_relative_to(root))):
            _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
