"""A disk that fills up is expected: wherever bytes are written, it is the same sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

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
