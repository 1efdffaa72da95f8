from functools import partial

import pytest

from bench import _icsi
from bench.sampling import METRICS, Row, study
from shipspeak.sampling import DEFAULT

pytestmark = pytest.mark.data
NAMES = ("Bed009", "Bmr012", "Bmr026")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    files = [path for path in _icsi.paths() if path.name.split(".")[0] in NAMES]
    if len(files) < len(NAMES):
        pytest.skip("the shared meetings are absent: set SHIPSPEAK_DATA to their folder")
    return [row for found, _ in map(partial(study, seeds=1, configuration=DEFAULT), files) for row in found]


def of(rows: list[Row], selector: str, metric: str) -> list[Row]:
    return [row for row in rows if (row.selector, row.metric) == (selector, metric) and row.truth > 0]


def near(rows: list[Row]) -> float:
    return sum(row.value is not None and abs(row.value / row.truth - 1) <= 0.1 for row in rows) / len(rows)


def test_a_quarter_tells_the_coached_persons_rates_of_real_meetings(rows: list[Row]) -> None:
    assert near(of(rows, "balanced", "words/min")) == 1
    assert near(of(rows, "balanced", "fillers/100 words")) >= 0.7
    assert near(of(rows, "balanced", "questions/10 min")) >= 0.5


def test_a_random_quarter_of_the_clock_tells_less(rows: list[Row]) -> None:
    for metric in METRICS[1:]:
        assert near(of(rows, "balanced", metric)) > near(of(rows, "random 25 %", metric))


def test_its_intervals_hold_the_truth(rows: list[Row]) -> None:
    sampled = [row for row in rows if row.selector in {"cost", "balanced", "quality"} and row.value is not None]
    assert sum(row.low - 1e-9 <= row.truth <= row.high + 1e-9 for row in sampled) / len(sampled) >= 0.9


def test_every_promise_is_kept_within_the_budget(rows: list[Row]) -> None:
    assert {row.broken for row in rows} == {()}
    assert max(row.cost for row in of(rows, "balanced", "words/min")) <= 0.25
