import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.base import ShipSpeakError
from shipspeak.sampling import (
    DEFAULT,
    Configuration,
    Preset,
    UnknownFields,
    UnreadableConfiguration,
    UnusableConfiguration,
    UnusableLadder,
    budget,
    configuration,
    read,
    versions,
    write,
)


def altered(**changes: object) -> bytes:
    return json.dumps(json.loads(write(DEFAULT, {})) | changes).encode()


def test_a_preset_is_a_start_and_a_cap() -> None:
    assert DEFAULT.presets[Preset.FULL] == (1.0,)
    starts = [DEFAULT.presets[preset][0] for preset in (Preset.COST, Preset.BALANCED, Preset.QUALITY, Preset.FULL)]
    assert starts == sorted(starts)
    assert DEFAULT.presets[Preset.BALANCED][0] <= 0.25, "a quarter is promised"
    assert DEFAULT.audit_share >= 0.05, "and that a twentieth of everything else is checked at random"


def test_it_rounds_the_budget_down_to_whole_milliseconds() -> None:
    old = configuration("2")
    assert budget(1_003, Preset.BALANCED, old) == 250
    assert budget(7_200_000, Preset.QUALITY, old) == 2_520_000
    assert budget(999, Preset.FULL, old) == 999


def test_each_rung_pays_for_more() -> None:
    for preset, ladder in DEFAULT.presets.items():
        limits = [budget(3_600_000, preset, DEFAULT, rung) for rung in range(len(ladder))]
        assert limits == sorted(set(limits))


def test_the_newest_is_the_default_and_older_ones_stay() -> None:
    assert DEFAULT.version == versions()[-1]
    assert [configuration(version).version for version in versions()] == list(versions())
    assert "2" in versions()


def test_what_it_writes_it_reads() -> None:
    assert read(write(DEFAULT, {"meetings": 18}), "new.json") == DEFAULT


@pytest.mark.parametrize(
    "change", [{"audit_share": -0.1}, {"focal_share": 1.2}, {"unit": 60_000}, {"longest_gap": 0}, {"context": -1}]
)
def test_it_refuses_a_configuration_no_meeting_could_be_chosen_with(change: dict[str, float]) -> None:
    with pytest.raises(UnusableConfiguration, match=next(iter(change))):
        replace(DEFAULT, **change)


def test_where_words_are_heard_cheaply_it_is_another_of_the_same_version() -> None:
    by = replace(DEFAULT, with_words={"edge": 9_000, "spread": 0.1})
    assert by.given(words=False) == by
    assert (by.given(words=True).edge, by.given(words=True).spread) == (9_000, 0.1)
    assert by.given(words=True).version == DEFAULT.version
    assert by.given(words=True).given(words=True) == by.given(words=True)
    assert read(write(by, {}), "new.json") == by


def test_it_refuses_a_difference_it_does_not_know_or_could_not_choose_with() -> None:
    with pytest.raises(UnknownFields, match="colour, version"):
        replace(DEFAULT, with_words={"colour": 1, "version": "9"})
    with pytest.raises(UnusableConfiguration, match="spread"):
        replace(DEFAULT, with_words={"spread": 2})


@pytest.mark.parametrize("ladder", [(), (0.0,), (0.3, 0.2), (0.2, 0.2), (0.5, 1.1)])
def test_it_refuses_a_ladder_that_does_not_climb(ladder: tuple[float, ...]) -> None:
    with pytest.raises(UnusableLadder, match="cost"):
        replace(DEFAULT, presets={**DEFAULT.presets, Preset.COST: ladder})


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "one JSON object"),
        (altered(seed=1), "seed"),
        (altered(with_words=[]), "an object"),
        (altered(with_words={"edge": "long"}), "edge must be a whole number"),
        (altered(with_words={"presets": {}}), "presets must name"),
        (altered(unit="15 s"), "unit must be a whole number"),
        (altered(unit=15_000.5), "unit must be a whole number"),
        (altered(spread=True), "spread must be number"),
        (altered(version=3), "version"),
        (altered(presets={"cost": [0.2]}), "presets must name"),
        (altered(presets=dict.fromkeys(Preset, 0.2)), "list of shares"),
        (b" " * 1_000_001, "more than"),
    ],
)
def test_it_refuses_what_is_no_configuration_with_a_sentence(file: bytes, problem: str) -> None:
    with pytest.raises(UnreadableConfiguration, match=problem):
        read(file, "mine.json")


def test_it_names_the_versions_there_are() -> None:
    with pytest.raises(UnreadableConfiguration, match="only the versions 2"):
        configuration("1")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(field=st.sampled_from(sorted(json.loads(write(DEFAULT, {})))), value=JSON)
def test_whatever_stands_in_a_field_it_reads_a_configuration_or_refuses_it(field: str, value: object) -> None:
    file = json.dumps(json.loads(write(DEFAULT, {})) | {field: value}).encode()
    try:
        found = read(file, "odd.json")
    except ShipSpeakError:
        return
    assert isinstance(found, Configuration)
