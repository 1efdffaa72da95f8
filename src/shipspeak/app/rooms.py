"""The whole service on one screen."""

from shipspeak.ai.room import ROOM as AI
from shipspeak.coaching.room import ROOM as COACHING
from shipspeak.kit import Room

ROOMS: tuple[Room, ...] = (COACHING, AI)
