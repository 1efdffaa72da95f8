"""A recording that arrives in pieces, through interruptions. The client is tuspy, which nobody here wrote."""

import io
import random
from collections.abc import Iterator
from uuid import UUID

import pytest

from bench.upload import MB, Interruptions, arrived, begin, interrupted
from tests.story.running import WEIGHTS, Running, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("resume") / "home"
    home.mkdir()
    (home / "sample.taken").touch()
    with running(home, SHIPSPEAK_WORKERS="0") as ship:
        yield ship


def test_another_client_sends_a_file_in_pieces_and_it_becomes_a_meeting(ship: Running) -> None:
    content = random.Random(1).randbytes(9 * MB + 17)
    draft, client = begin(ship)
    client.uploader(file_stream=io.BytesIO(content), chunk_size=2 * MB, metadata={"filename": "größe.wav"}).upload()
    with ship.client as http:
        answers = [http.post(f"{draft}/meeting", json={"kind": "standup"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202], answers[0].text
        assert answers[0].json() == answers[1].json(), "asked again after a lost answer, it says the same"
        meeting = http.get(f"/v1/meetings/{answers[0].json()['id']}").json()
    assert (meeting["title"], meeting["kind"], meeting["state"]) == ("größe", "standup", "waiting")
    assert arrived(ship, meeting["id"], len(content)) == content


def test_nothing_acknowledged_is_lost_when_the_service_is_killed_in_the_middle(ship: Running) -> None:
    """`./ship bench upload` does this a thousand times."""
    chance = random.Random(2)
    content = chance.randbytes(24 * MB + 5)
    interruptions = Interruptions(ship, 8, chance)
    meeting = interrupted(ship, content, MB, interruptions)
    assert interruptions.kills.total() == 8
    assert arrived(ship, meeting, len(content)) == content


def test_it_refuses_clearly(ship: Running) -> None:
    draft, _ = begin(ship)
    tus = {"Tus-Resumable": "1.0.0"}
    piece = tus | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    with ship.client as http:
        files = f"{draft}/files"
        assert http.options(files).headers["tus-extension"] == "creation,expiration,termination"
        assert http.post(f"{draft}/meeting", json={}).status_code == 422
        assert http.post(files, headers={"Upload-Length": "5"}).status_code == 412
        assert http.post(files, headers=tus).status_code == 400
        assert http.post(files, headers=tus | {"Upload-Length": str(5 * 1024**3)}).status_code == 413
        where = http.post(files, headers=tus | {"Upload-Length": "5"}).headers["location"]
        assert http.post(f"{draft}/meeting", json={}).status_code == 409
        assert http.patch(where, headers=tus | {"Upload-Offset": "0"}, content=b"12").status_code == 415
        assert http.patch(where, headers=piece | {"Upload-Offset": "3"}, content=b"12").status_code == 409
        assert http.patch(where, headers=piece, content=b"123456").status_code == 413
        assert http.patch(where, headers=piece, content=b"123").headers["upload-offset"] == "3"
        assert http.head(where, headers=tus).headers["upload-length"] == "5"
        assert http.delete(where, headers=tus).status_code == 204
        assert http.head(where, headers=tus).status_code == 404
        assert http.head(f"/v1/drafts/{UUID(int=7)}/files/0", headers=tus).status_code == 404


def test_half_an_upload_and_its_name_are_sealed(ship: Running) -> None:
    draft, client = begin(ship)
    secret = b"quokka plan " * 1000
    client.uploader(
        file_stream=io.BytesIO(secret * 2), chunk_size=len(secret), metadata={"filename": "wilhelmina.wav"}
    ).upload_chunk()
    for path in [ship.log, *(p for p in ship.home.rglob("*") if p.is_file())]:
        found = path.read_bytes()
        assert b"quokka plan" not in found, path
        assert b"wilhelmina" not in found, path
    with ship.client as http:
        assert http.delete(draft).status_code == 204
    assert not list((ship.home / "files").rglob(f"{draft.rpartition('/')[2]}/**/tail*"))
