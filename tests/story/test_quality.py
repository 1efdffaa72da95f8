"""The story test of the guard: a real meeting, really written down whole, and only figures are left of it."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.story.running import ROOT, WEIGHTS, Running, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]

RECORDING = (ROOT / "sample" / "product-review.m4a").read_bytes()


def series(client: httpx.Client, seconds: float = 200) -> list[dict[str, Any]]:
    """What was compared, once anything was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found: list[dict[str, Any]] = client.get("/v1/sampling").json()["series"]
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError("nothing was compared")


def test_it_compares_who_agreed_and_forgets_who_takes_it_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "sample.taken").touch()  # the meeting of this test is enough
    with running(home, SHIPSPEAK_COMPARED="1") as ship, ship.client as client:
        meeting = ship.upload(("review.m4a", RECORDING), preset="cost", compare="yes")
        assert ship.wait(meeting)["state"] == "ready"
        found = series(client)
        assert {one["metric"] for one in found} <= {"pace", "hedges", "fillers", "questions", "open_questions"}
        assert all(one["compared"] == 1 and one["preset"] == "cost" and one["alarm"] is None for one in found)
        report = client.get(f"/v1/meetings/{meeting}/report").json()
        assert {one["configuration"] for one in found} == {report["plan"]["configuration"]}
        assert "Against whole meetings" in client.get("/sampling", headers={"accept": "text/html"}).text
        _keeps_no_words_of_it(ship)
        assert client.put(f"/v1/meetings/{meeting}/comparison", json={"agreed": False}).json() == {"agreed": False}
        assert client.get("/v1/sampling").json()["series"] == []


def _keeps_no_words_of_it(ship: Running) -> None:
    log = ship.log.read_text()
    assert "checkout" not in log.lower()
