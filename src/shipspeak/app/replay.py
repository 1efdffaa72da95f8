"""`./ship ai replay`: what got no answer is asked again at once, instead of when a worker comes to it."""

import asyncio
from functools import partial

import click

from shipspeak.ai import open_gateway, shown
from shipspeak.ai.commands import ai_command, at_database
from shipspeak.ai.model import LetterState
from shipspeak.app.parts import storage
from shipspeak.base import Settings
from shipspeak.coaching.resuming import Resuming
from shipspeak.database import DEFAULT_ORG


@ai_command.command("replay")
@click.option("--only", type=click.Choice(["parked", "dead"]), help="Those that wait for money, or those refused.")
@click.pass_obj
def replay_command(settings: Settings, only: str | None) -> None:
    """Ask again now what got no answer, and have the reports made again that were finished without it. What waits for
    money is asked by itself too, once there is some.
    """

    async def run() -> str:
        async with at_database(settings) as database:
            _, shelf = storage(settings)
            opened = partial(open_gateway, settings, database, shelf.vault)
            resuming = Resuming(database, shelf, opened, settings.others_stay)
            return shown.replayed(*await resuming.now(DEFAULT_ORG, LetterState(only) if only else None))

    click.echo(asyncio.run(run()))


__all__ = ["ai_command", "replay_command"]
