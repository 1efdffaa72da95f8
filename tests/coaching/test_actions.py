"""What a person does with a meeting, against the real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shipspeak.base import Span
from shipspeak.coaching import actions, queries
from shipspeak.coaching.desk import Desk, erase, take_in
from shipspeak.coaching.model import Finished, Kind, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.waiting import Waiting
from shipspeak.coaching.watch_rows import RowWatcher
from shipspeak.coaching.whose import named, voice_at
from shipspeak.database import DEFAULT_ORG, Database, DatabaseUnreachable
from shipspeak.outside import files_at
from shipspeak.vault import FileKeystore, Vault
from tests.coaching.report_example import example

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


async def test_it_takes_stretches_one_after_the_other_and_refuses_what_is_none(
    database: Database, shelf: Shelf
) -> None:
    id = await accepted(database, shelf)
    async with database.tenant(DEFAULT_ORG) as tx:
        for stretch in (Span(5, 9), Span(0, 4), Span(5, 9)):
            await actions.ask(tx, shelf, id, stretch)
        for nothing in (Span(9, 9), Span(9, 5), Span(-1, 5), Span(actions.LONGEST, actions.LONGEST + 5)):
            with pytest.raises(actions.NoSuchStretch):
                await actions.ask(tx, shelf, id, nothing)
        meeting = await actions.read(tx, shelf, id)
        assert meeting.wishes.asked == (Span(5, 9), Span(0, 4))
        assert meeting.version == 2
        for start in range(10, 10 + actions.MOST_ASKED - 2):
            await actions.ask(tx, shelf, id, Span(start, 100))
        with pytest.raises(actions.TooManyStretches):
            await actions.ask(tx, shelf, id, Span(0, 100))


async def test_an_earlier_report_says_that_it_is_one(database: Database, shelf: Shelf) -> None:
    id = await accepted(database, shelf)
    async with database.tenant(DEFAULT_ORG) as tx:
        with pytest.raises(actions.NotReady):
            await actions.read_report(tx, shelf, id)
        meeting = await actions.read(tx, shelf, id)
        sealed = shelf.seal_finished(meeting, Finished(example(), None))
        assert await queries.finish(tx, id, meeting.version, sealed, 724_000)
        assert (await actions.read_report(tx, shelf, id)).report.notes == ()
        await actions.ask(tx, shelf, id, Span(0, 60_000))
        (note,) = (await actions.read_report(tx, shelf, id)).report.notes
        assert "earlier report" in note
        await queries.fail(tx, id, "It broke.")
        (note,) = (await actions.read_report(tx, shelf, id)).report.notes
        assert "could not be made again" in note


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class _Away:
    """A database that is not there."""

    def tenant(self, _: UUID) -> Any:
        raise DatabaseUnreachable


async def test_it_keeps_no_upload_that_could_not_be_accepted(shelf: Shelf, tmp_path: Path) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nAna: hi\r\n--x--\r\n'

    desk = Desk(_Away(), files_at(str(tmp_path / "files")), shelf, Waiting())  # type: ignore[arg-type]
    request: Any = SimpleNamespace(scope={}, headers={"content-type": "multipart/form-data; boundary=x"}, stream=body)
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


async def test_names_go_with_their_voice_when_people_are_counted_anew(database: Database, shelf: Shelf) -> None:
    id = await accepted(database, shelf)
    report = example()
    turns = report.turns
    async with database.tenant(DEFAULT_ORG) as tx:
        meeting = await actions.read(tx, shelf, id)
        await actions.wish(tx, shelf, id, replace(meeting.wishes, me="S1"), names={"S1": "Ana", "S2": "Ben"})
        meeting = await actions.read(tx, shelf, id)
        assert await queries.finish(tx, id, meeting.version, shelf.seal_finished(meeting, Finished(report, None)), 1)
        await actions.wish(tx, shelf, id, replace(meeting.wishes, people=3))
        kept = await actions.read(tx, shelf, id)
    # As if the count gave the same two voices each other's number.
    other = {"S1": "S2", "S2": "S1"}
    counted = [replace(turn, speaker=other.get(turn.speaker, turn.speaker)) for turn in turns]
    assert named(kept.cover.names, counted) == ({"S2": "Ana", "S1": "Ben"}, ())
    assert kept.wishes.me is not None
    assert voice_at(kept.wishes.me, counted) == "S2"


async def test_a_meeting_is_called_and_sorted_as_its_person_says(database: Database, shelf: Shelf) -> None:
    id = await accepted(database, shelf)
    async with database.tenant(DEFAULT_ORG) as tx:
        await actions.wish(tx, shelf, id, Wishes(kind=Kind.STANDUP), title=" Daily ")
        meeting = await actions.read(tx, shelf, id)
        assert (meeting.cover.title, meeting.wishes.kind) == ("Daily", Kind.STANDUP)
        await actions.wish(tx, shelf, id, meeting.wishes, title=" ")
        assert (await actions.read(tx, shelf, id)).version == meeting.version, "an empty title changes nothing"
