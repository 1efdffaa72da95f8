"""Data that lies elsewhere (see `account.home_in`) for folders that are gone: what tests leave when they are killed."""

import shutil
from contextlib import suppress
from pathlib import Path

from shipspeak.database import process
from shipspeak.database.account import ELSEWHERE, OF, REACHABLE_BY_ALL


def forget_gone(below: Path) -> int:
    """Remove it where its folder lay below `below` and is gone, the server on it included; how many there were.

    Only for places where whatever is gone is gone for good, like the system's folder for scratch: elsewhere a folder
    may be away for a while, on a disk that is not plugged in.
    """
    places = list(REACHABLE_BY_ALL.iterdir()) if REACHABLE_BY_ALL.is_dir() else []
    return sum(_forget(place, below.resolve()) for place in places)


def _forget(place: Path, below: Path) -> bool:
    try:
        folder = Path((place / OF).read_text())
    except OSError:
        return False  # not said whose, or not said yet
    link = folder / ELSEWHERE
    if not folder.is_relative_to(below) or (link.is_symlink() and link.readlink() == place):
        return False
    with suppress(OSError):
        process.end(place / "data")
        shutil.rmtree(place)
        return True
    return False
