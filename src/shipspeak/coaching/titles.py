"""What a meeting is called until somebody says otherwise. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import PurePath

from shipspeak.coaching.length import TRANSCRIPTS
from shipspeak.kit.page import day

LEAST = 4
"""Letters that several files' names must share at their beginning to be a title."""
_EDGES = " -_.,()[]·–"


def title_of(given: str, filenames: Sequence[str], today: datetime) -> str:
    """What the person wrote; else the file's name; of one file for each person what their names share, or the day."""
    if given.strip():
        return given.strip()
    stems = [PurePath(name).stem for name in filenames]
    heard = [PurePath(name).stem for name in filenames if PurePath(name).suffix.lower().lstrip(".") not in TRANSCRIPTS]
    if len(set(heard or stems)) == 1:
        return (heard or stems)[0]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*(heard or stems), strict=False))
    shared = "".join(letters[0] for letters in alike).strip(_EDGES)
    return shared if len(shared) >= LEAST else f"Meeting of {day(today)}"
