"""This room, stated once for `app`."""

from shipspeak.ai import checks, holdings
from shipspeak.kit import Room

ROOM = Room(name="ai", checks=checks.ALL, holdings=holdings.ALL)
