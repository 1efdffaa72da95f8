"""This room, stated once for `app`."""

from shipspeak.costs import api, pages
from shipspeak.kit import Room

ROOM = Room(name="costs", api=api.router, pages=pages.router)
