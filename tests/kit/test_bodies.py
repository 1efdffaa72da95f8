"""What may come before anybody has looked who sends it, and under which names."""

from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel
from starlette.testclient import TestClient

from shipspeak.kit import problem
from shipspeak.kit.bodies import MOST, Bodies, may_be_long
from shipspeak.kit.headers import SECURITY, Headers
from shipspeak.kit.hosts import Hosts


def page(status: int, title: str, sentence: str, path: str) -> str:
    return f"<p>{sentence}</p>"


class Said(BaseModel):
    text: str


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    problem.install(app, page)

    async def looked(request: Request) -> None:
        request.state.looked = True

    @app.post("/said", dependencies=[Depends(looked)])
    async def said(said: Said) -> int:
        return len(said.text)

    @app.post("/recording")
    async def recording(request: Request) -> int:
        may_be_long(request)
        return sum([len(chunk) async for chunk in request.stream()])

    @app.post("/stream")
    async def stream(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    @app.get("/breaks")
    async def breaks() -> None:
        raise ZeroDivisionError

    app.add_middleware(Bodies)
    guarded = Hosts(app, ["localhost", "[::1]"], lambda request, error: problem.of(page, request, error))
    with TestClient(Headers(guarded, SECURITY), base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def test_it_takes_what_a_form_or_json_may_have(client: TestClient) -> None:
    assert client.post("/said", json={"text": "x" * (MOST - 100)}).json() == MOST - 100


@pytest.mark.parametrize("path", ["/said", "/stream"])
def test_it_breaks_off_what_goes_on(client: TestClient, path: str) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(100):
            yield b"x" * 65_536

    answer = client.post(path, content=body(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"


def test_a_door_that_takes_recordings_takes_more(client: TestClient) -> None:
    assert client.post("/recording", content=bytes(3 * MOST)).json() == 3 * MOST


@pytest.mark.parametrize("host", ["localhost", "localhost:7447", "LOCALHOST:1", "[::1]:7447", "[::1]"])
def test_it_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.post("/stream", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7447", "localhost.evil.example", "localhost:7447@evil", ""]
)
def test_it_answers_to_no_other_and_says_so(client: TestClient, host: str) -> None:
    answer = client.post("/stream", headers={"host": host})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/other-name"
    assert "./ship up" in client.post("/stream", headers={"host": host, "accept": "text/html"}).text


@pytest.mark.parametrize(("path", "host"), [("/breaks", "localhost"), ("/nowhere", "localhost"), ("/", "evil")])
def test_every_answer_carries_the_guards_whoever_gives_it(client: TestClient, path: str, host: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code >= 400
    assert dict(SECURITY).items() <= dict(answer.headers).items()
