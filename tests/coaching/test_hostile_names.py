import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from markdown_it import MarkdownIt

from shipspeak.coaching.api import named_file
from shipspeak.coaching.model import Cover, Meeting, State, Wishes
from shipspeak.coaching.report import decode, encode, markdown, metrics_csv
from tests.coaching.hostile_names import NAMES, RUNS, report_of
from tests.coaching.test_report_html import Elements, sealed, served

MARKUP = {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block"}

pytestmark = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


def test_they_become_no_markup_of_the_page(name: str) -> None:
    for show in (sealed, served):
        plain = {tag for tag, _ in Elements(show(report_of("Ada"))).found}
        found = Elements(show(report_of(name))).found
        assert not [attrs for _, attrs in found if any(key.startswith("on") or key == "autofocus" for key in attrs)]
        assert {tag for tag, _ in found} <= plain
        assert not [1 for _, attrs in found if RUNS in f"{attrs.get('href')} {attrs.get('src')}"]


def test_they_become_no_markup_of_the_text(name: str) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(markdown(report_of(name)))
    found = {token.type for one in tokens for token in (one, *(one.children or ()))}
    assert not found & MARKUP
    plain = parser.parse(markdown(report_of("Ada")))
    for kind in ("heading_open", "table_open", "hr", "blockquote_open"):
        assert [t.type for t in tokens].count(kind) == [t.type for t in plain].count(kind)


def test_they_come_back_from_the_json_as_they_were(name: str) -> None:
    report = report_of(name)
    assert decode(encode(report)) == report


def test_a_spreadsheet_keeps_its_rows_and_runs_nothing(name: str) -> None:
    report = report_of(name)
    metrics = tuple(replace(metric, note=name) for metric in report.findings.metrics)
    text = metrics_csv(replace(report, findings=replace(report.findings, metrics=metrics)))
    rows = list(csv.reader(io.StringIO(text)))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 1 + len(metrics)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_a_download_has_one_header_and_a_name_that_a_disk_can_hold(name: str) -> None:
    cover = Cover(name, (), {}, "salt")
    now = datetime.now(UTC)
    meeting = Meeting(uuid4(), uuid4(), now, State.READY, Wishes(), cover, None, None, None, 0, 0, 0)
    ((key, value),) = named_file(meeting, "html", "attachment").items()
    assert key == "content-disposition"
    value.encode("ascii")
    assert value.isprintable()
    found = re.fullmatch(
        r"attachment; filename=\"([^\"\\/]{1,130}\.html)\"; filename\*=UTF-8''([\w.%~-]+\.html)", value
    )
    assert found, value
    assert "%00" not in value
    assert "%E2%80%AE" not in value, "a name that is read backwards hides what kind of file it is"
