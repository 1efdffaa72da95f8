"""Books: who can be asked now and at what price, what every budget has left, what a meeting has cost. Reads only.

For whoever decides before the first call, and for whoever tells afterwards; what holds is the teller's.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.catalogue import Catalogue, Target
from shipspeak.ai.errors import NoPrice
from shipspeak.ai.keys import key_queries
from shipspeak.ai.model import PLATFORM, Capability, Ends, KeyState, Left, Money, Standing, Usage, money, today
from shipspeak.ai.money.prices import HOUR_MS, MILLION, PriceBook
from shipspeak.base import Settings
from shipspeak.database import Database


@dataclass(frozen=True, slots=True)
class Priced:
    """A model that can be asked now. US dollars; 0 in the units that it is not billed in."""

    model: str
    provider: str
    hour_usd: Money = Decimal(0)
    """An hour of sound."""
    input_usd: Money = Decimal(0)
    """A million tokens, at the dearest that they may be (written to a cache)."""
    output_usd: Money = Decimal(0)

    def sound(self, ms: int) -> Money:
        return money(self.hour_usd * ms / HOUR_MS)

    def text(self, into: int, out: int) -> Money:
        """`into` and `out` in tokens."""
        return money((self.input_usd * into + self.output_usd * out) / MILLION)


@dataclass(frozen=True, slots=True)
class Menu:
    """What can be had, each in the order of asking; nothing where no key is there."""

    transcribe: tuple[Priced, ...] = ()
    respond: tuple[Priced, ...] = ()
    budgets: tuple[Standing, ...] = ()
    """All that a call for one of the features would be charged to."""
    no_good_key: bool = False
    """There are keys of who might transcribe, and none that can be used: refused, at rest, or past its day."""


class Accounts(Protocol):
    """`Books`, or a scripted twin."""

    async def menu(self, org: UUID, features: Sequence[str] = ()) -> Menu: ...
    async def left(self, org: UUID, meeting: UUID) -> Sequence[Left]: ...
    async def cost_of(self, org: UUID, feature: str, meetings: Sequence[UUID]) -> Mapping[UUID, Money]: ...
    def ending(self, by: date) -> Sequence[Ends]: ...


class Books:
    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._prices = PriceBook(catalogue)

    async def menu(self, org: UUID, features: Sequence[str] = ()) -> Menu:
        """Who can be asked now, on behalf of `org` for `features`. What has no price is not on it."""
        async with self._database.tenant(PLATFORM) as tx:
            day = today()
            keys = [key for key, _ in await key_queries.sealed(tx) if key.state is not KeyState.REVOKED]
            with_key = {key.provider for key in keys if key.usable(day)}
            shared = [await queries.applying(tx, feature, None, day) for feature in features]
        routes = {of: self._reachable(of, with_key) for of in Capability}
        had = self._reachable(Capability.TRANSCRIBE, {key.provider for key in keys})
        no_good_key = bool(had) and not routes[Capability.TRANSCRIBE]
        if not any(routes.values()):
            return Menu(no_good_key=no_good_key)
        async with self._database.tenant(org) as tx:
            own = [await queries.applying(tx, feature, None, day) for feature in features]
        budgets = dict.fromkeys(budget for found in (*own, *shared) for budget in found)
        priced = await asyncio.to_thread(lambda: {of: self._priced(targets) for of, targets in routes.items()})
        return Menu(priced[Capability.TRANSCRIBE], priced[Capability.RESPOND], tuple(budgets), no_good_key)

    async def left(self, org: UUID, meeting: UUID) -> Sequence[Left]:
        """What left the machine for a meeting, and what it cost."""
        async with self._database.tenant(org) as tx:
            return await queries.left(tx, meeting)

    async def cost_of(self, org: UUID, feature: str, meetings: Sequence[UUID]) -> Mapping[UUID, Money]:
        """What `feature` cost for each of the meetings; those for which nobody was asked are not among them."""
        async with self._database.tenant(org) as tx:
            return await queries.cost_of(tx, feature, meetings)

    def ending(self, by: date) -> Sequence[Ends]:
        """Models on a route that their providers will have ended by then, the nearest first."""
        return self._catalogue.ending(by)

    def _reachable(self, of: Capability, with_key: set[str]) -> tuple[Target, ...]:
        return tuple(
            target
            for target in self._catalogue.targets(of)
            if target.endpoint.keyless or target.model.provider in with_key
        )

    def _priced(self, targets: Sequence[Target]) -> tuple[Priced, ...]:
        found = []
        for target in targets:
            with suppress(NoPrice):
                found.append(self._price(target))
        return tuple(found)

    def _price(self, target: Target) -> Priced:
        def cost(usage: Usage) -> Money:
            return self._prices.cost(target, usage)

        name, provider = target.name, target.model.provider
        if target.model.can is Capability.TRANSCRIBE:
            return Priced(name, provider, hour_usd=cost(Usage(audio_ms=HOUR_MS)))
        part = MILLION // 10  # a million at once would be billed as a long context
        return Priced(
            name,
            provider,
            input_usd=10 * max(cost(Usage(part)), cost(Usage(part, cache_write_tokens=part))),
            output_usd=10 * cost(Usage(output_tokens=part)),
        )


def open_books(settings: Settings, database: Database) -> Books:
    """Nothing to close. Raises CatalogueUnusable."""
    return Books(database, Catalogue.read(settings.ai_config))
