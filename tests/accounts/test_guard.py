from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from shipspeak import accounts
from shipspeak.accounts import MayChange, MayRead
from shipspeak.kit import problem

KEY = "k" * 43


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    problem.install(app, lambda status, title, sentence, path: f"<p>{sentence}</p>")
    accounts.install(app, KEY)

    @app.get("/secret")
    async def secret(actor: MayRead) -> str:
        return actor.role

    @app.post("/change")
    async def change(actor: MayChange) -> str:
        return actor.role

    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_it_refuses_a_stranger_with_a_sentence(client: TestClient) -> None:
    answer = client.get("/secret")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "./ship up" in answer.json()["detail"]
    assert "<p>" in client.get("/secret", headers={"accept": "text/html"}).text


def test_it_refuses_a_wrong_key(client: TestClient) -> None:
    assert client.get("/enter/wrong").status_code == 401
    assert client.get("/secret", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/secret", headers={"authorization": "Bearer ü".encode()}).status_code == 401


def test_it_lets_the_holder_of_the_key_in(client: TestClient) -> None:
    answer = client.get(f"/enter/{KEY}")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/secret").json() == "coached"
    assert client.post("/change").json() == "coached"
    client.cookies.clear()
    assert client.get("/secret", headers={"authorization": f"Bearer {KEY}"}).json() == "coached"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_it_does_nothing_for_another_site(client: TestClient, site: str) -> None:
    client.get(f"/enter/{KEY}")
    assert client.post("/change", headers={"sec-fetch-site": site}).status_code == 403
    assert client.post("/change", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_every_error_is_a_problem(client: TestClient) -> None:
    assert client.get("/nowhere").json()["status"] == 404
    assert client.delete("/secret").json()["status"] == 405
