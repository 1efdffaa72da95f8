"""This room, stated once for `app`."""

from shipspeak.coaching import api, checks, holdings, pages
from shipspeak.kit import Room

ROOM = Room(
    name="coaching",
    api=api.router,
    pages=pages.router,
    checks=checks.ALL,
    holdings=holdings.ALL,
)
