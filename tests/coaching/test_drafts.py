"""Against the real database: what arrives in pieces, and whoever gets in its way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from starlette.requests import ClientDisconnect

from shipspeak.coaching import actions, drafts
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.door import Door
from shipspeak.coaching.drafts import MOST_DRAFTS, NoSuchDraft, OffsetDiffers, TooManyDrafts
from shipspeak.coaching.intake import UploadTooLarge
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.jobs import Bounds, DiskNearlyFull
from shipspeak.outside import files_at
from shipspeak.speech import Empty, NotARecording, NotATranscript, TranscriptTooLarge
from shipspeak.vault import FileKeystore, Vault

pytestmark = pytest.mark.engine

SAID = b"Ana: ship"
"""Nine bytes that could be heard."""


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    shelf = Shelf(Vault(FileKeystore(tmp_path / "keys")))
    return Desk(database, files_at(str(tmp_path / "files")), shelf, Waiting())


async def begun(desk: Desk, length: int) -> UUID:
    draft = await drafts.begin(desk, DEFAULT_ORG)
    assert await drafts.add_file(desk, DEFAULT_ORG, draft, "a.wav", length) == 0
    return draft


async def send(desk: Desk, draft: UUID, offset: int, *chunks: bytes, breaks: bool = False) -> int:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk
            await asyncio.sleep(0)
        if breaks:
            raise ClientDisconnect

    return await drafts.append(desk, DEFAULT_ORG, draft, 0, offset, body())


async def test_a_piece_that_breaks_off_counts_as_far_as_it_came(desk: Desk) -> None:
    draft = await begun(desk, len(SAID))
    assert await send(desk, draft, 0, SAID[:3], SAID[3:5], breaks=True) == 5
    assert await send(desk, draft, 5, SAID[5:]) == len(SAID)
    await drafts.submit(desk, DEFAULT_ORG, draft, {})
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        meeting = await actions.read(tx, desk.shelf, draft)
    assert [(upload.filename, upload.stored.size) for upload in meeting.cover.uploads] == [("a.wav", len(SAID))]
    assert [name.rpartition("/")[2] for name in desk.files.names("")] == ["000000"], "no leftover stays beside it"


async def test_of_two_connections_with_the_same_piece_one_wins_and_nothing_breaks(desk: Desk) -> None:
    content = b"RIFF\0\0\0\0WAVE" + bytes(range(256)) * 40_000
    draft = await begun(desk, len(content))
    pieces = [send(desk, draft, 0, content[:5_000_000]), send(desk, draft, 0, content[:7_000_000], breaks=True)]
    ends = await asyncio.gather(*pieces, return_exceptions=True)
    assert sorted(type(end) for end in ends if isinstance(end, Exception)) == [OffsetDiffers]
    received = next(end for end in ends if isinstance(end, int))
    assert (await drafts.find(desk, DEFAULT_ORG, draft, 0)).received == received
    assert await send(desk, draft, received, content[received:]) == len(content)


async def test_what_was_stopped_takes_nothing_more(desk: Desk) -> None:
    draft = await begun(desk, 10)
    await drafts.stop(desk, DEFAULT_ORG, draft)
    with pytest.raises(NoSuchDraft):
        await send(desk, draft, 0, b"0123456789")
    assert desk.files.names("") == []
    assert list(desk.shelf.vault.subjects()) == []


async def test_it_becomes_one_meeting_however_often_it_is_asked_at_once(desk: Desk) -> None:
    begun_ones = [await begun(desk, len(SAID)) for _ in range(10)]
    for draft in begun_ones:
        await send(desk, draft, 0, SAID)
        asked = await asyncio.gather(*(drafts.submit(desk, DEFAULT_ORG, draft, {}) for _ in range(6)))
        assert asked == [draft] * 6
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        assert {meeting.id for meeting in await actions.listing(tx, desk.shelf, 20)} == set(begun_ones)


async def test_what_is_no_meeting_never_becomes_one(desk: Desk) -> None:
    for content, why in ((b"", Empty), (b"x", NotATranscript)):
        draft = await begun(desk, len(content))
        if content:
            await send(desk, draft, 0, content)
        with pytest.raises(why):
            await drafts.submit(desk, DEFAULT_ORG, draft, {})
        async with desk.database.tenant(DEFAULT_ORG) as tx:
            assert not await actions.known(tx, draft)


async def test_what_is_stopped_while_it_is_handed_in_is_a_meeting_or_gone(desk: Desk) -> None:
    for _ in range(10):
        draft = await begun(desk, len(SAID))
        await send(desk, draft, 0, SAID)
        handed_in, stopped = await asyncio.gather(
            drafts.submit(desk, DEFAULT_ORG, draft, {}),
            drafts.stop(desk, DEFAULT_ORG, draft),
            return_exceptions=True,
        )
        async with desk.database.tenant(DEFAULT_ORG) as tx:
            known = await actions.known(tx, draft)
        assert known == (handed_in == draft)
        assert known == isinstance(stopped, NoSuchDraft)
        keys = {subject for _, subject, _ in desk.shelf.vault.subjects()}
        assert known == (draft in keys), "a part written too late is noise without its key, and swept"


async def test_no_more_than_so_many_at_once_even_when_all_ask_together(desk: Desk) -> None:
    asked = [drafts.begin(desk, DEFAULT_ORG) for _ in range(MOST_DRAFTS + 5)]
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(end) for end in ends if isinstance(end, Exception)] == [TooManyDrafts] * 5
    assert len(list(desk.shelf.vault.subjects())) == MOST_DRAFTS, "no key stays of those that were refused"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\3\4" + bytes(3_000_000), "This is a ZIP archive or an office document, not a recording"),
        (b"PK\3\4" + bytes(50), "This is a ZIP archive or an office document, not a recording"),
        (b"no sound in it " * 2_000_000, "This transcript has more than 20 MB"),
    ],
)
async def test_what_cannot_be_heard_is_refused_with_its_first_piece(desk: Desk, content: bytes, what: str) -> None:
    draft = await begun(desk, len(content))
    with pytest.raises((NotARecording, TranscriptTooLarge), match=what):
        await send(desk, draft, 0, content[:1_500_000])
    assert (await drafts.find(desk, DEFAULT_ORG, draft, 0)).received == 0


async def test_a_first_piece_that_is_too_short_to_tell_is_taken(desk: Desk) -> None:
    draft = await begun(desk, 10_000)
    assert await send(desk, draft, 0, b"PK\3\4") == 4


async def test_it_is_turned_away_before_a_byte_when_the_disk_is_nearly_full(desk: Desk, tmp_path: Path) -> None:
    bounds = Bounds(each=9, total=9, spare=2**60)
    guarded = Desk(desk.database, desk.files, desk.shelf, desk.waiting, Door(bounds, tmp_path))
    draft = await drafts.begin(desk, DEFAULT_ORG)
    with pytest.raises(DiskNearlyFull):
        await drafts.add_file(guarded, DEFAULT_ORG, draft, "a.wav", 2**30)


async def test_it_stops_taking_before_the_disk_is_full_whatever_was_announced(desk: Desk, tmp_path: Path) -> None:
    draft = await begun(desk, 100)
    guarded = Desk(desk.database, desk.files, desk.shelf, desk.waiting, Door(Bounds(9, 9, spare=2**60), tmp_path))
    with pytest.raises(DiskNearlyFull):
        await send(guarded, draft, 0, b"0123456789")
    assert (await drafts.find(desk, DEFAULT_ORG, draft, 0)).received == 0
    assert await send(desk, draft, 0, b"0123456789") == 10


async def test_it_says_how_large_a_file_may_be_before_it_speaks_of_the_disk(desk: Desk, tmp_path: Path) -> None:
    guarded = Desk(desk.database, desk.files, desk.shelf, desk.waiting, Door(Bounds(9, 9, spare=0), tmp_path))
    draft = await drafts.begin(guarded, DEFAULT_ORG)
    with pytest.raises(UploadTooLarge):
        await drafts.add_file(guarded, DEFAULT_ORG, draft, "a.wav", 10**30)
