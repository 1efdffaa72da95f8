"""A meeting that is still arriving. Its files come in pieces, interrupted at any byte, and go on where they were.

A draft has the id and the key of the meeting it becomes. What is acknowledged is sealed and stored, and its figure is
in the database: whatever dies afterwards, it is there.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from starlette.requests import ClientDisconnect

from shipspeak.base import ShipSpeakError
from shipspeak.coaching import actions, queries
from shipspeak.coaching.desk import Desk, allowed, called, could_be_heard, shred, wishes_of
from shipspeak.coaching.intake import BATCH, MOST_BYTES, MOST_FILES, NothingUploaded, TooManyFiles, UploadTooLarge
from shipspeak.coaching.model import Upload
from shipspeak.coaching.steps.upload import HEAD, TRANSCRIPT
from shipspeak.coaching.titles import kept_name
from shipspeak.coaching.tools import sealed_appender
from shipspeak.database import Row, Tx
from shipspeak.outside import FileMissing, SealedAppender
from shipspeak.speech import MemorySource, TranscriptTooLarge, is_recording, sniff
from shipspeak.vault import KeyDestroyed, Place

MOST_DRAFTS = 20
"""Of one organisation at once; with MOST_BYTES this bounds what half-sent uploads may take up."""
ENOUGH = 4096
"""Bytes that tell what a file is."""
KEEP = 16 * 1024 * 1024
"""Bytes after which what came is kept for good, in the middle of one request too."""


class NoSuchDraft(ShipSpeakError):
    """This upload is not here any more: it was left alone for a day, or stopped. Send the file again."""

    status = 404
    exit_code = 66


class TooManyDrafts(ShipSpeakError):
    """{most} uploads are under way already. Finish or stop one of them first."""

    status = 429
    exit_code = 75


class OffsetDiffers(ShipSpeakError):
    """This piece does not begin where the last one ended. Ask how far the upload is, and go on from there."""

    status = 409
    exit_code = 75


class MoreThanSaid(ShipSpeakError):
    """More came than the upload said it would be. Send the file again from its beginning."""

    status = 413
    exit_code = 65


class DraftIncomplete(ShipSpeakError):
    """Not all of the files have arrived whole yet. Go on with those that have not, then ask again."""

    status = 409
    exit_code = 75


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft; sizes in bytes."""

    draft: UUID
    number: int
    length: int
    received: int
    sealed_name: bytes


async def begin(desk: Desk, org: UUID) -> UUID:
    """Raises TooManyDrafts, YourQueueFull, QueueFull, DiskNearlyFull."""
    await _pass_through(desk, org, 0)
    id = uuid4()
    await asyncio.to_thread(desk.shelf.vault.admit, org, id)
    try:
        async with desk.database.tenant(org) as tx:
            await _open(tx, id)
    except BaseException:
        await asyncio.to_thread(shred, desk, org, id)
        raise
    return id


