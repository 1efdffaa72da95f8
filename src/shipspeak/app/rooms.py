"""The whole service on one screen."""

from shipspeak.ai.room import ROOM as AI
from shipspeak.coaching.room import ROOM as COACHING
from shipspeak.costs.room import ROOM as COSTS
from shipspeak.kit import Room
from shipspeak.quality.room import ROOM as QUALITY

ROOMS: tuple[Room, ...] = (COACHING, QUALITY, COSTS, AI)
