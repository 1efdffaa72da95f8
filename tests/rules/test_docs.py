"""House rule 11: references are generated, and current."""

from pathlib import Path

import pytest

from shipspeak.app.cli import ship
from shipspeak.app.reference import pages


@pytest.mark.parametrize("path", sorted(pages(ship)), ids=lambda path: path.name)
def test_the_reference_is_current(path: Path) -> None:
    assert path.exists(), "run ./ship reference"
    assert path.read_text() == pages(ship)[path], "run ./ship reference and commit what changed"
