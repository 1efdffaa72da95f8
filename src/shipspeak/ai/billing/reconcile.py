"""Compare our ledger with the providers' bills, every day: what differs is kept, shown, and a check."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from shipspeak.ai.billing import bill_queries
from shipspeak.ai.billing.bill import DAYS, Bill
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys.keyring import Keyring
from shipspeak.ai.model import FOR_COSTS, PLATFORM, Money, today
from shipspeak.ai.providers.cost_report import CostReport, OpenAICostReport
from shipspeak.ai.providers.provider import Failed
from shipspeak.base import Settings
from shipspeak.database import Database

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
UNAUTHORISED = 401

Reports = Mapping[str, CostReport]
"""By provider."""


def reports(settings: Settings) -> Reports:
    """Of every provider that we know. Raises CatalogueUnusable."""
    catalogue = Catalogue.read(settings.ai_config)
    return {name: OpenAICostReport(one.url, one.projects) for name, one in catalogue.providers.items()}


async def reconcile(database: Database, keyring: Keyring, reports: Reports, orgs: Sequence[UUID]) -> Sequence[Bill]:
    """Look at the last days of every provider whose bill we have a key for, and keep what is found.

    `orgs`: all whose calls are on the bill. A provider that does not answer is logged and left for the next time.
    """
    last, first = today() - timedelta(days=1), today() - timedelta(days=DAYS)
    for provider, report in reports.items():
        held = await keyring.choose(provider + FOR_COSTS, lambda _: True)
        if held is None:
            continue
        try:
            billed = await report.billed(held.secret, first, last)
        except Failed as failed:
            log.warning("a bill could not be read", extra={"provider": provider, "code": failed.fault.name})
            if failed.fault.status == UNAUTHORISED:
                await keyring.refused(held.key)
            continue
        charged: dict[date, Money] = {}
        for org in orgs:
            async with database.tenant(org) as tx:
                for day, cost in (await bill_queries.ledger(tx, provider, first, last)).items():
                    charged[day] = charged.get(day, Money(0)) + cost
        async with database.tenant(PLATFORM) as tx:
            for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
                await bill_queries.keep(tx, provider, day, billed.get(day, Money(0)), charged.get(day, Money(0)))
    async with database.tenant(PLATFORM) as tx:
        return await bill_queries.bills(tx, first)
