"""This room, stated once for `app`."""

from fastapi import APIRouter

from shipspeak.coaching import api, checks, holdings, pages, tus
from shipspeak.coaching.weeks import pages as weeks
from shipspeak.kit import Room

_API = APIRouter()
_API.include_router(api.router)
_API.include_router(tus.router)

_PAGES = APIRouter()
_PAGES.include_router(pages.router)
_PAGES.include_router(weeks.router)

ROOM = Room(
    name="coaching",
    api=_API,
    pages=_PAGES,
    checks=checks.ALL,
    holdings=holdings.ALL,
)
