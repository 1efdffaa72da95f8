"""What a process that died in the middle of an upload left behind: sealed parts and a key, and no meeting.

A recording is sealed before its row is written, so that a row never points at nothing. The price is this: whoever dies
in between leaves what nobody can find any more, and what nobody can find nobody can delete.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from shipspeak.ai import keys_among
from shipspeak.base import Clock, ShipSpeakError
from shipspeak.coaching import queries
from shipspeak.coaching.tools import folder
from shipspeak.database import Database
from shipspeak.outside import UNREACHABLE, Files
from shipspeak.vault import Vault

log = logging.getLogger(__name__)

SAFE = 24 * 3600.0
"""Seconds without a new part: an upload that still comes has written one since."""
EVERY = 3600.0
"""Seconds between two sweeps."""


async def sweep_often(database: Database, files: Files, vault: Vault) -> None:
    """Until cancelled. Any number of workers may: what one removes, the others no longer find."""
    clocks = Clocks(database)
    while True:
        # What cannot be swept now (a database that starts again, a disk that is away) is swept an hour later.
        try:
            if await clocks.even_s() >= SAFE:
                await sweep(database, files, vault)
        except (ShipSpeakError, *UNREACHABLE) as error:
            log.warning("could not sweep", extra={"kind": type(error).__qualname__})
        await asyncio.sleep(EVERY)


@dataclass(frozen=True, slots=True)
class Clocks:
    """By which it is told how long nothing was added to an upload: the database's, and ours for files and keys."""

    database: Database
    ours: Clock = field(default_factory=Clock)
    wall: Callable[[], float] = time.time

    async def even_s(self) -> float:
        """For how many seconds both have run evenly. One put a day ahead ends no upload that still comes."""
        asked = self.database.clock.passed()
        async with self.database.operator("ask the time") as tx:
            even = self.database.clock.even(await tx.clock(), asked)
        return min(even, self.ours.even(self.wall()))


async def sweep(database: Database, files: Files, vault: Vault, *, safe: float = SAFE) -> int:
    """Shred and remove what has no meeting and was not touched for `safe` seconds; how many there were."""
    found = await asyncio.to_thread(_found, files, vault)
    swept = 0
    for org, subjects in found.items():
        async with database.tenant(org) as tx:
            await queries.forget_drafts(tx, safe)
            known = {*await queries.which_of(tx, list(subjects)), *await keys_among(tx, subjects)}
        unswept = []
        for subject in sorted(subjects.keys() - known):
            # The row is written last: one that appeared since the look was touched since, too.
            try:
                swept += await asyncio.to_thread(_remove, files, vault, org, subject, subjects[subject], safe)
            except UNREACHABLE as error:
                unswept.append(subject)
                log.error("could not remove an upload", extra={"id": str(subject), "kind": type(error).__qualname__})  # noqa: TRY400 -- its text holds paths
        async with database.tenant(org) as tx:
            await queries.remember_unswept(tx, unswept)
    return swept


def _found(files: Files, vault: Vault) -> dict[UUID, dict[UUID, float]]:
    """Everything that has a key or files: organisation, subject, when the key was made (0 without one)."""
    found: defaultdict[UUID, dict[UUID, float]] = defaultdict(dict)
    for org, subject in _folders(files):
        found[org][subject] = 0.0
    for org, subject, made in vault.subjects():
        found[org][subject] = made
    return found


def _folders(files: Files) -> Iterable[tuple[UUID, UUID]]:
    for org in files.folders():
        for path in files.folders(org):
            with suppress(ValueError):  # not of our making, so not ours to remove
                yield UUID(org.strip("/")), UUID(path.strip("/").rpartition("/")[2])


def _remove(files: Files, vault: Vault, org: UUID, subject: UUID, made: float, safe: float) -> bool:
    place = folder(org, subject)
    if time.time() - max(made, files.newest(f"{place}/")) < safe:
        return False
    vault.shred(org, subject)  # first: from then on the rest is noise
    parts = files.delete(f"{place}/")
    log.warning("removed what an upload had left behind", extra={"id": str(subject), "parts": parts})
    return True
