import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner

from shipspeak.base import Turn
from shipspeak.quality.study.choice import candidates, search
from shipspeak.quality.study.commands import evaluate_command
from shipspeak.quality.study.curve import curve, trace
from shipspeak.quality.study.figures import Person, named
from shipspeak.quality.study.files import as_csv, as_json
from shipspeak.quality.study.folder import SHARED, find
from shipspeak.quality.study.gate import fallen
from shipspeak.quality.study.heard import Heard
from shipspeak.quality.study.outcome import Study, schema
from shipspeak.quality.study.page import page, price
from shipspeak.quality.study.page.html import realism
from shipspeak.quality.study.run import Condition, Design, study
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.verdict import concluded
from shipspeak.sampling import DEFAULT, CueKind
from shipspeak.speech import Word

NAMES = ("ES2005a", "Bed009")
"""Of those to tune on: a test is looked at often."""


@pytest.fixture(scope="module")
def paths() -> list[Path]:
    if not SHARED.is_dir():
        pytest.skip("the shared meetings are absent")
    return find(SHARED, tuning=True, names=NAMES)


@pytest.fixture(scope="module")
def found(paths: list[Path]) -> Study:
    design = Design(seeds=1)
    return concluded(study(paths, design), design, tuning=True)


class Reader(HTMLParser):
    """Every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None: ...

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data.strip())


pytestmark = pytest.mark.data


def test_everything_tells_everything(found: Study) -> None:
    for one in found.quality:
        if (one.condition, one.corpus, one.selector) == (Condition.HUMAN, "all", Selector.FULL):
            assert one.shown == 1
            assert one.within >= 0.8


def test_a_worse_hearing_keeps_no_more_than_a_perfect_one(found: Study) -> None:
    kept = {
        one.condition: one.within
        for one in found.quality
        if (one.corpus, one.selector, one.metric) == ("all", Selector.FULL, "all")
    }
    assert all(kept[condition.value] <= kept[Condition.HUMAN.value] for condition in Condition)


def test_what_pays_is_judged_with_wrong_turns_too_and_told(found: Study) -> None:
    default = (Selector.CALIBRATED, found.default_budget_with_words)
    conditions = {one.condition for one in found.quality if (one.selector, one.budget) == default}
    assert conditions == {Condition.HUMAN, Condition.TENTH, Condition.FIFTH}
    assert default in found.realistic
    (row,) = [row for row in realism(found).rows if row[:2] == ("mean of the five", Selector.CALIBRATED)]
    human, engine, *wrong = row[2:]
    assert engine == "–", "nobody has the engine that is paid for write twice"
    assert all("%" in cell for cell in (human, *wrong))


def test_cost_follows_what_is_sent(found: Study) -> None:
    for one in found.costs:
        if one.selector != Selector.FULL:
            assert 0 < one.cut_p90 <= one.cut_p50 < 1
            assert one.with_lead_p50 <= one.cut_p50
            assert one.of_speech_p50 <= one.cut_p50


def test_its_json_fits_its_schema_and_reads_back(found: Study) -> None:
    text = as_json(found)
    jsonschema.validate(msgspec.json.decode(text), msgspec.json.decode(schema()))
    again = msgspec.json.decode(text, type=Study)
    assert [bar.found for bar in again.bars] == [bar.found for bar in found.bars]
    assert as_json(again) == text


def test_its_csv_holds_every_figure(found: Study) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(rows) == len(found.quality)
    assert float(rows[0]["within"]) == pytest.approx(found.quality[0].within, abs=1e-6)


def test_its_page_is_whole_loads_nothing_and_says_what_the_json_says(found: Study) -> None:
    html = page(found)
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert not re.search(r"(?:src|href)=[\"'](?!#)", html)
    assert "default-src 'none'" in html.replace("&#39;", "'")
    for bar in found.bars:
        assert bar.name in reader.text
        assert bar.found in reader.text
    for point in found.points:
        assert point.name in reader.text
    assert "they prove nothing" in html
    assert "What quality costs" not in reader.text or curve(found.configuration) is not None


def test_what_quality_costs_is_traced_for_both_ways_and_drawn_with_what_is_installed_ringed(
    paths: list[Path],
) -> None:
    traced = trace(paths[:1], DEFAULT, lambda done, total: None)
    for way in (Selector.OURS, Selector.CALIBRATED):
        points = [one for one in traced.points if one.selector == way]
        assert [one.chosen for one in points].count(True) == 1
        assert [one.start for one in points] == sorted(one.start for one in points)
        assert points[0].cut_p50 > points[-1].cut_p50
    drawn = list(price.panels(traced))
    assert len(drawn) == 2 + len(traced.points[0].heard)
    assert all(panel.drawing.count('class="chosen"') == 2 for panel in drawn)
    assert len(price.table(traced).rows) == len(traced.points)


def test_its_cheap_pass_hears_what_the_products_does_and_no_more() -> None:
    turns = (Turn(0, 9_000, "A"), Turn(9_500, 12_000, "B"), Turn(60_000, 64_000, "B"))
    said = {
        "A": (Word(100, 900, "so"), Word(1_000, 8_900, "well.")),
        "B": (Word(9_600, 11_900, "no."), Word(60_100, 61_000, "no"), Word(61_100, 63_900, "way.")),
    }
    heard = Heard(70_000, turns, said)
    near = Person(heard, "A", heard).overheard
    assert [cue.span.start for cue in near if cue.kind is CueKind.PUSHBACK and cue.speaker == "B"] == [9_600]
    assert [cue.span.start for cue in named(heard) if cue.speaker == "B"] == [9_600, 60_100]


def test_the_command_says_that_these_meetings_prove_nothing(paths: list[Path], tmp_path: Path) -> None:
    asked = ["--data", str(SHARED), "--tuning", "--meetings", NAMES[0], "--seeds", "1", "--out", str(tmp_path)]
    result = CliRunner().invoke(evaluate_command, asked, catch_exceptions=False)
    assert result.exit_code == 0
    assert "prove nothing" in result.output
    written = msgspec.json.decode((tmp_path / "evaluation.json").read_bytes(), type=Study)
    assert written.group == "tuning"
    assert written.meetings == [paths[NAMES.index("ES2005a")].name.split(".")[0]]


def test_the_search_keeps_the_present_configuration_to_the_end(paths: list[Path]) -> None:
    rounds = search(paths[:1], DEFAULT, lambda done, total: None, rounds=((3, 1, 1), (2, 1, 1)))
    assert [len(trials) for trials in rounds] == [3, 2]
    assert DEFAULT in [trial.configuration for trial in rounds[-1]]
    assert rounds[0] == sorted(rounds[0], key=lambda trial: trial.rank, reverse=True)
    assert candidates(DEFAULT, 5) == candidates(DEFAULT, 5)


def test_the_gate_names_what_fell() -> None:
    expected = {"ours: kept": 0.9, "ours: cut": 0.75}
    assert fallen(expected, {"ours: kept": 0.86, "ours: cut": 0.80}) == []
    assert fallen(expected, {"ours: kept": 0.80, "ours: cut": 0.75}) == ["ours: kept was 0.900 and is 0.800"]
    assert fallen(expected, {"ours: cut": 0.75}) == ["ours: kept was 0.900 and is 0.000"]
