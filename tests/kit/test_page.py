from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jinja2 import UndefinedError

from shipspeak.kit.page import (
    KIT_SHELF,
    Pages,
    Shelf,
    clock,
    day,
    element,
    figure,
    icon,
    lasting,
    money,
    money_about,
    money_at_most,
    percent,
    plural,
    sealed_policy,
)


@pytest.mark.parametrize(
    ("ms", "said"), [(0, "0:00"), (724_000, "12:04"), (59_999, "0:59"), (3_723_000, "1:02:03"), (-5, "0:00")]
)
def test_it_writes_a_place_in_a_recording(ms: int, said: str) -> None:
    assert clock(ms) == said


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (44_000, "44 s"),
        (143_000, "2 min 23 s"),
        (724_000, "12 min"),
        (3_600_000, "1 h"),
        (3_900_000, "1 h 5 min"),
        (3_599_900, "1 h"),
    ],
)
def test_it_writes_how_long_something_lasts(ms: int, said: str) -> None:
    assert lasting(ms) == said


def test_it_never_writes_a_share_that_is_not_nothing_as_nothing() -> None:
    assert (percent(0.0), percent(0.001), percent(0.462), percent(1.0)) == ("0 %", "< 1 %", "46 %", "100 %")


def test_it_writes_figures_without_false_precision() -> None:
    assert [figure(value) for value in (152.4, 3.14159, 12.0, 0.0, 0.256, 1500.0)] == [
        "152",
        "3.1",
        "12",
        "0",
        "0.26",
        "1,500",
    ]


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        (0.0, "$0"),
        (0.000004, "less than $0.0001"),
        (0.0001, "$0.0001"),
        (Decimal("0.041432100"), "$0.0414"),
        (0.25, "$0.25"),
        (0.9, "$0.90"),
        (0.99999, "$1.00"),
        (7.8, "$7.80"),
        (1234.5, "$1,234.50"),
    ],
)
def test_it_writes_money_with_four_decimals_at_most_and_never_as_nothing(usd: float | Decimal, said: str) -> None:
    assert money(usd) == said


def test_money_that_is_expected_is_about_and_a_promise_is_rounded_up() -> None:
    assert [money_about(usd) for usd in (0.04163, Decimal("0.0832"), 0.5, 1.234)] == [
        "$0.042",
        "$0.083",
        "$0.50",
        "$1.23",
    ]
    promised = [money_at_most(usd) for usd in (0.0812, 0.09, Decimal("0.0900000001"), 1.231, 0.00012, 0)]
    assert promised == ["$0.082", "$0.09", "$0.091", "$1.24", "$0.0002", "$0"]


def test_it_counts_people() -> None:
    assert (plural(1, "person", "people"), plural(4, "person", "people"), plural(0, "claim")) == (
        "1 person",
        "4 people",
        "0 claims",
    )


def test_it_writes_dates_that_no_country_reads_otherwise() -> None:
    assert day(datetime(2026, 3, 4, tzinfo=UTC)) == "4 Mar 2026"


def test_it_gives_changed_content_a_new_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = Shelf("room", tmp_path)["a.css"]
    (tmp_path / "a.css").write_text("b{}")
    shelf = Shelf("room", tmp_path)
    after = shelf["a.css"]
    assert before.url != after.url
    assert shelf.find(before.url) is None
    assert shelf.find(after.url) == after
    assert after.media_type.startswith("text/css")


def test_it_refuses_a_template_that_asks_for_what_nobody_gave(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("{{ missing }}")
    with pytest.raises(UndefinedError):
        Pages("room", tmp_path).render("a.html")


def test_it_escapes_what_a_template_shows(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('<p title="{{ name }}">{{ name }}</p>')
    page = Pages("room", tmp_path).render("a.html", name='"><script>')
    assert "<script>" not in page
    assert '""' not in page


def test_it_escapes_what_a_drawing_shows() -> None:
    drawn = element("text", "<b>&", class_="a", aria_label='"><i>', x=1.50, y=None)
    assert drawn == '<text class="a" aria-label="&#34;&gt;&lt;i&gt;" x="1.5">&lt;b&gt;&amp;</text>'


@pytest.mark.parametrize(
    "name",
    "play pause back forward previous next strength change upload lock warning done".split(),  # noqa: SIM905 -- a list of words
)
def test_it_draws_every_icon_for_the_eye_only(name: str) -> None:
    assert ET.fromstring(icon(name)).get("aria-hidden") == "true"


def test_it_allows_a_sealed_page_no_connection_and_no_script_but_its_own() -> None:
    policy = sealed_policy(["p{}"], ["1"])
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in policy
    assert "unsafe" not in policy


def test_it_keeps_its_scripts_small() -> None:
    sizes = {asset.name: len(asset.body) for asset in KIT_SHELF if asset.name.endswith(".js")}
    assert sizes["player.js"] < 6_000
    # What one page loads: the drop target with its list, or a report with its player.
    assert sizes["upload.js"] < 12_500
    assert sizes["upload.js"] + sizes["live.js"] < 17_500
    assert sizes["live.js"] + sizes["player.js"] < 10_000
