"""`./ship ai replay` and `./ship ai batches`: what waits is asked at once, instead of when a worker comes to it."""

import asyncio
from collections.abc import Awaitable, Callable
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

    async def work(resuming: Resuming) -> str:
        return shown.replayed(*await resuming.now(DEFAULT_ORG, LetterState(only) if only else None))

    _run(settings, work)


@ai_command.command("batches")
@click.pass_obj
def batches_command(settings: Settings) -> None:
    """Collect the batches that are over and hand in what waits; workers do it by themselves every five minutes."""
    from shipspeak.ai.later.rounds import backlog_round  # noqa: PLC0415 -- heavy: only where a model is asked

    async def work(resuming: Resuming) -> str:
        done = await backlog_round(resuming.database, resuming.shelf.vault, settings, [DEFAULT_ORG], resuming.may)
        return f"{done.answered} answered by batches, {done.singly} asked singly, {done.handed_in} handed in."

    _run(settings, work)


def _run(settings: Settings, work: Callable[[Resuming], Awaitable[str]]) -> None:
    async def run() -> str:
        async with at_database(settings) as database:
            _, shelf = storage(settings)
            opened = partial(open_gateway, settings, database, shelf.vault)
            return await work(Resuming(database, shelf, opened, settings.others_stay))

    click.echo(asyncio.run(run()))


__all__ = ["ai_command", "batches_command", "replay_command"]
