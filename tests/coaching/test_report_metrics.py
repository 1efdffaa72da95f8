from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from shipspeak.coaching.model import Band, Basis, Metric, Standing
from shipspeak.coaching.report import Clips, page
from shipspeak.coaching.report.metrics import groups
from shipspeak.coaching.report.scale import State, scale, state, value
from shipspeak.coaching.report.words import interval, standing, usual
from tests.coaching.report_example import example

PACE = Metric(
    "pace", "Pace", "words/min", Basis.ESTIMATE, 158.0, 149.0, 167.0, Band(120, 180, "s"), Standing.IN_BAND, "n"
)


def row(key: str) -> Metric:
    return next(metric for metric in example().findings.metrics if metric.key == key)


@pytest.mark.parametrize(
    ("key", "kind", "words"),
    [
        ("talk_share", State.INSIDE, "In the usual range"),
        ("longest_turn", State.OUTSIDE, "Above the usual range"),
        ("hedges", State.UNDECIDED, "Could be in or out of range"),
        ("interruptions", State.PLAIN, "No usual range known"),
        ("questions", State.THIN, "Not enough evidence"),
        ("fillers", State.UNMEASURED, "Not measured"),
    ],
)
def test_it_says_every_state_in_words_on_the_page(key: str, kind: State, words: str) -> None:
    metric = row(key)
    assert (state(metric), standing(metric)) == (kind, words)
    html = page(replace(example(), findings=replace(example().findings, metrics=(metric,))), {}, self_contained=False)
    assert f"<strong>{words}</strong>" in html


@pytest.mark.parametrize("basis", [Basis.NOT_MEASURED, Basis.NOT_ENOUGH_EVIDENCE])
def test_it_never_shows_a_figure_it_may_not_show(basis: Basis) -> None:
    metric = replace(PACE, basis=basis)
    assert value(metric) == ""
    assert "<circle" not in scale(metric)


def test_it_never_draws_a_missing_value_as_zero() -> None:
    assert "<circle" not in scale(replace(PACE, value=None, low=None, high=None))


def test_it_puts_what_lies_outside_first() -> None:
    found = groups(example(), Clips(example(), {}))
    assert [group.title for group in found] == [
        "Outside the usual range",
        "In the usual range, as far as can be told",
        "To compare with your other meetings",
        "No number, and why",
    ]
    assert sum(len(group.rows) for group in found) == len(example().findings.metrics)


def test_it_places_value_whisker_and_band_in_order() -> None:
    root = ET.fromstring(scale(PACE))
    share = {
        name: float(str(root.find(path).get(attr)).rstrip("%"))
        for name, path, attr in (  # type: ignore[union-attr]
            ("band", "rect", "x"),
            ("value", "circle", "cx"),
        )
    }
    ends = [float(str(line.get("x1")).rstrip("%")) for line in root.findall("line[@class='whisker']")]
    assert share["band"] < min(ends) < share["value"] < max(ends) < 100


def test_it_describes_the_drawing_for_those_who_do_not_see_it() -> None:
    label = "Pace, 158 words/min, 149 to 167, In the usual range, usual 120 to 180 words/min"
    assert ET.fromstring(scale(PACE)).get("aria-label") == label


def test_it_draws_nothing_where_a_drawing_would_say_nothing() -> None:
    assert scale(row("interruptions")) == ""


@pytest.mark.parametrize("value", [0.0, 0.5, 100.0, 1e6, -3.0])
@pytest.mark.parametrize("unit", ["%", "s", "per hour", ""])
def test_it_draws_any_value_inside_its_frame(value: float, unit: str) -> None:
    metric = replace(PACE, value=value, low=value, high=value, unit=unit, band=Band(None, 2.0, "s"))
    dot = ET.fromstring(scale(metric)).find("circle")
    assert dot is not None
    assert 0 < float(str(dot.get("cx")).rstrip("%")) < 100


def test_it_writes_ranges_as_people_do() -> None:
    assert usual(replace(PACE, band=Band(None, 120, "s"), unit="s")) == "at most 2:00"
    assert usual(replace(PACE, band=Band(2, None, "s"), unit="per hour")) == "at least 2 per hour"
    assert usual(replace(PACE, band=None)) == ""
    assert interval(PACE) == "149 to 167"
    assert interval(replace(PACE, low=158.0, high=158.0)) == ""
