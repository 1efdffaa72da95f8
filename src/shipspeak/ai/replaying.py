"""What got no answer is asked again: all of it when a person says so; by itself one question when it is time, and the
next as long as there are answers.

parked ─► a pause: 5 minutes, doubled up to an hour ─► one is tried ─► answered: the next one, until all are
             ▲          ▲                                   └──► no money: nothing else is asked
             └──────────┼───────────────────────────────────────────┘
                        └── no pause where keys or budgets have changed, or the provider has answered anybody

One process of all is at it at a time (`ai_probe`); a billing refusal is never tried again within a call.
"""

import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.asking import letter_queries, probe_queries
from shipspeak.ai.errors import AiError, NotAskable
from shipspeak.ai.keys import key_queries
from shipspeak.ai.model import PLATFORM, Letter, LetterState, today
from shipspeak.base import ShipSpeakError
from shipspeak.database import Database, Tx
from shipspeak.vault import KeyDestroyed

if TYPE_CHECKING:
    from shipspeak.ai.asking.gateway import Gateway

    Opened = Callable[[], Gateway]
    """Opens one that was told nothing yet: one that was leaves a provider without money alone. It is closed here."""

log = logging.getLogger(__name__)

May = Callable[[Tx, UUID], Awaitable[bool | None]]
"""Whether what was put aside for a meeting may still be asked, by what its person wishes now; None: not at this moment,
as it is worked on and asks that itself.
"""
OF_THE_QUESTION = (NotAskable, KeyDestroyed)
"""What says nothing of the next one."""


class BeingAsked(AiError):
    """These questions are being asked at this moment, by a worker or another command. ./ship ai status says what came
    of it in a minute or two.
    """

    status = 409


@dataclass(frozen=True, slots=True)
class Replayed:
    letter: Letter
    problem: str | None
    """None: answered, and remembered for whoever asks the same."""


@dataclass(slots=True)
class Replay:
    """What came of asking again."""

    done: list[Replayed] = field(default_factory=list)
    withdrawn: int = 0
    """Questions that nobody wants to have asked any more, and that are gone."""

    @property
    def well(self) -> bool:
        return any(one.problem is None for one in self.done)


async def replay(database: Database, org: UUID, opened: "Opened", may: May, state: LetterState | None = None) -> Replay:
    """Ask all that waits (of one `state`), one after the other. Raises BeingAsked."""
    means = await _means(database, org)
    async with database.tenant(org) as tx:
        await probe_queries.begin(tx, means)
        if not await probe_queries.take(tx):
            raise BeingAsked
    async with _held(database, org, opened) as (gateway, found):
        for letter in await _waiting(database, org, state):
            await _ask(database, org, gateway, may, letter, found)
    return found


async def replay_when_due(database: Database, org: UUID, opened: "Opened", may: May) -> Replay:
    """Try what waits for money, if it is time to."""
    async with database.tenant(org) as tx:
        if not await letter_queries.letters(tx, LetterState.PARKED):
            await probe_queries.forget(tx)
            return Replay()
    means = await _means(database, org)
    async with database.tenant(org) as tx:
        await probe_queries.begin(tx, means)
        if not await probe_queries.take_if_due(tx, means):
            return Replay()
    async with _held(database, org, opened) as (gateway, found):
        for letter in await _waiting(database, org, LetterState.PARKED):
            if not await _ask(database, org, gateway, may, letter, found):
                break
    log.info("asked again what waited for money", extra={"asked": len(found.done), "well": found.well})
    return found


@asynccontextmanager
async def _held(database: Database, org: UUID, opened: "Opened") -> AsyncIterator[tuple["Gateway", Replay]]:
    """While we are at it nobody else is; then the pause begins."""
    gateway, found = opened(), Replay()
    try:
        yield gateway, found
    finally:
        await gateway.close()
        async with database.tenant(org) as tx:
            await probe_queries.let_go(tx, well=found.well)


async def _waiting(database: Database, org: UUID, state: LetterState | None) -> Sequence[Letter]:
    """What was tried least first, then the oldest: one that never has an answer keeps no other from being tried."""
    async with database.tenant(org) as tx:
        waiting = await letter_queries.letters(tx, state)
    return sorted(waiting, key=lambda one: (one.tries, one.created_at))


async def _ask(database: Database, org: UUID, gateway: "Gateway", may: May, letter: Letter, found: Replay) -> bool:
    """Whether the next one may have an answer."""
    try:
        async with database.tenant(org) as tx:
            may_leave = await may(tx, letter.meeting)
            if may_leave is None:
                return True
            if not may_leave:
                found.withdrawn += await letter_queries.withdraw(tx, letter.meeting)
                return True
            if not await probe_queries.hold(tx, letter.id):
                return True  # answered, or withdrawn, since we looked
        if await gateway.ask_again(org, letter.id) is not None:
            found.done.append(Replayed(letter, None))
    except ShipSpeakError as error:
        found.done.append(Replayed(letter, str(error)))
        return isinstance(error, OF_THE_QUESTION)
    return True


async def _means(database: Database, org: UUID) -> bytes:
    """With what can be asked: where it is other than the last time, it is worth trying at once. The day is among it, as
    budgets begin anew; of keys, all but the secret.
    """
    async with database.tenant(PLATFORM) as tx:
        shared = ([key for key, _ in await key_queries.sealed(tx)], await queries.limits(tx))
    async with database.tenant(org) as tx:
        return hashlib.sha256(repr((today(), shared, await queries.limits(tx))).encode()).digest()
