"""House rule 4: a room is entered by its front door."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"

COMPOSITION = "app"
"""The one room that wires all others; it may reach inside."""

SIDE_DOORS = {
    "shipspeak.coaching.desk": "web only: what its doors stand on",
    "shipspeak.kit.page": "the pages' part of kit: the command line must not load templates",
    "shipspeak.kit.headers": "web only",
    "shipspeak.kit.problem": "web only",
}


def imported(source: str) -> Iterator[str]:
    """Every module of ours that the text names in an import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def intrusions(room: str, source: str) -> list[str]:
    return [
        module
        for module in imported(source)
        if module.startswith("shipspeak.")
        and module.count(".") > 1
        and module.split(".")[1] != room
        and not any(module == door or module.startswith(f"{door}.") for door in SIDE_DOORS)
    ]


def test_rooms_are_entered_by_the_front_door() -> None:
    found = {
        str(path.relative_to(SOURCE)): inside
        for path in (SOURCE / "shipspeak").rglob("*.py")
        if (room := path.relative_to(SOURCE).parts[1]) != COMPOSITION and (inside := intrusions(room, path.read_text()))
    }
    assert found == {}


def test_it_tells_an_intruder_from_a_visitor() -> None:
    assert intrusions("coaching", "from shipspeak.speech import Census") == []
    assert intrusions("coaching", "from shipspeak.coaching.model import Report") == []
    assert intrusions("coaching", "from shipspeak.speech.model import Census") == ["shipspeak.speech.model"]
    assert intrusions("coaching", "import shipspeak.speech.model") == ["shipspeak.speech.model"]
