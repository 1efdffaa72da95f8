"""House rule 5: the signature says who may call."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shipspeak.accounts.guard import router as accounts_routes
from shipspeak.app.rooms import ROOMS

PUBLIC = {"/enter/{key}": "the way in"}


def routes() -> Iterator[APIRoute]:
    routers = [accounts_routes, *(r for room in ROOMS for r in (room.api, room.pages) if r)]
    yield from (route for router in routers for route in _within(router))


def _within(router: APIRouter) -> Iterator[APIRoute]:
    """Its own, and those of routers that it includes: FastAPI keeps these as they are."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _within(inner)
        else:
            assert isinstance(route, APIRoute), "a route of a kind that nobody looks into"
            yield route


def permissions(dependant: Dependant) -> list[object]:
    own = getattr(dependant.call, "permission", None)
    return [*([own] if own else []), *(p for inner in dependant.dependencies for p in permissions(inner))]


def test_every_route_says_who_may_call() -> None:
    open_doors = [route.path for route in routes() if not permissions(route.dependant) and route.path not in PUBLIC]
    assert open_doors == []
    paths = {route.path for route in routes()}
    assert {"/v1/meetings/{id}/report", "/v1/drafts/{id}/files", "/meetings/{id}", "/weeks", "/v1/costs"} <= paths


def test_what_changes_something_asks_for_more_than_reading() -> None:
    weak = [
        route.path
        for route in routes()
        if route.methods & {"POST", "PUT", "PATCH", "DELETE"} and "meeting.read" in permissions(route.dependant)
    ]
    assert weak == []


def test_addresses_are_nouns() -> None:
    verbs = {"create", "delete", "update", "get", "do", "run", "share_it", "retry_it"}
    assert [route.path for route in routes() if verbs & set(route.path.split("/"))] == []
