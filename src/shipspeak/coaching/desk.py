"""What the doors of this room stand on; `app` puts it together and hangs it on the application."""

from dataclasses import dataclass

from fastapi import Request

from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tools import sealed_writer
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import Database
from shipspeak.outside import Files


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    files: Files
    shelf: Shelf
    waiting: Waiting
    """Who waits for news of a meeting."""


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
