"""House rule 12: every check has a sentence, and a heading in its room's runbook."""

from pathlib import Path

import pytest

from shipspeak.app.rooms import ROOMS
from shipspeak.kit import Check, Room

SOURCE = Path(__file__).parents[2] / "src" / "shipspeak"
CHECKS = [(room, check) for room in ROOMS for check in room.checks]


@pytest.mark.parametrize(("room", "check"), CHECKS, ids=lambda part: getattr(part, "name", None))
def test_it_is_explained(room: Room, check: Check) -> None:
    assert check.__doc__
    headings = (SOURCE / room.name / "runbook.md").read_text()
    assert f"\n## {check.name}\n" in headings
