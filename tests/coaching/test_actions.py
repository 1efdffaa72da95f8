"""What a person does with a meeting, against the real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shipspeak.coaching import actions
from shipspeak.coaching.desk import Desk, erase, take_in
from shipspeak.coaching.model import Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.waiting import Waiting
from shipspeak.coaching.watch_rows import RowWatcher
from shipspeak.database import DEFAULT_ORG, Database, DatabaseUnreachable
from shipspeak.outside import files_at
from shipspeak.vault import FileKeystore, Vault

pytestmark = pytest.mark.engine


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Vault(FileKeystore(tmp_path / "keys")))


async def accepted(database: Database, shelf: Shelf) -> UUID:
    id = uuid4()
    shelf.vault.admit(DEFAULT_ORG, id)
    async with database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, shelf, id, "t", (), Wishes())
    return id


async def test_it_lists_the_others_when_one_meeting_has_lost_its_key(database: Database, shelf: Shelf) -> None:
    lost, kept = await accepted(database, shelf), await accepted(database, shelf)
    shelf.vault.shred(DEFAULT_ORG, lost)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert [meeting.id for meeting in await actions.listing(tx, shelf, 10)] == [kept]


async def test_it_keeps_both_of_two_wishes_at_once(database: Database, shelf: Shelf) -> None:
    id = await accepted(database, shelf)

    async def say(**wish: Any) -> None:
        async with database.tenant(DEFAULT_ORG) as tx:
            meeting = await actions.read(tx, shelf, id, lock=True)
            await asyncio.sleep(0.05)
            await actions.wish(tx, shelf, id, replace(meeting.wishes, **wish))

    await asyncio.gather(say(me="S2"), say(people=3))
    async with database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, shelf, id)).wishes == Wishes(me="S2", people=3)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class _Away:
    """A database that is not there."""

    def tenant(self, _: UUID) -> Any:
        raise DatabaseUnreachable


async def test_it_keeps_no_upload_that_could_not_be_accepted(shelf: Shelf, tmp_path: Path) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.vtt"\r\n\r\nWEBVTT\r\n--x--\r\n'

    desk = Desk(_Away(), files_at(str(tmp_path / "files")), shelf, Waiting())  # type: ignore[arg-type]
    request: Any = SimpleNamespace(headers={"content-type": "multipart/form-data; boundary=x"}, stream=body)
    with pytest.raises(DatabaseUnreachable):
        await take_in(request, DEFAULT_ORG, desk)
    assert files_below(tmp_path) == []


async def test_it_destroys_the_key_before_the_rows(database: Database, shelf: Shelf, tmp_path: Path) -> None:
    class BreaksOff:
        def delete(self, _: str) -> int:
            raise OSError

    id = await accepted(database, shelf)
    with pytest.raises(OSError):  # noqa: PT011 -- whatever it is
        await erase(Desk(database, BreaksOff(), shelf, Waiting()), DEFAULT_ORG, id)  # type: ignore[arg-type]
    assert files_below(tmp_path / "keys") == []
    desk = Desk(database, files_at(str(tmp_path / "files")), shelf, Waiting())
    await erase(desk, DEFAULT_ORG, id)
    with pytest.raises(actions.NoSuchMeeting):
        await erase(desk, DEFAULT_ORG, id)


async def test_the_work_goes_on_when_progress_cannot_be_written(
    database: Database, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shipspeak.coaching.watch_rows.EVERY", 0.01)
    id = await accepted(database, shelf)
    async with database.tenant(DEFAULT_ORG) as tx:
        meeting = await actions.read(tx, shelf, id)
    watcher = RowWatcher(_Away(), shelf, meeting)  # type: ignore[arg-type]
    async with watcher.writing():
        watcher.progress("hear", 1, 2)
        await asyncio.sleep(0.05)
        watcher.database = database
        watcher.progress("hear", 2, 2)
        await asyncio.sleep(0.2)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, shelf, id)).done == 2
