"""This room, stated once for `app`."""

from shipspeak.kit import Room
from shipspeak.quality import api, checks, holdings, pages

ROOM = Room(
    name="quality",
    api=api.router,
    pages=pages.router,
    checks=checks.ALL,
    holdings=holdings.ALL,
)
