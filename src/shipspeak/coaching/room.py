"""This room, stated once for `app`."""

from shipspeak.coaching import api, checks, commands, holdings, pages
from shipspeak.kit import Room

ROOM = Room(
    name="coaching",
    api=api.router,
    pages=pages.router,
    commands=(commands.coach_command,),
    checks=checks.ALL,
    holdings=holdings.ALL,
)
