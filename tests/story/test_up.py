"""`./ship up`, as its person meets it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from shipspeak.coaching.model import SAMPLE
from tests.story.running import ROOT, WEIGHTS, Running, recording, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]

CANARY = "zanzibarite"
SECRET_TITLE = "Quokkaplan"
SECRET_NAME = "Wilhelmina"
SPOKEN = f"""WEBVTT

1
00:00:00.000 --> 00:00:06.000
{SECRET_NAME} Vance: What do you recommend we do about the {CANARY} launch in March?

2
00:00:06.500 --> 00:00:16.000
Otto Brandt: I recommend that we ship {CANARY} to ten percent because errors fell to two percent.

3
00:00:16.500 --> 00:00:24.000
{SECRET_NAME} Vance: Fine. Otto will send the plan by Friday.
"""


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("up", numbered=True) / "home"
    with running(home) as ship:
        yield ship


@pytest.fixture(scope="module")
def told(ship: Running) -> str:
    """A transcript, uploaded and reported on."""
    meeting = ship.upload((f"{SECRET_NAME}.vtt", SPOKEN.encode()), title=SECRET_TITLE, me="Otto Brandt")
    assert ship.wait(meeting)["state"] == "ready"
    return meeting


def everything(ship: Running) -> list[Path]:
    """All files of an installation. As root, PostgreSQL's lie elsewhere when its account may not enter the folder."""
    elsewhere = ship.home / "database" / "elsewhere"
    roots = [ship.home, *([elsewhere.resolve()] if elsewhere.exists() else [])]
    return [path for root in roots for path in root.rglob("*") if path.is_file()] + [ship.log]


def test_the_sample_meeting_becomes_a_report(ship: Running) -> None:
    assert ship.wait(str(SAMPLE))["state"] == "ready"
    with ship.client as client:
        page = client.get(f"/meetings/{SAMPLE}", headers={"accept": "text/html"})
        assert page.status_code == 200
        report = client.get(f"/v1/meetings/{SAMPLE}/report").json()
    assert 1 <= len(report["findings"]["focus"]) <= 3
    assert report["made"]["seconds_sent"] == 0


def test_it_lists_what_was_uploaded(ship: Running, told: str) -> None:
    with ship.client as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert SECRET_TITLE in page.text
        assert told in page.text


def test_it_says_that_nothing_has_left_the_machine(ship: Running) -> None:
    with ship.client as client:
        page = client.get("/costs", headers={"accept": "text/html"})
        assert "Nothing has left this machine" in page.text
        told = client.get("/v1/costs").json()
        assert (told["spent_usd"], told["left_ever"], told["notes"]) == ("0", [], [])


def test_it_plays_its_clips(ship: Running) -> None:
    ship.wait(str(SAMPLE))
    with ship.client as client:
        answer = client.get(f"/v1/meetings/{SAMPLE}/clip", params={"start": 5_000, "end": 15_000})
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 20_000


def test_another_voice_is_coached_without_hearing_again(ship: Running, told: str) -> None:
    with ship.client as client:
        answer = client.patch(f"/v1/meetings/{told}", json={"me": SECRET_NAME})
        assert answer.status_code == 202
        assert ship.wait(told)["state"] == "ready"
        report = client.get(f"/v1/meetings/{told}/report").json()
    coached = next(voice for voice in report["voices"] if voice["id"] == report["focal"])
    assert coached["name"].startswith(SECRET_NAME)


