"""What a meeting is called until somebody says otherwise. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import PurePath

from shipspeak.coaching.length import TRANSCRIPTS
from shipspeak.kit.page import day

LEAST = 4
"""Letters that several files' names must share at their beginning to be a title."""
MOST_NAME = 200
"""Characters of a file's name that are kept, and of its ending."""
MOST_ENDING = 20
_EDGES = " -_.,()[]·–"


def kept_name(filename: str) -> str:
    """With its beginning, which says what it is, and its ending, which says of what kind."""
    if len(filename) <= MOST_NAME:
        return filename
    path = PurePath(filename)
    ending = path.suffix[:MOST_ENDING]
    return path.stem[: MOST_NAME - len(ending)] + ending


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
