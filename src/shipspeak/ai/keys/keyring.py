"""Keyring: the providers' keys, open in memory alone; in the database each is sealed under a key of its own."""

import asyncio
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import random
from time import monotonic
from uuid import UUID, uuid4

from shipspeak.ai.errors import AiError
from shipspeak.ai.keys import key_queries
from shipspeak.ai.model import PLATFORM, Key, KeyState, today
from shipspeak.database import Database, Tx
from shipspeak.vault import KeyDestroyed, Place, Vault

LOOK_S = 15.0
"""How soon a change made elsewhere is known here: a revoked key is used for no longer than this (promise: 60 s)."""

NAME = re.compile("[a-z][a-z0-9-]{0,30}")


class NoSuchKey(AiError):
    """There is no key of that name. ./ship ai keys lists them."""

    status = 404
    exit_code = 66


class BadKey(AiError):
    """That is not a key: it must be one line of 8 to 500 visible characters without spaces."""

    status = 422
    exit_code = 65


class NameTaken(AiError):
    """There is a key called {name} already. Give the new one another name; or destroy that one first, and its name is
    free: ./ship ai keys revoke {name}
    """

    status = 409
    exit_code = 65


class BadName(AiError):
    """A key's name is up to 31 lower-case letters, digits and hyphens and begins with a letter: "main", "team-2"."""

    status = 422
    exit_code = 65


@dataclass(frozen=True, slots=True)
class Held:
    """A key that can be used."""

    key: Key
    secret: str = field(repr=False)


class Keyring:
    def __init__(self, database: Database, vault: Vault, clock: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._held: dict[UUID, Held] = {}
        self._looked = -LOOK_S
        self._looking = asyncio.Lock()

    async def choose(self, provider: str, may: Callable[[Key], bool], avoid: Collection[UUID] = ()) -> Held | None:
        """One of the usable keys of `provider`, by weight; None when there is none."""
        await self._look()
        day = today()
        usable = [
            held
            for held in self._held.values()
            if held.key.provider == provider and held.key.usable(day) and held.key.id not in avoid and may(held.key)
        ]
        point = random() * sum(held.key.weight for held in usable)  # noqa: S311 -- shares, not secrets
        for held in usable:
            point -= held.key.weight
            if point < 0:
                return held
        return usable[-1] if usable else None

    def usable(self, provider: str) -> Sequence[Key]:
        """Whatever their lanes say."""
        day = today()
        return [held.key for held in self._held.values() if held.key.provider == provider and held.key.usable(day)]

    async def refused(self, key: Key) -> None:
        """The provider does not take it: nobody asks with it again until somebody looks."""
        self._held.pop(key.id, None)
        async with self._database.tenant(PLATFORM) as tx:
            await key_queries.change(tx, key.id, state=KeyState.REFUSED)

    async def _look(self) -> None:
        if self._clock() - self._looked < LOOK_S:
            return
        async with self._looking:  # one looks, whoever else is here waits for what it finds
            if self._clock() - self._looked < LOOK_S:
                return
            async with self._database.tenant(PLATFORM) as tx:
                rows = await key_queries.sealed(tx)
            self._held = {key.id: held for key, box in rows if (held := self._open(key, box))}
            self._looked = self._clock()

    def _open(self, key: Key, box: bytes) -> Held | None:
        if key.state is not KeyState.GOOD:
            return None
        known = self._held.get(key.id)
        if known is not None:
            return Held(key, known.secret)
        try:
            return Held(key, self._vault.open(box, _place(key.id)).decode())
        except KeyDestroyed:  # revoked in this very moment
            return None


async def add(tx: Tx, vault: Vault, name: str, provider: str, secret: str, expires_on: date | None) -> UUID:
    """Seal a key and put it on the ring with weight 1. `tx` is the platform's. Raises BadKey, BadName, NameTaken."""
    if not (8 <= len(secret) <= 500 and secret.isascii() and secret.isprintable() and " " not in secret):
        raise BadKey
    if not NAME.fullmatch(name):
        raise BadName
    if any(key.name == name and key.state is not KeyState.REVOKED for key, _ in await key_queries.sealed(tx)):
        raise NameTaken(name=name)
    id = uuid4()
    vault.admit(PLATFORM, id)
    await key_queries.add(tx, id, name, provider, vault.seal(secret.encode(), _place(id)), expires_on)
    return id


async def revoke(tx: Tx, vault: Vault, name: str) -> None:
    """Destroy a key; every process lets it go within LOOK_S. Revoke it at the provider too. Raises NoSuchKey."""
    key = await named(tx, name)
    await key_queries.change(tx, key.id, state=KeyState.REVOKED, sealed=b"")
    vault.shred(PLATFORM, key.id)


async def weigh(tx: Tx, name: str, weight: int) -> None:
    """Give a key another share of the calls: 0 lets those in hand finish and takes no new ones; any other also makes a
    refused one good again. Raises NoSuchKey.
    """
    key = await named(tx, name)
    await key_queries.change(tx, key.id, weight=weight, state=KeyState.GOOD if weight else None)


async def named(tx: Tx, name: str) -> Key:
    """The key that has the name, or the last that had it. Raises NoSuchKey."""
    had = [key for key, _ in await key_queries.sealed(tx) if key.name == name]
    if not had:
        raise NoSuchKey
    return next((key for key in had if key.state is not KeyState.REVOKED), had[-1])


def _place(id: UUID) -> Place:
    return Place(PLATFORM, id, "ai_key", "sealed", str(id))
