import ast
from dataclasses import replace
from pathlib import Path

import pytest

import shipspeak
from shipspeak.coaching.desk import changed, wishes_of
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.terms import Where
from shipspeak.sampling import Preset


@pytest.mark.parametrize("people", ["999", "0", "-1", "²", "9" * 5000, " ", "3.5"])
def test_it_takes_a_number_of_people_that_is_none_as_not_said(people: str) -> None:
    assert wishes_of({"people": people}) == Wishes(preset=Preset.FULL)


def test_it_reads_the_wishes_of_a_form() -> None:
    assert wishes_of({"people": "3", "me": " Ada ", "kind": "nonsense"}) == Wishes(
        people=3, me="Ada", preset=Preset.FULL
    )


def test_everything_is_written_down_where_it_costs_nothing_and_a_part_where_it_costs_money() -> None:
    assert wishes_of({"preset": ""}).preset is Preset.FULL
    assert wishes_of({"words": "provider"}).preset is Preset.BALANCED
    assert wishes_of({"words": "provider", "preset": "full"}).preset is Preset.FULL
    mine = wishes_of({})
    assert changed(mine, {"words": Where.PROVIDER}).preset is Preset.BALANCED
    assert changed(replace(mine, preset=Preset.COST), {"words": Where.PROVIDER}).preset is Preset.COST
    assert changed(mine, {"words": Where.PROVIDER, "preset": Preset.FULL}).preset is Preset.FULL


def test_no_door_leaves_how_much_is_written_down_to_a_default() -> None:
    """What is usual depends on who writes, and a default cannot."""
    sources = [path.read_text() for path in Path(shipspeak.__file__).parent.rglob("*.py")]
    calls = [node for source in sources if "Wishes(" in source for node in ast.walk(ast.parse(source))]
    made = [node for node in calls if isinstance(node, ast.Call) and ast.unparse(node.func) == "Wishes"]
    silent = [one for one in made if len(one.args) < 2 and "preset" not in {word.arg for word in one.keywords}]
    assert len(made) >= 2
    assert [ast.unparse(one) for one in silent] == []
