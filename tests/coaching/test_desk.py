from dataclasses import replace

import pytest

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
