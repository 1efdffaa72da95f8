"""House rule 4: a room is entered by its front door."""

import grimp

COMPOSITION = "shipspeak.app"
"""The one room that wires all others; it may reach inside."""

SIDE_DOORS = {
    "shipspeak.kit.page": "the pages' part of kit: the command line must not load templates",
    "shipspeak.kit.headers": "web only",
    "shipspeak.kit.problem": "web only",
}


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def intrusions(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if room_of(importer) != room_of(imported)
        and imported.count(".") > 1
        and room_of(importer) != COMPOSITION
        and not any(imported == door or imported.startswith(f"{door}.") for door in SIDE_DOORS)
        and not importer.startswith(room_of(imported) + ".")
    }


def test_rooms_are_entered_by_the_front_door() -> None:
    assert intrusions(grimp.build_graph("shipspeak")) == set()


def test_it_tells_an_intruder_from_a_visitor() -> None:
    graph = grimp.ImportGraph()
    for module in ("shipspeak.coaching.flow", "shipspeak.speech", "shipspeak.speech.model"):
        graph.add_module(module)
    graph.add_import(importer="shipspeak.coaching.flow", imported="shipspeak.speech")
    assert intrusions(graph) == set()
    graph.add_import(importer="shipspeak.coaching.flow", imported="shipspeak.speech.model")
    assert intrusions(graph) == {("shipspeak.coaching.flow", "shipspeak.speech.model")}
