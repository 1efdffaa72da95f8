import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.kit.page import percent
from shipspeak.quality import views
from shipspeak.quality.answer import MOMENTS, answer
from shipspeak.quality.model import Overview
from shipspeak.quality.study.shipped import Kept, as_json, kept, newest
from shipspeak.sampling import NEWEST, Active, versions


@pytest.fixture
def shipped() -> Kept:
    found = newest()
    assert found is not None, "./ship sampling evaluate --keep"
    return found


class Text(HTMLParser):
    """What is read, without what stands behind "How that was measured"."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(html.partition("<main")[2].partition("<details")[0])

    def handle_data(self, data: str) -> None:
        self.said += data


def page(version: str = NEWEST.version) -> str:
    return views.overview(Overview(Active(version), (), (), ()))


def test_the_page_opens_with_the_measured_answer(shipped: Kept) -> None:
    said = " ".join(Text(page()).said.split())
    assert f"For your numbers, nearly always: {percent(shipped.alone.kept)} come out" in said
    assert f"{sum(shipped.meetings.values())} real meetings" in said
    assert f"{shipped.people} people" in said
    assert "To read every moment again, no: " in said
    assert page().index("What a quarter keeps") < page().index("Checked on your own meetings")


def test_every_figure_of_the_answer_is_of_the_file(shipped: Kept) -> None:
    """A figure that somebody typed into the page would not move with the file."""
    changed = {
        **msgspec.to_builtins(shipped),
        "people": 7,
        "meetings": {"icsi": 3},
        "random": 0.11,
        "first": 0.12,
        "engine_part": 0.13,
        "engine_whole": 0.14,
    }
    for way in ("alone", "with_words"):
        one = changed[way]
        one |= {"kept": 0.21, "written": 0.22, "cut_p50": 0.23}
        one["figures"], one["heard"] = (dict.fromkeys(one[part], 0.2) for part in ("figures", "heard"))
    found = answer(msgspec.convert(changed, Kept))
    html = views.PAGES.render("quality/answer.html", answer=found)
    figures = {int(figure) for figure in re.findall(r"(\d+) %", Text("<main>" + html).said)}
    assert figures == {11, 12, 13, 14, 20, 21, 22, 23}
    assert "not reliably: 21 %" in html
    assert "8 in 10 questions put to you" in html


def test_a_configuration_that_nobody_measured_says_of_which_the_figures_are(shipped: Kept) -> None:
    before = versions()[0]
    assert kept(before) is None
    assert f"the figures above are of configuration {shipped.configuration}" in page(before)
    assert "the figures above are of" not in page(shipped.configuration)


shares = st.floats(0, 1)


@given(shares, shares)
def test_no_share_leaves_its_bar_or_breaks_its_sentence(here: float, paid: float) -> None:
    found = newest()
    assert found is not None
    heard = dict.fromkeys(MOMENTS, here)
    alone = msgspec.structs.replace(found.alone, kept=here, kept_low=here, heard=heard)
    shown = answer(msgspec.structs.replace(found, alone=alone, random=paid))
    for _, rows in shown.groups:
        for row in rows:
            assert all(0 <= float(width) <= 100 for width in re.findall(r'(?:width|x1)="([\d.]+)%"', row.bar))
    assert re.match(r"(no|nearly always): (10|\d) in 10 questions put to you", shown.moments)


def test_the_file_is_read_as_it_is_written(shipped: Kept) -> None:
    assert msgspec.json.decode(as_json(shipped), type=Kept) == shipped
