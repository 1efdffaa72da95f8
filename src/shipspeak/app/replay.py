"""`./ship ai replay`: what got no answer is asked again, and reports that were finished without it are made again."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import click

from shipspeak.ai import actions as ai
from shipspeak.ai import open_gateway, shown, withdraw
from shipspeak.ai.actions import Replayed
from shipspeak.ai.commands import ai_command, at_database
from shipspeak.ai.model import Letter, LetterState
from shipspeak.app.parts import storage
from shipspeak.base import Settings
from shipspeak.coaching import actions
from shipspeak.coaching.paid import ASK, JUDGE, TRANSCRIBE
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import KeyDestroyed

if TYPE_CHECKING:
    from shipspeak.ai import Gateway

OF_REPORTS = {TRANSCRIBE, ASK, JUDGE}
"""Features whose answers a report waits for."""


@ai_command.command("replay")
@click.option("--only", type=click.Choice(["parked", "dead"]), help="Those that wait for money, or those refused.")
@click.pass_obj
def replay_command(settings: Settings, only: str | None) -> None:
    """Ask again what got no answer, and have the reports made again that were finished without it."""
    state = LetterState(only) if only else None

    async def run() -> str:
        async with at_database(settings) as database:
            _, shelf = storage(settings)
            gateway = open_gateway(settings, database, shelf.vault)
            try:
                again = Again(database, shelf, gateway, settings.others_stay)
                return await again.told(state)
            finally:
                await gateway.close()

    click.echo(asyncio.run(run()))


@dataclass(frozen=True, slots=True)
class Again:
    """What was put aside, taken up."""

    database: Database
    shelf: Shelf
    gateway: "Gateway"
    others_stay: bool = False

    async def told(self, state: LetterState | None = None) -> str:
        """Do it, and say what came of it."""
        withdrawn = await self._withdraw()
        done = await ai.replay(self.database, DEFAULT_ORG, self.gateway, state)
        return shown.replayed(done, await self._made_again(done), withdrawn)

    async def _withdraw(self) -> int:
        """What nobody wants to have asked any more is not; how many questions."""
        count = 0
        async with self.database.tenant(DEFAULT_ORG) as tx:
            for meeting in {one.meeting for one in await ai.waiting_letters(tx)}:
                with suppress(KeyDestroyed, actions.NoSuchMeeting):  # it is being deleted, and they go with it
                    if not await actions.may_still_ask(tx, self.shelf, meeting, others_stay=self.others_stay):
                        count += await withdraw(tx, meeting)
        return count

    async def _made_again(self, done: Sequence[Replayed]) -> Sequence[UUID]:
        made = []
        letters = [one.letter for one in done if one.problem is None and one.letter.feature in OF_REPORTS]
        for meeting in dict.fromkeys(letter.meeting for letter in letters):
            wait = max(_left_alone_s(letter) for letter in letters if letter.meeting == meeting)
            with suppress(KeyDestroyed, actions.NoSuchMeeting):
                async with self.database.tenant(DEFAULT_ORG) as tx:
                    await actions.ask_once_more(tx, self.shelf, meeting, after_s=wait)
                made.append(meeting)
        return made


def _left_alone_s(letter: Letter) -> float:
    """So long a worker may still take the provider for one without money: what else it had to ask would be put aside
    anew.
    """
    from shipspeak.ai.asking.gateway import NO_MONEY_S  # noqa: PLC0415 -- heavy: only where a model is asked

    if letter.state is not LetterState.PARKED:
        return 0.0
    return max(0.0, NO_MONEY_S - (datetime.now(UTC) - letter.changed_at).total_seconds())


__all__ = ["Again", "ai_command", "replay_command"]
