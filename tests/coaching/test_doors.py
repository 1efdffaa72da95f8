"""The doors, spoken to over HTTP with the real database behind them: nothing that is sent ends in an error of ours."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from shipspeak import accounts
from shipspeak.base import Span
from shipspeak.coaching import actions, api, pages, tus, views
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.kit import problem
from shipspeak.kit.bodies import MOST, Bodies
from shipspeak.outside import files_at
from shipspeak.vault import FileKeystore, Vault

pytestmark = pytest.mark.engine

KEY = "k" * 43
BY_TUS = {"tus-resumable": "1.0.0"}
PIECE = BY_TUS | {"content-type": tus.PIECE}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    shelf = Shelf(Vault(FileKeystore(tmp_path / "keys")))
    return Desk(database, files_at(str(tmp_path / "files")), shelf, Waiting())


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.desk = desk
    problem.install(app, views.error)
    accounts.install(app, KEY)
    for router in (api.router, pages.router, tus.router):
        app.include_router(router)
    app.add_middleware(Bodies)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield client


@pytest.fixture
async def meeting(desk: Desk) -> UUID:
    id = uuid4()
    desk.shelf.vault.admit(DEFAULT_ORG, id)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, desk.shelf, id, "t", (), Wishes())
    return id


async def begun(client: httpx.AsyncClient, length: int = 100) -> str:
    files: str = (await client.post("/v1/drafts")).json()["files"]
    created = await client.post(files, headers=BY_TUS | {"upload-length": str(length)})
    assert created.status_code == 201
    return created.headers["location"]


@pytest.mark.parametrize(
    "name", [b"filename \xe9\xe9", b"filename !!!", b"filename", b"filename /w==", b",,,", b"\xff"]
)
async def test_a_file_of_any_name_may_come(client: httpx.AsyncClient, name: bytes) -> None:
    files = (await client.post("/v1/drafts")).json()["files"]
    answer = await client.post(files, headers=[*BY_TUS.items(), ("upload-length", "1"), (b"upload-metadata", name)])
    assert answer.status_code == 201


@pytest.mark.parametrize("number", ["-1", "99", "100", "99999999999", "9" * 30, "1.5", "x"])
async def test_a_file_that_is_not_there_is_not_there(client: httpx.AsyncClient, number: str) -> None:
    place = (await begun(client)).rpartition("/")[0] + f"/{number}"
    for answer in (
        await client.head(place, headers=BY_TUS),
        await client.patch(place, headers=PIECE | {"upload-offset": "0"}, content=b"x"),
        await client.delete(place, headers=BY_TUS),
    ):
        assert answer.status_code in {404, 422}


@pytest.mark.parametrize("length", ["-1", "1.5", "9" * 30, "9" * 5000, "", "x", "1e3", "0x10"])
async def test_a_length_that_cannot_be_is_refused(client: httpx.AsyncClient, length: str) -> None:
    files = (await client.post("/v1/drafts")).json()["files"]
    answer = await client.post(files, headers=BY_TUS | {"upload-length": length})
    assert answer.status_code in {413, 422}


@pytest.mark.parametrize("offset", ["-5", "1", "9" * 30, "x"])
async def test_a_piece_from_elsewhere_is_refused_and_nothing_kept(client: httpx.AsyncClient, offset: str) -> None:
    place = await begun(client)
    answer = await client.patch(place, headers=PIECE | {"upload-offset": offset}, content=b"x")
    assert answer.status_code in {409, 422}
    assert (await client.head(place, headers=BY_TUS)).headers["upload-offset"] == "0"


@pytest.mark.parametrize(
    "wish",
    [
        r'{"names": {"S1": "\ud800"}}',
        r'{"names": {"\udfff": "x"}}',
        r'{"me": "\ud800"}',
        '{"names": {"' + "k" * 50_000 + '": "x"}}',
        '{"asked": [{"start": 0, "end": 99999999999999999999}]}',
        '{"asked": [{"start": 9007199254740991, "end": 9007199254740991}]}',
        '{"people": 1e400}',
        "[" * 100_000,
        "NaN",
    ],
)
async def test_no_wish_breaks_anything(client: httpx.AsyncClient, meeting: UUID, wish: str) -> None:
    answer = await client.patch(f"/v1/meetings/{meeting}", content=wish, headers={"content-type": "application/json"})
    assert answer.status_code in {202, 400, 422}
    kept = await client.get(f"/v1/meetings/{meeting}")
    assert kept.status_code == 200
    assert len(kept.content) < 1000


async def test_a_name_of_nobody_is_not_kept(client: httpx.AsyncClient, desk: Desk, meeting: UUID) -> None:
    names = {"S1": "Ada", "S2": "  ", "x": "y", "S" * 100: "z"}
    assert (await client.patch(f"/v1/meetings/{meeting}", json={"names": names})).status_code == 202
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, desk.shelf, meeting)).cover.names == {"S1": "Ada"}


@pytest.mark.parametrize(
    ("begin", "end", "status"),
    [(("0", "5"), ("1", "30"), 303), (("1", ""), ("2", ""), 303), (("1", "30"), ("1", "30"), 422)]
    + [(("0", value), ("2", "0"), 422) for value in ("60", "-1", "x", "1e9", "9" * 30)],
)
async def test_a_stretch_may_be_told_as_a_clock_is_read(
    client: httpx.AsyncClient, desk: Desk, meeting: UUID, begin: tuple[str, str], end: tuple[str, str], status: int
) -> None:
    fields = dict(zip(("from_min", "from_s", "to_min", "to_s"), (*begin, *end), strict=True))
    answer = await client.post(f"/meetings/{meeting}/stretch", data=fields)
    assert answer.status_code == status
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        asked = (await actions.read(tx, desk.shelf, meeting)).wishes.asked
    assert len(asked) == (status == 303)
    if begin == ("0", "5"):
        assert asked == (Span(5_000, 90_000),)


async def test_a_stretch_that_cannot_be_is_refused_with_the_way_back_to_the_report(
    client: httpx.AsyncClient, desk: Desk, meeting: UUID
) -> None:
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute("update meeting set duration_ms = 724600 where id = $1", meeting)
    for begin, end, said in (("5:00", "4:00", "begin before it ends"), ("5:00", "13:00", "the meeting lasts 12:04")):
        fields = dict(zip(("from_min", "from_s", "to_min", "to_s"), (*begin.split(":"), *end.split(":")), strict=True))
        answer = await client.post(f"/meetings/{meeting}/stretch", data=fields, headers={"accept": "text/html"})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'href="/meetings/{meeting}">Back to the report' in answer.text
    fields = {"from_min": "5", "to_min": "12", "to_s": "05"}
    assert (await client.post(f"/meetings/{meeting}/stretch", data=fields)).status_code == 303


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/drafts/{id}/meeting", "application/json"),
        ("/meetings/{id}/me", "application/x-www-form-urlencoded"),
        ("/meetings/{id}/names", "multipart/form-data; boundary=x"),
    ],
)
async def test_a_stranger_cannot_fill_the_memory(client: httpx.AsyncClient, path: str, kind: str) -> None:
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 65_536
            yield b"x" * 65_536

    answer = await client.post(
        path.format(id=uuid4()), content=body(), headers={"authorization": "", "content-type": kind}
    )
    assert answer.status_code in {400, 401, 413}
    assert taken <= MOST + 3 * 65_536


@pytest.mark.parametrize("length", [None, 5 * 1024**3])
async def test_what_a_form_refuses_is_read_to_its_end_so_that_the_sentence_is_seen(
    client: httpx.AsyncClient, length: int | None
) -> None:
    """A browser that still sends when the answer comes shows a broken connection."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(40):
            taken += 65_536
            yield b"x" * 65_536

    headers = {"content-type": "multipart/form-data; boundary=x" if length else "text/plain", "accept": "text/html"}
    headers |= {"content-length": str(length)} if length else {}
    answer = await client.post("/meetings", content=body(), headers=headers)
    assert answer.status_code == (413 if length else 422)
    assert ("larger than 4 GB" if length else "Choose a recording") in answer.text
    assert taken == 40 * 65_536


async def test_a_recording_may_be_longer_than_any_form(client: httpx.AsyncClient) -> None:
    place = await begun(client, 3 * MOST)
    content = b"RIFF\0\0\0\0WAVE" + bytes(3 * MOST - 12)
    answer = await client.patch(place, headers=PIECE | {"upload-offset": "0"}, content=content)
    assert answer.headers["upload-offset"] == str(3 * MOST)
    upload = await client.post("/v1/meetings", files={"files": ("a.wav", content)})
    assert upload.status_code == 202
