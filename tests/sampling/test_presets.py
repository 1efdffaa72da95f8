from dataclasses import replace

import pytest

from shipspeak.sampling import DEFAULT, SHARES, Preset, UnusableConfiguration, budget


def test_it_has_one_share_for_each_preset() -> None:
    assert SHARES == {Preset.COST: 0.20, Preset.BALANCED: 0.25, Preset.QUALITY: 0.35, Preset.FULL: 1.0}


def test_it_rounds_the_budget_down_to_whole_milliseconds() -> None:
    assert budget(1_003, Preset.BALANCED) == 250
    assert budget(7_200_000, Preset.QUALITY) == 2_520_000
    assert budget(999, Preset.FULL) == 999


@pytest.mark.parametrize(
    "change", [{"audit_share": -0.1}, {"focal_share": 1.2}, {"unit": 60_000}, {"longest_gap": 0}, {"context": -1}]
)
def test_it_refuses_a_configuration_no_meeting_could_be_chosen_with(change: dict[str, float]) -> None:
    with pytest.raises(UnusableConfiguration, match=next(iter(change))):
        replace(DEFAULT, **change)
