"""The queue as a person meets it: a full one says so before it takes anything; what takes too much is set aside."""

from pathlib import Path

import pytest

from shipspeak.base import ROOT
from tests.story.running import running

pytestmark = pytest.mark.engine

RECORDING = ("product-review.m4a", (ROOT / "sample" / "product-review.m4a").read_bytes())


def test_it_turns_away_what_is_too_much_and_sets_aside_what_takes_too_much(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o711)
    (home / "sample.taken").touch()
    with running(home, SHIPSPEAK_QUEUE_EACH="1", SHIPSPEAK_MEETING_MEMORY="256") as ship, ship.client as client:
        meeting = ship.upload(RECORDING)
        full = client.post("/v1/meetings", files=[("files", RECORDING)])
        assert full.status_code == 429
        assert full.json()["type"] == "/problems/your-queue-full"
        assert int(full.headers["retry-after"]) >= 60
        assert client.get(f"/v1/meetings/{meeting}").json()["queue"] is not None

        failed = ship.wait(meeting, 100)
        assert failed["state"] == "failed"
        assert "256 MB" in str(failed["problem"])
        assert failed["queue"] is None
        assert "Try again" in client.get(f"/meetings/{meeting}", headers={"accept": "text/html"}).text
        again = client.post(f"/v1/meetings/{meeting}/attempts")
        assert (again.status_code, again.json()["state"]) == (202, "waiting")
