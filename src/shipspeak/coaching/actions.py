"""The verbs: one function for each thing a person can do with a meeting. None commits: the door does."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from shipspeak.base import ShipSpeakError
from shipspeak.coaching import queries
from shipspeak.coaching.length import guessed
from shipspeak.coaching.model import COACH, SAMPLE, Cover, Finished, Meeting, State, Upload, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import Tx
from shipspeak.jobs import How, Outlook, Size, enqueue, enqueue_again, outlook
from shipspeak.speech import Preview
from shipspeak.vault import KeyDestroyed

TITLE = 200
"""Characters."""


class NoSuchMeeting(ShipSpeakError):
    """There is no such meeting. It may have been deleted."""

    status = 404
    exit_code = 66


class NotReady(ShipSpeakError):
    """This meeting has no report yet. Its page shows how far it is."""

    status = 409
    exit_code = 75


async def accept(
    tx: Tx, shelf: Shelf, id: UUID, title: str, uploads: Sequence[Upload], wishes: Wishes, *, compare: bool = False
) -> None:
    """Take a recording whose files lie sealed already. From here on it ends in one report or one clear failure.

    `compare`: its person agrees that it may also be written down whole, to see how far a part misses the whole.
    """
    cover = Cover(title.strip()[:TITLE] or "Untitled meeting", tuple(uploads), {}, secrets.token_hex(16))
    await queries.insert_meeting(tx, id, wishes, shelf.seal_meeting(tx.tenant, id, cover, wishes))
    if compare:
        await queries.agree_to_compare(tx, id, agreed=True)
    # Nobody waits for the sample: whoever uploads a meeting of their own goes before it.
    how = How(batch=id == SAMPLE, size=Size(wishes.preset, guessed(uploads)))
    await enqueue(tx, COACH, meeting=id, how=how)


async def known(tx: Tx, id: UUID) -> bool:
    return await queries.meeting(tx, id) is not None


async def read(tx: Tx, shelf: Shelf, id: UUID, *, lock: bool = False) -> Meeting:
    """`lock`: until the transaction ends nobody else changes it; for a wish that builds on those before it.

    Raises NoSuchMeeting.
    """
    row = await queries.meeting(tx, id, lock=lock)
    if row is None:
        raise NoSuchMeeting
    return shelf.open_meeting(row)


async def listing(tx: Tx, shelf: Shelf, most: int, before: tuple[datetime, UUID] | None = None) -> Sequence[Meeting]:
    """Newest first; without those whose key is destroyed, which nobody can read any more."""
    meetings = []
    for row in await queries.meetings(tx, most, before):
        with suppress(KeyDestroyed):
            meetings.append(shelf.open_meeting(row))
    return meetings


async def read_report(tx: Tx, shelf: Shelf, id: UUID) -> Finished:
    """Raises NoSuchMeeting, NotReady."""
    sealed = await queries.report(tx, id)
    if sealed is None:
        await read(tx, shelf, id)
        raise NotReady
    return shelf.open_finished(tx.tenant, id, sealed)


async def read_preview(tx: Tx, shelf: Shelf, id: UUID) -> Preview | None:
    """The first timeline, if there is one."""
    sealed = await queries.preview(tx, id)
    return shelf.open_preview(tx.tenant, id, sealed) if sealed is not None else None


async def read_outlook(tx: Tx, meeting: Meeting) -> Outlook | None:
    """How long it still waits; None once nothing is to be done for it."""
    return await outlook(tx, meeting.id) if meeting.state in {State.WAITING, State.WORKING} else None


async def wish(
    tx: Tx, shelf: Shelf, id: UUID, wishes: Wishes, names: dict[str, str] | None = None, *, batch: bool = False
) -> None:
    """Change what was asked for; only what depends on it runs again. Raises NoSuchMeeting.

    `batch`: nobody sits and waits for it.
    """
    meeting = await read(tx, shelf, id, lock=True)
    cover = meeting.cover if names is None else replace(meeting.cover, names=_tidy(names))
    if (cover, wishes) == (meeting.cover, meeting.wishes) and meeting.state is not State.FAILED:
        return
    await queries.change_meeting(tx, id, wishes, shelf.seal_meeting(meeting.org, id, cover, wishes))
    await enqueue_again(tx, COACH, meeting=id, batch=batch)


async def agree_to_compare(tx: Tx, shelf: Shelf, id: UUID, *, agreed: bool) -> None:
    """That this meeting may also be written down whole; or no longer. Raises NoSuchMeeting."""
    await read(tx, shelf, id, lock=True)
    await queries.agree_to_compare(tx, id, agreed=agreed)


async def retry(tx: Tx, shelf: Shelf, id: UUID, *, batch: bool = False) -> None:
    """Try a failed meeting again from the step that failed. Raises NoSuchMeeting."""
    meeting = await read(tx, shelf, id, lock=True)
    await wish(tx, shelf, id, meeting.wishes, batch=batch)


async def delete(tx: Tx, id: UUID) -> None:
    """The rows, once the key is destroyed. Raises NoSuchMeeting."""
    if not await queries.delete_meeting(tx, id):
        raise NoSuchMeeting


def _tidy(names: dict[str, str]) -> dict[str, str]:
    return {voice: name.strip()[:80] for voice, name in names.items() if name.strip()}
