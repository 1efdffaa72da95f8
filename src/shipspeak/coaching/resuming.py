"""Reports that were finished without a provider's answer, made again with it: by a command, and by themselves.

asked again when there is money (`ai.replaying`) ─► answered: the flow once more, all of it remembered ─► the report
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from shipspeak.ai import LetterState, Replay, owed, replay, replay_when_due, settle_up
from shipspeak.base import ShipSpeakError
from shipspeak.coaching import actions
from shipspeak.coaching.paid import ASK, JUDGE, TRANSCRIBE
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import Database, Tx
from shipspeak.vault import KeyDestroyed

if TYPE_CHECKING:
    from shipspeak.ai import Gateway

log = logging.getLogger(__name__)

OF_REPORTS = (TRANSCRIBE, ASK, JUDGE)
"""Features whose answers a report waits for."""
EVERY = 60.0
"""Seconds between two looks at whether it is time: where nothing waits, one statement."""


@dataclass(frozen=True, slots=True)
class Resuming:
    """What was put aside, taken up."""

    database: Database
    shelf: Shelf
    opened: "Callable[[], Gateway]"
    """A gateway that was told nothing yet."""
    others_stay: bool = False

    async def now(self, org: UUID, state: LetterState | None = None) -> tuple[Replay, Sequence[UUID]]:
        """All that waits (of one `state`), because a person says so; and the meetings whose reports are made again.
        Raises BeingAsked.
        """
        done = await replay(self.database, org, self.opened, self.may, state)
        return done, await self._make_again(org)

    async def when_due(self, org: UUID) -> tuple[Replay, Sequence[UUID]]:
        """The same for what waits for money, one first, if it is time to try it. Any number of workers may."""
        done = await replay_when_due(self.database, org, self.opened, self.may)
        return done, await self._make_again(org)

    async def may(self, tx: Tx, meeting: UUID) -> bool | None:
        """Whether what waits to be asked for a meeting may leave, by what its person and this installation wish now."""
        return await actions.may_still_ask(tx, self.shelf, meeting, others_stay=self.others_stay)

    async def _make_again(self, org: UUID) -> Sequence[UUID]:
        """Also what a process that died had still to make again."""
        async with self.database.tenant(org) as tx:
            meetings = await owed(tx, OF_REPORTS)
        made = []
        for meeting in meetings:
            with suppress(KeyDestroyed, actions.NoSuchMeeting):  # it is being deleted, and they go with it
                async with self.database.tenant(org) as tx:
                    await actions.ask_once_more(tx, self.shelf, meeting)
                    await settle_up(tx, meeting)
                made.append(meeting)
        return made


async def resume_often(resuming: Resuming, orgs: Sequence[UUID]) -> None:
    """Until cancelled. Any number of workers may."""
    while True:
        try:
            for org in orgs:
                await resuming.when_due(org)
        except ShipSpeakError as error:
            log.warning("not asked again", extra={"kind": type(error).__qualname__})
        await asyncio.sleep(EVERY)
