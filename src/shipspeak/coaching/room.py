"""This room, stated once for `app`."""

from fastapi import APIRouter

from shipspeak.coaching import api, checks, holdings, pages, tus
from shipspeak.kit import Room

_API = APIRouter()
_API.include_router(api.router)
_API.include_router(tus.router)

ROOM = Room(
    name="coaching",
    api=_API,
    pages=pages.router,
    checks=checks.ALL,
    holdings=holdings.ALL,
)
