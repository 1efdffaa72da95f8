"""Against the real database, as the worker: what died half-way goes, and nothing else."""

import asyncio
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from shipspeak.ai import PLATFORM, keyring
from shipspeak.base import Clock
from shipspeak.coaching import actions, queries
from shipspeak.coaching.checks import NoUploadIsLeftBehind
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.sweep import SAFE, Clocks, sweep
from shipspeak.coaching.tools import folder, sealed_writer
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import Files, files_at
from shipspeak.vault import FileKeystore, Vault

pytestmark = pytest.mark.engine


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Vault(FileKeystore(tmp_path / "keys")))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return files_at(str(tmp_path / "files"))


def sealed(files: Files, shelf: Shelf) -> UUID:
    """A recording that has arrived, and no row yet."""
    id = uuid4()
    shelf.vault.admit(DEFAULT_ORG, id)
    with sealed_writer(files, shelf.vault, DEFAULT_ORG, id, "original/0") as writer:
        writer.write(b"sound")
    return id


async def test_it_removes_what_has_no_meeting_and_leaves_what_has(
    database: Database, worker_database: Database, shelf: Shelf, files: Files
) -> None:
    kept, only_key = sealed(files, shelf), uuid4()
    sealed(files, shelf)  # and then its process died
    shelf.vault.admit(DEFAULT_ORG, only_key)
    async with database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, shelf, kept, "t", (), Wishes())
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 2
    assert [subject for _, subject, _ in shelf.vault.subjects()] == [kept]
    assert files.names("") == [f"{folder(DEFAULT_ORG, kept)}/original/0/000000"]
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 0


async def test_it_leaves_an_upload_that_still_comes(worker_database: Database, shelf: Shelf, files: Files) -> None:
    coming = sealed(files, shelf)
    assert await sweep(worker_database, files, shelf.vault) == 0
    assert [subject for _, subject, _ in shelf.vault.subjects()] == [coming]


async def test_it_leaves_the_keys_of_providers_that_lie_in_the_same_vault(
    database: Database, worker_database: Database, shelf: Shelf, files: Files
) -> None:
    async with database.tenant(PLATFORM) as tx:
        kept = await keyring.add(tx, shelf.vault, "one", "openai", "sk-" + "x" * 40, None)
        await keyring.add(tx, shelf.vault, "two", "openai", "sk-" + "y" * 40, None)
        await keyring.revoke(tx, shelf.vault, "two")
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 0
    assert [subject for _, subject, _ in shelf.vault.subjects()] == [kept]


async def test_it_removes_files_whose_key_is_gone_and_touches_nothing_of_others(
    worker_database: Database, shelf: Shelf, files: Files, tmp_path: Path
) -> None:
    half_deleted = sealed(files, shelf)
    shelf.vault.shred(DEFAULT_ORG, half_deleted)
    (tmp_path / "files" / "lost+found" / "x").mkdir(parents=True)
    (tmp_path / "files" / "lost+found" / "x" / "y").write_text("not ours")
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 1
    assert files.names("") == ["lost+found/x/y"]


async def test_it_keeps_a_draft_for_a_day_and_not_longer(
    database: Database, worker_database: Database, catalogue: "asyncpg.Connection[Any]", shelf: Shelf, files: Files
) -> None:
    ids = [sealed(files, shelf) for _ in range(2)]
    async with database.tenant(DEFAULT_ORG) as tx:
        for id in ids:
            await queries.insert_draft(tx, id)
    await catalogue.execute("update draft set touched_at = now() - interval '25 hours' where id = $1", ids[0])
    await sweep(worker_database, files, shelf.vault)
    assert await drafts(database) == {ids[1]}
    assert len(list(shelf.vault.subjects())) == 2, "its parts are younger than a day: they wait for theirs"
    await sweep(worker_database, files, shelf.vault, safe=0)
    assert list(shelf.vault.subjects()) == []
    assert files.names("") == []


async def test_what_cannot_be_removed_is_tried_again_and_reported(
    database: Database, worker_database: Database, shelf: Shelf, files: Files, tmp_path: Path
) -> None:
    stubborn, easy = uuid4(), sealed(files, shelf)
    in_the_way = tmp_path / "keys" / str(DEFAULT_ORG) / f"{stubborn}.key" / "x"
    in_the_way.mkdir(parents=True)  # no key can be destroyed where a folder lies
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 1
    assert easy not in {subject for _, subject, _ in shelf.vault.subjects()}
    async with database.tenant(DEFAULT_ORG) as tx:
        assert [finding.subject for finding in await NoUploadIsLeftBehind().look(tx)] == [str(stubborn)]
        assert await queries.count_drafts_alone(tx) == 0, "it takes nobody's place"
    in_the_way.rmdir()
    in_the_way.parent.rmdir()
    shelf.vault.admit(DEFAULT_ORG, stubborn)
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 1
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await NoUploadIsLeftBehind().look(tx) == []


async def test_several_may_sweep_at_once(worker_database: Database, shelf: Shelf, files: Files) -> None:
    for _ in range(8):
        sealed(files, shelf)
    await asyncio.gather(*(sweep(worker_database, files, shelf.vault, safe=0) for _ in range(3)))
    assert list(shelf.vault.subjects()) == []
    assert files.names("") == []


async def drafts(database: Database) -> set[UUID]:
    async with database.tenant(DEFAULT_ORG) as tx:
        return {row["id"] for row in await tx.fetch("select id from draft")}


async def test_it_waits_for_another_day_when_a_clock_was_put_ahead(worker_database: Database) -> None:
    """By such a clock every upload that still comes has been still for a day."""
    now, slept = time.time(), 0.0
    clocks = Clocks(worker_database, wall=lambda: now, ours=Clock(lambda: slept))
    assert await clocks.even_s() > SAFE
    now += SAFE + 60
    assert await clocks.even_s() == 0
    now, slept = now + SAFE + 1, SAFE + 1
    assert await clocks.even_s() > SAFE

    put_ahead = 0.0
    worker_database.clock = Clock(lambda: time.monotonic() - put_ahead)
    clocks = Clocks(worker_database)
    assert await clocks.even_s() > SAFE
    put_ahead = SAFE
    assert await clocks.even_s() == 0
