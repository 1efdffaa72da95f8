"""House rule 8: short files in reading order."""

import statistics
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "shipspeak"
TABLES: frozenset[str] = frozenset()
"""Files of data, exempt by name."""


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        path.name: lines_of(path) for path in SOURCE.rglob("*.py") if lines_of(path) > 400 and path.name not in TABLES
    }
    assert long == {}


def test_most_files_fit_on_two_screens() -> None:
    sizes = [lines_of(path) for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    assert statistics.median(sizes) <= 80
