import csv
import io
from dataclasses import replace

from shipspeak.coaching.report import markdown, metrics_csv
from tests.coaching.report_example import example, passage


def test_it_says_what_the_page_says() -> None:
    text = markdown(example())
    assert "- **Your turns**: 1 min 9 s in 2 stretches." in text
    for said in (
        "# Onboarding checklist",
        "### Change: ",
        "**Say instead.**",
        "Not measured",
        "not written down: 0:30",
    ):
        assert said in text


def test_it_lets_no_markup_of_theirs_through() -> None:
    said = passage("p1", "S1", 0, "<img src=x> [click](http://x) | `a` *b* # c")
    text = markdown(replace(example(), title="# <b>\n## two", passages=(said,)))
    assert r"\<img src=x\> \[click\](http://x) \| \`a\` \*b\* \# c" in text
    assert "\n## two" not in text


def test_it_writes_metrics_for_a_spreadsheet_and_unknown_as_empty() -> None:
    rows = list(csv.DictReader(io.StringIO(metrics_csv(example()))))
    assert [row["key"] for row in rows][:2] == ["talk_share", "longest_turn"]
    assert next(row for row in rows if row["key"] == "fillers")["value"] == ""


def test_it_gives_a_spreadsheet_no_formula_to_run() -> None:
    report = example()
    evil = replace(report.findings.metrics[0], note="=HYPERLINK(1)")
    text = metrics_csv(replace(report, findings=replace(report.findings, metrics=(evil,))))
    assert ",'=HYPERLINK(1)" in text
