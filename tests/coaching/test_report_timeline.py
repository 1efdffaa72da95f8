from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from shipspeak.base import Span, Turn
from shipspeak.coaching.model import Mark, Tone
from shipspeak.coaching.report import Clips, timeline
from shipspeak.coaching.report.timeline import LANES, of_report
from tests.coaching.report_example import example

SVG = "{http://www.w3.org/2000/svg}"


def drawing(picture: str) -> ET.Element:
    return ET.fromstring(picture)


def test_it_draws_a_lane_for_each_speaker_and_says_so_in_words() -> None:
    found = of_report(example(), Clips(example(), {}))
    assert found
    root = drawing(found.picture)
    assert [lane.name for lane in found.lanes] == ["Maya", "Jonas", "Priya", "Speaker 4"]
    assert len(root.findall(".//g")) == 4
    assert "Maya 46 %" in (root.findtext("desc") or "")


def test_it_hatches_exactly_what_was_not_transcribed() -> None:
    found = of_report(example(), Clips(example(), {}))
    assert found
    hatched = [
        float(rect.get("width", "0").rstrip("%"))
        for rect in drawing(found.picture).iter("rect")
        if rect.get("fill") == "url(#unread)"
    ]
    assert sum(hatched) == pytest.approx(100 * (1 - (found.read or 0)), abs=0.2)


def test_it_draws_the_census_before_anything_is_chosen() -> None:
    found = timeline(10_000, [Turn(0, 4_000, "S1")], {"S1": "Speaker 1"})
    assert found.read is None
    assert "url(#unread)" not in found.picture
    assert "Transcribed" not in found.table.head


@pytest.mark.parametrize("duration", [60_000, 724_000, 3_600_000, 4 * 3_600_000])
def test_it_fits_any_length_with_few_readable_ticks(duration: int) -> None:
    turns = [Turn(at, min(duration, at + 1_500), f"S{at // 2_000 % 9 + 1}") for at in range(0, duration, 2_000)]
    names = {f"S{n}": f"Speaker {n}" for n in range(1, 10)}
    read = tuple(Span(at, min(duration, at + 15_000)) for at in range(0, duration, 60_000))
    found = timeline(duration, turns, names, "S1", read)
    ticks = [text for text in drawing(found.picture).iter("text") if text.get("class") == "tick"]
    assert 2 <= len(ticks) <= 6
    assert len(found.picture) < 200_000
    assert len(found.lanes) == LANES
    assert found.lanes[-1].name == "2 others"


def test_it_makes_moments_links_that_name_what_they_play() -> None:
    report = example()
    found = of_report(report, Clips(report, lambda span: f"/{span.start}"))
    assert found
    links = [link for link in drawing(found.picture).iter("a") if link.get("class") != "tile"]
    assert all((link.get("href") or "").startswith("#clip-") for link in links)
    assert "Keep: Answer, reason, cost, 6:45" in [link.get("aria-label") for link in links]
    hit = links[0].find("rect")
    assert hit is not None
    assert min(float(hit.get("width", "0")), float(hit.get("height", "0"))) >= 24


def test_it_stands_near_moments_together_and_counts_them() -> None:
    marks = [Mark(1_000 * n, 1_000 * n + 900, f"moment {n}", Tone.CHANGE, "p1") for n in range(3)]
    found = timeline(724_000, [Turn(0, 9_000, "S1")], {"S1": "A"}, marks=marks)
    links = list(drawing(found.picture).iter("a"))
    assert [link.get("aria-label") for link in links] == ["Change: 3 moments, the first: moment 0, 0:00"]
    assert links[0].get("href") == "#moment-1"


def test_it_gives_the_same_as_figures() -> None:
    report = example()
    found = of_report(report, Clips(report, {}))
    assert found
    assert found.table.head == ("From", "Maya", "Jonas", "Priya", "Speaker 4", "Nobody", "Transcribed")
    assert len(found.table.rows) == 12
    assert {len(row) for row in found.table.rows} == {7}


def test_it_has_nothing_to_draw_without_times() -> None:
    report = replace(example(), timed=False)
    assert of_report(report, Clips(report, {})) is None
