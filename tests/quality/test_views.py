import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.quality import chart, views
from shipspeak.quality.drift import follow
from shipspeak.quality.model import (
    Cause,
    Change,
    Difference,
    Overview,
    Series,
    Share,
    Standing,
    Stratum,
    Version,
    Watch,
    at_work,
    step_back,
)
from shipspeak.quality.told import told
from shipspeak.sampling import NEWEST, Active, Preset, versions

STRATUM = Stratum("an engine", "en", Preset.BALANCED, NEWEST.version)
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def series(shift: float, count: int = 30) -> Series:
    random = Random(1)
    values = [random.gauss(150 + shift, 2.5) for _ in range(count)]
    found = tuple(Difference("pace", value, value - 5, value + 5, 150.0) for value in values)
    return Series(Watch(STRATUM, "pace", follow(one.point for one in found)[-1]), found)


def test_it_says_what_chooses_what_was_compared_and_why_it_went_back() -> None:
    drifted = series(6)
    change = Change(NEWEST, Active("2", Preset.QUALITY), Cause.DRIFT, "Pace: too high.", "shipspeak", {}, NOW)
    html = views.overview(Overview(change.after, (Share(STRATUM, 812, 140, 0.04, 95, 3),), (drifted,), (change,)))
    assert "at least “quality”" in html
    assert f"Configuration {NEWEST.version} to 2, by itself." in html
    assert "estimates lie above what whole meetings say" in html
    for figure in ("812", "140", "95", "26 Nov 2026", f"{drifted.covered} of 30 intervals"):
        assert figure in html
    assert "style=" not in html, "the content security policy refuses it"


def test_on_a_terminal_it_says_the_same_in_sentences() -> None:
    drifted, calm = series(6), series(0)
    change = Change(NEWEST, Active("2", Preset.QUALITY), Cause.DRIFT, "Pace: too high.", "shipspeak", {}, NOW)
    shares = (Share(STRATUM, 812, 140, 0.04, 95, 3), Share(STRATUM, 1, 0, 0.0, 0, 0))
    said = list(told(Overview(change.after, shares, (drifted, calm), (change,))))
    assert said[0].startswith(
        "Configuration 2 decides what is written down of a meeting, and never less than “quality”."
    )
    assert said[1] == (
        f"Pace (“balanced”, words by an engine): 30 meetings compared, the interval held what the whole says in "
        f"{drifted.covered} of 30; 95 of 100 should. It drifted: estimates lie above what whole meetings say."
    )
    assert said[2].endswith("95 of 100 should. No sign of drift.")
    many, one = said[3:5]
    assert many.startswith(
        "812 meetings of the last 90 days (“balanced”, words by an engine): for 140 more was written"
    )
    assert many.endswith("(in all 4 % of their time); in 95 some figure stayed open; in 3 a promise was not kept.")
    assert one.startswith("1 meeting of")
    assert one.endswith(": no figure stayed open; every promise was kept.")
    assert said[5].endswith(f": Configuration {NEWEST.version} to 2 by itself. Reason: Pace: too high.")
    assert "No meeting was compared" in " ".join(told(Overview(NEWEST, (), (), ())))


def test_it_is_at_ease_when_nothing_was_compared() -> None:
    html = views.overview(Overview(NEWEST, (), (), ()))
    assert "Nothing was compared yet" in html
    assert "by itself" not in html


@given(
    st.lists(
        st.builds(
            Difference,
            st.just("pace"),
            *(st.floats(-1e6, 1e6) | st.just(0.0) for _ in range(4)),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_its_drawings_are_whole_and_stay_within_their_frame(found: list[Difference]) -> None:
    for drawn in (chart.misses(found), chart.tests(follow(one.point for one in found))):
        svg = ET.fromstring(drawn)
        assert svg.findtext("title")
        for line in svg.iter("line"):
            assert all(0 <= float(line.attrib[y]) <= chart.HEIGHT for y in ("y1", "y2"))
        for line in svg.iter("polyline"):
            assert all(0 <= float(pair.split(",")[1]) <= chart.HEIGHT for pair in line.attrib["points"].split())


def test_what_missed_has_another_shape_and_not_only_another_colour() -> None:
    svg = ET.fromstring(chart.misses([Difference("pace", 100, 90, 110, 100), Difference("pace", 100, 90, 110, 150)]))
    assert len(list(svg.iter("circle"))) == 1
    assert len(list(svg.iter("path"))) == 1


def test_the_newest_chooses_until_a_row_knows_of_it() -> None:
    known = [Version(Active("1"), Standing.ACTIVE, NOW)]
    assert at_work([]) == at_work(known) == NEWEST
    rolled = [Version(NEWEST, Standing.ROLLED_BACK, NOW), *known]
    assert at_work(rolled) == Active("1")


@pytest.mark.parametrize("preset", [preset for preset in Preset if preset is not Preset.FULL])
def test_it_goes_back_version_by_version_and_then_hears_more_until_it_hears_all(preset: Preset) -> None:
    known: list[Version] = []
    active, steps = NEWEST, []
    while active.preset(preset) is not Preset.FULL:
        after = step_back(active, active.preset(preset), known)
        steps.append(after)
        if after.version != active.version:
            known.append(Version(active, Standing.ROLLED_BACK, NOW))
        active = after
        assert len(steps) < 20
    assert [step.version for step in steps[: len(versions()) - 1]] == list(reversed(versions()[:-1]))
    assert replace(steps[-1]) == Active(versions()[0], Preset.FULL)
