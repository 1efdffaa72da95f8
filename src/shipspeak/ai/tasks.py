"""What workers do beside their work: hand in and collect batches, compare the bill. Any number of workers may."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from shipspeak.ai.billing import bill_queries
from shipspeak.ai.billing.reconcile import EVERY, reconcile, reports
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.later.rounds import backlog_round
from shipspeak.ai.model import PLATFORM
from shipspeak.ai.replaying import May
from shipspeak.base import Settings, ShipSpeakError
from shipspeak.database import Database
from shipspeak.vault import Vault

log = logging.getLogger(__name__)

PAUSE_S = 300.0
"""Between two rounds: a batch takes minutes to a day."""


async def look_after(database: Database, vault: Vault, settings: Settings, orgs: Sequence[UUID], may: May) -> None:
    """Until cancelled; nothing is asked of anybody while nothing waits and no key may, and nothing that nobody wants to
    have asked any more, as `may` says.
    """
    bills = partial(_bills, database, vault, settings, orgs)
    while True:
        for work in (bills, partial(backlog_round, database, vault, settings, orgs, may)):
            try:
                await work()
            except ShipSpeakError as error:
                log.warning("left for the next round", extra={"kind": type(error).__qualname__})
        await asyncio.sleep(PAUSE_S)


async def _bills(database: Database, vault: Vault, settings: Settings, orgs: Sequence[UUID]) -> None:
    due = {name: one for name, one in reports(settings).items() if await _due(database, name)}
    await reconcile(database, Keyring(database, vault), due, orgs)


async def _due(database: Database, provider: str) -> bool:
    async with database.tenant(PLATFORM) as tx:
        last = await bill_queries.looked_at(tx, provider)
    return last is None or datetime.now(UTC) - last >= EVERY