def test_more_of_it_can_be_asked_for(ship: Running, told: str) -> None:
    with ship.client as client:
        answer = client.post(f"/meetings/{told}/preset", data={"preset": "full"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{told}")
        answer = client.post(f"/meetings/{told}/stretches", data={"start": 0, "end": 5_000, "number": 3})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{told}#stretch-3")
        meeting = ship.wait(told)
        assert (meeting["preset"], meeting["asked"]) == ("full", [{"start": 0, "end": 5_000}])
        for start, end in ((5_000, 5_000), (9_000, 5_000), (10**9, 10**9 + 1)):
            refused = client.post(f"/meetings/{told}/stretches", data={"start": start, "end": end})
            assert refused.status_code == 422
            assert "begin before it ends" in refused.text
        assert client.patch(f"/v1/meetings/{told}", json={"asked": []}).json()["asked"] == []
        assert ship.wait(told)["state"] == "ready"


def test_what_cannot_be_used_is_refused_at_the_door_in_a_sentence(ship: Running) -> None:
    with ship.client as client:
        before = len(client.get("/v1/meetings", params={"limit": 100}).json()["meetings"])
        for name, content in (
            ("a.wav", b"\x00" * 5000),
            ("b.mp3", b"not audio"),
            ("c.vtt", b"WEBVTT\n\n"),
            ("d.m3u8", b"#EXTM3U\n/etc/passwd"),
            ("e.m4a", b""),
            ("f.pdf", b"%PDF-1.7\n" + b"x" * 5000),
        ):
            answer = client.post("/v1/meetings", files=[("files", (name, content))])
            assert answer.status_code in {413, 415, 422}, name
            assert len(answer.json()["detail"]) > 40, name
            # As a form without scripts posts it: a page, with the same sentence.
            page = client.post("/meetings", files=[("file", (name, content))], headers={"accept": "text/html"})
            assert page.status_code == answer.status_code
            assert "</h1>" in page.text
        two = [("files", ("a.vtt", SPOKEN.encode())), ("files", ("b.pdf", b"%PDF-1.7\n" + b"x" * 5000))]
        assert client.post("/v1/meetings", files=two).json()["detail"].startswith("File 2 of 2 cannot be used. This is")
        assert len(client.get("/v1/meetings", params={"limit": 100}).json()["meetings"]) == before


def test_what_only_hearing_tells_ends_in_a_sentence_and_offers_no_second_try(ship: Running, tmp_path: Path) -> None:
    path = recording(tmp_path, 3)
    meeting = ship.upload((path.name, path.read_bytes()))
    state = ship.wait(meeting)
    assert state["state"] == "failed"
    assert "needs at least" in str(state["problem"])
    with ship.client as client:
        page = client.get(f"/meetings/{meeting}", headers={"accept": "text/html"}).text
    assert "Choose another file" in page
    assert "Try again" not in page


def test_downloads_are_named_by_title_and_date(ship: Running, told: str) -> None:
    with ship.client as client:
        about = {"title": "Q3 “final”: yes/no", "kind": "planning"}
        assert client.post(f"/meetings/{told}/about", data=about).status_code == 303
        assert ship.wait(told)["kind"] == "planning"
        said = client.get(f"/v1/meetings/{told}/report", params={"format": "html"}).headers["content-disposition"]
        plain, _, coded = said.partition("; filename*=UTF-8''")
        assert re.fullmatch(r'attachment; filename="Q3 _final_ yes no, [0-9-]{10}\.html"', plain)
        assert unquote(coded).startswith("Q3 “final” yes no, ")
        client.post(f"/meetings/{told}/about", data={"title": SECRET_TITLE, "kind": "product-review"})
    ship.wait(told)


def test_nobody_comes_in_without_the_key(ship: Running, told: str) -> None:
    base = ship.address.partition("/enter/")[0]
    for path in ("/", f"/meetings/{told}", f"/v1/meetings/{told}/report", "/v1/meetings", "/docs"):
        assert httpx.get(base + path).status_code in {401, 404}
    assert httpx.get(base + "/health", headers={"host": "evil.example"}).status_code == 400


def test_nothing_of_a_meeting_lies_readable_on_disk(ship: Running, told: str) -> None:
    """The data directory with its WAL, the files, the logs."""
    with ship.client as client:
        assert CANARY in client.get(f"/v1/meetings/{told}/report").text, "the canary must be in the meeting"
    places = everything(ship)
    assert any("pg_wal" in str(path) for path in places)
    for word in (CANARY, SECRET_TITLE, SECRET_NAME, CANARY.upper()):
        for encoding in ("utf-8", "utf-16-le"):
            hits = [path for path in places if word.encode(encoding) in path.read_bytes()]
            assert hits == [], (word, encoding)


def test_a_deleted_meeting_is_gone(ship: Running) -> None:
    meeting = ship.upload(("gone.vtt", SPOKEN.encode()))
    ship.wait(meeting)
    with ship.client as client:
        assert client.delete(f"/v1/meetings/{meeting}").status_code == 204
        assert client.get(f"/v1/meetings/{meeting}").status_code == 404
        assert client.get(f"/v1/meetings/{meeting}/report").status_code == 404
    assert [path for path in everything(ship) if meeting in str(path)] == []


def test_every_answer_carries_its_guards(ship: Running) -> None:
    with ship.client as client:
        headers = client.get("/", headers={"accept": "text/html"}).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_second_start_keeps_the_data_and_a_taken_folder_is_refused(ship: Running, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "x").write_text("")
    with running(home) as first:
        meeting = first.upload(("kept.vtt", SPOKEN.encode()), title="kept")
        first.wait(meeting)
    with running(home) as second:
        assert second.wait(meeting)["title"] == "kept"


def test_the_sample_lies_where_it_is_looked_for() -> None:
    assert (ROOT / "sample" / "product-review.m4a").exists()