async def add_file(desk: Desk, org: UUID, draft: UUID, filename: str, length: int) -> int:
    """Its number. Raises NoSuchDraft, TooManyFiles, UploadTooLarge, DiskNearlyFull: before a byte of it was sent."""
    if length > MOST_BYTES:
        raise UploadTooLarge(gigabytes=MOST_BYTES // 1024**3)
    await _pass_through(desk, org, length)
    async with desk.database.tenant(org) as tx:
        if not await queries.touch_draft(tx, draft):
            raise NoSuchDraft
        files = [_file(row) for row in await queries.draft_files(tx, draft)]
        if len(files) >= MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        if sum(file.length for file in files) + length > MOST_BYTES:
            raise UploadTooLarge(gigabytes=MOST_BYTES // 1024**3)
        number = max((file.number for file in files), default=-1) + 1
        sealed = desk.shelf.vault.seal(kept_name(filename).encode(), _name_place(org, draft, number))
        await queries.insert_draft_file(tx, draft, number, sealed, length)
    return number


async def find(desk: Desk, org: UUID, draft: UUID, number: int) -> DraftFile:
    """How far it is. Raises NoSuchDraft."""
    async with desk.database.tenant(org) as tx:
        row = await queries.draft_file(tx, draft, number)
    if row is None:
        raise NoSuchDraft
    return _file(row)


async def append(desk: Desk, org: UUID, draft: UUID, number: int, offset: int, body: AsyncIterator[bytes]) -> int:
    """Take what comes from `offset` on; how far the file then is. A body that breaks off is a piece like any other.

    Raises NoSuchDraft, OffsetDiffers, MoreThanSaid, NotARecording, Playlist, TranscriptTooLarge, DiskFull,
    DiskNearlyFull.
    """
    file = await find(desk, org, draft, number)
    if offset != file.received:
        raise OffsetDiffers
    appender = await asyncio.to_thread(_appender, desk, org, file)
    kept, batch = offset, bytearray()
    looked = offset > 0
    with suppress(ClientDisconnect):
        async for chunk in desk.arriving(body):
            batch += chunk
            if appender.received + len(batch) > file.length:
                raise MoreThanSaid
            if len(batch) >= BATCH:
                looked = looked or await _could_be_heard(file, bytes(batch[:HEAD]), body)
                await asyncio.to_thread(appender.write, bytes(batch))
                batch.clear()
            if appender.received - kept >= KEEP:
                kept = await _keep(desk, org, file, appender, kept)
    if not looked:
        await _could_be_heard(file, bytes(batch[:HEAD]), body)
    await asyncio.to_thread(appender.write, bytes(batch))
    return await _keep(desk, org, file, appender, kept)


async def submit(desk: Desk, org: UUID, draft: UUID, fields: dict[str, str]) -> UUID:
    """The draft becomes a meeting, of the same id. Asked again after an answer that was lost, it answers the same.

    Raises NoSuchDraft, DraftIncomplete, NothingUploaded, and as `sort_out`.
    """
    async with desk.database.tenant(org) as tx:
        if not await queries.touch_draft(tx, draft):
            return await _made_already(tx, draft)
        files = [_file(row) for row in await queries.draft_files(tx, draft)]
    if not files:
        raise NothingUploaded
    if any(file.received < file.length for file in files):
        raise DraftIncomplete
    try:
        uploads = await asyncio.to_thread(_finish, desk, org, files)
        await could_be_heard(desk, org, draft, uploads)
    except (FileMissing, KeyDestroyed):  # the same request was faster, on another connection, or it was stopped
        async with desk.database.tenant(org) as tx:
            return await _made_already(tx, draft)
    title = called(fields, uploads)
    async with desk.database.tenant(org) as tx:
        if not await queries.delete_draft(tx, draft):
            return await _made_already(tx, draft)
        compare = bool(fields.get("compare"))
        wishes = allowed(desk, wishes_of(fields))
        await actions.accept(tx, desk.shelf, draft, title, uploads, wishes, compare=compare)
    await asyncio.to_thread(_tidy, desk, org, files)
    return draft


async def stop(desk: Desk, org: UUID, draft: UUID) -> None:
    """Nothing of it is kept. Raises NoSuchDraft."""
    async with desk.database.tenant(org) as tx:
        if not await queries.delete_draft(tx, draft):
            raise NoSuchDraft
    await asyncio.to_thread(shred, desk, org, draft)


async def _made_already(tx: Tx, draft: UUID) -> UUID:
    """The meeting that a draft became, which is no draft any more. Raises NoSuchDraft."""
    if not await actions.known(tx, draft):
        raise NoSuchDraft
    return draft


async def _pass_through(desk: Desk, org: UUID, coming: int) -> None:
    if desk.door is not None:
        await desk.door.pass_through(desk.database, desk.waiting, org, coming)


async def _open(tx: Tx, id: UUID) -> None:
    if await queries.count_drafts_alone(tx) >= MOST_DRAFTS:
        raise TooManyDrafts(most=MOST_DRAFTS)
    await queries.insert_draft(tx, id)


async def _could_be_heard(file: DraftFile, head: bytes, rest: AsyncIterator[bytes]) -> bool:
    """Whether that can be told already. Gigabytes of something else need not come before somebody says so. Raises
    NotARecording, Playlist, TranscriptTooLarge.
    """
    if len(head) < min(ENOUGH, file.length):
        return False
    try:
        if not is_recording(head):
            if file.length > TRANSCRIPT:
                raise TranscriptTooLarge(limit=f"{TRANSCRIPT >> 20} MB")
        elif not head.startswith(b"ID3"):  # a tag may be longer than what is here
            sniff(MemorySource(head))
    except ShipSpeakError:
        await _let_pass(rest)
        raise
    return True


async def _let_pass(rest: AsyncIterator[bytes]) -> None:
    """The rest of a usual piece: a browser that is cut off while it sends is told of no reason."""
    passed = 0
    with suppress(ClientDisconnect):
        async for chunk in rest:
            passed += len(chunk)
            if passed > KEEP:
                return


async def _keep(desk: Desk, org: UUID, file: DraftFile, appender: SealedAppender, before: int) -> int:
    received = await asyncio.to_thread(appender.keep)
    async with desk.database.tenant(org) as tx:
        if not await queries.touch_draft(tx, file.draft):
            raise NoSuchDraft  # stopped, or made a meeting, on another connection
        if not await queries.receive(tx, file.draft, file.number, before, received):
            raise OffsetDiffers  # the same file came on another connection meanwhile, and was faster
    await asyncio.to_thread(appender.forget_before)
    return received


def _finish(desk: Desk, org: UUID, files: Sequence[DraftFile]) -> list[Upload]:
    uploads = []
    for file in files:
        name = desk.shelf.vault.open(file.sealed_name, _name_place(org, file.draft, file.number))
        uploads.append(Upload(name.decode(), _appender(desk, org, file).finish()))
    return uploads


def _tidy(desk: Desk, org: UUID, files: Sequence[DraftFile]) -> None:
    for file in files:
        sealed_appender(desk.files, desk.shelf.vault, org, file.draft, f"original/{file.number}", 0).tidy()


def _appender(desk: Desk, org: UUID, file: DraftFile) -> SealedAppender:
    what = f"original/{file.number}"
    return sealed_appender(desk.files, desk.shelf.vault, org, file.draft, what, file.received)


def _name_place(org: UUID, draft: UUID, number: int) -> Place:
    return Place(org, draft, "draft_file", "sealed", str(number))


def _file(row: Row) -> DraftFile:
    return DraftFile(row["draft_id"], row["number"], row["length"], row["received"], row["sealed"])
