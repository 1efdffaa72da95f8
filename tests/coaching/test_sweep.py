"""Against the real database, as the worker: what died half-way goes, and nothing else."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shipspeak.coaching import actions
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.sweep import sweep
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


async def test_it_removes_files_whose_key_is_gone_and_touches_nothing_of_others(
    worker_database: Database, shelf: Shelf, files: Files, tmp_path: Path
) -> None:
    half_deleted = sealed(files, shelf)
    shelf.vault.shred(DEFAULT_ORG, half_deleted)
    (tmp_path / "files" / "lost+found" / "x").mkdir(parents=True)
    (tmp_path / "files" / "lost+found" / "x" / "y").write_text("not ours")
    assert await sweep(worker_database, files, shelf.vault, safe=0) == 1
    assert files.names("") == ["lost+found/x/y"]
