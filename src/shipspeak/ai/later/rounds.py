"""One round with the backlog: withdraw, collect, ask singly, hand in."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from shipspeak.ai.asking import letter_queries
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.asking.opening import open_gateway
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.later import later_queries
from shipspeak.ai.later.backlog import Backlog
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.openai_batches import OpenAIBatches
from shipspeak.ai.replaying import May
from shipspeak.base import Settings, ShipSpeakError
from shipspeak.database import Database
from shipspeak.vault import Vault, local_secret


@dataclass(frozen=True, slots=True)
class Round:
    """How many questions."""

    answered: int
    """By batches."""
    singly: int
    """Answered by no batch, and asked like any other."""
    handed_in: int


async def backlog_round(database: Database, vault: Vault, settings: Settings, orgs: Sequence[UUID], may: May) -> Round:
    """Collect what is over, ask singly what no batch answered, hand in what waits: how many of each. What nobody wants
    to have asked any more, as `may` says, leaves no more.
    """
    backlog = open_backlog(settings, database, vault)
    collected = singly = handed_in = 0
    try:
        for org in orgs:
            await _withdraw(database, org, may)
            collected += await backlog.collect(org)
            if await _any_singly(database, org):
                singly += await _ask_singly(backlog, settings, database, vault, org)
            handed_in += await backlog.hand_in(org)
    finally:
        await backlog.finish()
    return Round(collected, singly, handed_in)


async def _withdraw(database: Database, org: UUID, may: May) -> None:
    async with database.tenant(org) as tx:
        for meeting in await later_queries.meetings(tx):
            with suppress(ShipSpeakError):  # it is being deleted, and they go with it
                if await may(tx, meeting) is False:
                    await letter_queries.withdraw(tx, meeting)


async def _ask_singly(backlog: Backlog, settings: Settings, database: Database, vault: Vault, org: UUID) -> int:
    gateway = open_gateway(settings, database, vault)
    try:
        return await backlog.ask_singly(org, gateway)
    finally:
        await gateway.close()


def open_backlog(settings: Settings, database: Database, vault: Vault) -> Backlog:
    """Nothing is loaded and nobody is called before there is something to hand in. Raises CatalogueUnusable."""
    catalogue = Catalogue.read(settings.ai_config)
    batches = {name: OpenAIBatches(one.url) for name, one in catalogue.providers.items() if one.batch}
    memory = Memory(database, vault, local_secret(settings.ai_secret_file))
    return Backlog(catalogue, batches, Teller(database), Keyring(database, vault), memory, database, vault)


async def _any_singly(database: Database, org: UUID) -> bool:
    async with database.tenant(org) as tx:
        await later_queries.stray(tx)
        return await later_queries.any_singly(tx)
