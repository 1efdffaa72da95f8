"""The verbs: one function for each thing a person can do with a meeting. None commits: the door does."""

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from shipspeak.ai import withdraw
from shipspeak.base import ShipSpeakError, Span, again_may_help
from shipspeak.coaching import queries
from shipspeak.coaching.journey import recall
from shipspeak.coaching.length import size_of
from shipspeak.coaching.model import COACH, SAMPLE, Cover, Finished, Meeting, State, Upload, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.stages import stages_of
from shipspeak.coaching.terms import Terms, Where, as_much
from shipspeak.coaching.whose import place_of
from shipspeak.database import Tx
from shipspeak.jobs import How, Outlook, enqueue, enqueue_again, latest, outlook, why_failed
from shipspeak.speech import Preview
from shipspeak.vault import KeyDestroyed

EARLIER = {
    State.WAITING: "This is the earlier report. Something was changed since, and it waits to be made again.",
    State.WORKING: "This is the earlier report. Something was changed since, and it is being made again.",
    State.FAILED: "This is the earlier report. Something was changed since, and it could not be made again.",
}
_VOICE = re.compile(r"S[0-9]{1,3}")
TITLE = 200
"""Characters."""
AGREE = "agree"
"""The stage that the price is agreed in."""
MOST_ASKED = 50
FARTHEST = 2**53 - 1
"""Milliseconds: the largest whole number that every reader of JSON can hold."""
LONGEST = 4 * 3_600_000
"""Milliseconds of the longest meeting: a stretch may be asked for before the meeting's own length is known."""


class NoSuchMeeting(ShipSpeakError):
    """There is no such meeting. It may have been deleted."""

    status = 404
    exit_code = 66


class NoSuchStretch(ShipSpeakError):
    """There is no such stretch: it must begin before it ends, and within the meeting. Choose one from the report."""

    status = 422
    exit_code = 65


class TooManyStretches(ShipSpeakError):
    """You have asked for {most} stretches of this meeting already. Let it be written down whole instead."""

    status = 422
    exit_code = 65


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
    how = How(batch=id == SAMPLE, size=size_of(uploads, wishes))
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


async def find_report(tx: Tx, shelf: Shelf, id: UUID) -> Finished | None:
    """The latest there is; an earlier one while a changed wish is worked on."""
    sealed = await queries.report(tx, id)
    return shelf.open_finished(tx.tenant, id, sealed) if sealed is not None else None


async def read_report(tx: Tx, shelf: Shelf, id: UUID) -> Finished:
    """For somebody who sees nothing else: an earlier report says so in its first note.

    Raises NoSuchMeeting, NotReady.
    """
    meeting = await read(tx, shelf, id)
    finished = await find_report(tx, shelf, id)
    if finished is None:
        raise NotReady
    if meeting.state is State.READY:
        return finished
    notes = (EARLIER[meeting.state], *finished.report.notes)
    return replace(finished, report=replace(finished.report, notes=notes))


async def sealed_reports(tx: Tx, shelf: Shelf, most: int) -> Sequence[tuple[Meeting, bytes]]:
    """Of the latest `most` meetings, those that are done, the sample left out. Many reports take a while to open: that
    is for a thread (`Shelf.open_finished`).
    """
    done = [one for one in await listing(tx, shelf, most) if one.state is State.READY and one.id != SAMPLE]
    sealed = await queries.reports(tx, [one.id for one in done])
    return [(one, sealed[one.id]) for one in done if one.id in sealed]


async def read_preview(tx: Tx, shelf: Shelf, id: UUID) -> Preview | None:
    """The first timeline, if there is one."""
    sealed = await queries.preview(tx, id)
    return shelf.open_preview(tx.tenant, id, sealed) if sealed is not None else None


async def read_terms(tx: Tx, shelf: Shelf, meeting: Meeting) -> Terms | None:
    """On which terms it is done at this moment; None before they are agreed, and where nothing is to be agreed on."""
    stages = list(stages_of(meeting.wishes))
    if AGREE not in stages or meeting.stage not in stages[stages.index(AGREE) + 1 :]:
        return None
    found = await latest(tx, COACH, meeting.id, AGREE)
    return recall(meeting, *found, Terms, shelf.vault) if found else None


async def read_outlook(tx: Tx, meeting: Meeting) -> Outlook | None:
    """How long it still waits; None once nothing is to be done for it."""
    return await outlook(tx, meeting.id) if meeting.state in {State.WAITING, State.WORKING} else None


async def read_again_may_help(tx: Tx, id: UUID) -> bool:
    """Whether a failed meeting could end otherwise another time: not where its files are at fault."""
    code = await why_failed(tx, COACH, id)
    return code is None or again_may_help(code)


async def wish(
    tx: Tx,
    shelf: Shelf,
    id: UUID,
    wishes: Wishes,
    names: dict[str, str] | None = None,
    *,
    title: str | None = None,
    batch: bool = False,
) -> None:
    """Change what was asked for; only what depends on it runs again. Raises NoSuchMeeting.

    `batch`: nobody sits and waits for it.
    """
    meeting = await read(tx, shelf, id, lock=True)
    cover = meeting.cover
    if names is not None:
        cover = replace(cover, names=_tidy(names))
    if title is not None and title.strip():
        cover = replace(cover, title=title.strip()[:TITLE])
    if wishes.people != meeting.wishes.people:
        cover, wishes = await _by_where_they_spoke(tx, shelf, id, cover, wishes)
    if (cover, wishes) == (meeting.cover, meeting.wishes) and meeting.state is not State.FAILED:
        return
    if _asked_by(cover, wishes) != _asked_by(meeting.cover, meeting.wishes):
        await withdraw(tx, id)  # it may hold what is not to leave any more, or is not to be paid for
    await queries.change_meeting(tx, id, wishes, shelf.seal_meeting(meeting.org, id, cover, wishes))
    await enqueue_again(tx, COACH, meeting=id, batch=batch)


def _asked_by(cover: Cover, wishes: Wishes) -> tuple[Wishes, dict[str, str]]:
    """What questions to a provider are made of: whose words may leave follows from who is coached, what is withheld
    from the names. Who asks once more, or for a stretch besides, changes none of those that wait.
    """
    return replace(wishes, again=0, resumed=0, asked=()), cover.names


async def _by_where_they_spoke(tx: Tx, shelf: Shelf, id: UUID, cover: Cover, wishes: Wishes) -> tuple[Cover, Wishes]:
    """Voices are about to be counted anew, and their numbers with them: what was said of one is kept by its turns."""
    finished = await find_report(tx, shelf, id)
    if finished is None:
        return cover, wishes
    turns = finished.report.turns
    names = {place_of(voice, turns): name for voice, name in cover.names.items()}
    me = None if wishes.me is None else place_of(wishes.me, turns)
    return replace(cover, names=names), replace(wishes, me=me)


async def ask(tx: Tx, shelf: Shelf, id: UUID, stretch: Span) -> None:
    """Have a stretch written down besides what was chosen. Raises NoSuchMeeting, NoSuchStretch, TooManyStretches."""
    meeting = await read(tx, shelf, id, lock=True)
    if stretch not in meeting.wishes.asked:
        check_asked(asked := (*meeting.wishes.asked, stretch), meeting.duration)
        await wish(tx, shelf, id, replace(meeting.wishes, asked=asked))


def check_asked(asked: Sequence[Span], duration: int | None) -> None:
    """Raises NoSuchStretch, TooManyStretches."""
    if len(asked) > MOST_ASKED:
        raise TooManyStretches(most=MOST_ASKED)
    end = LONGEST if duration is None else duration
    if any(not 0 <= stretch.start < min(stretch.end, end) for stretch in asked):
        raise NoSuchStretch


async def say_words(tx: Tx, shelf: Shelf, id: UUID, words: Where, *, alone: bool) -> None:
    """Who writes the words down, and whether what others said stays here. Who asks for a provider once more has it
    asked again. Raises NoSuchMeeting.
    """
    meeting = await read(tx, shelf, id, lock=True)
    wishes = meeting.wishes
    again = wishes.again + (words is wishes.words is Where.PROVIDER)
    preset = wishes.preset if words is wishes.words else as_much(wishes.preset, words)
    await wish(tx, shelf, id, replace(wishes, words=words, preset=preset, again=again, alone=alone))


async def may_still_ask(tx: Tx, shelf: Shelf, id: UUID, *, others_stay: bool) -> bool | None:
    """Whether what was put aside for a meeting may leave now: its person wants a provider, and where nothing of others
    may leave this installation it was asked so. None: not while the meeting is worked on, for then it asks that itself,
    and both would be paid. Raises NoSuchMeeting, KeyDestroyed.
    """
    meeting = await read(tx, shelf, id)
    wishes = meeting.wishes
    if wishes.words is not Where.PROVIDER or (others_stay and not wishes.alone):
        return False
    return None if meeting.state in {State.WAITING, State.WORKING} else True


async def ask_once_more(tx: Tx, shelf: Shelf, id: UUID) -> None:
    """Make the report again with what a provider has answered since; nobody sits and waits for it. Raises
    NoSuchMeeting, KeyDestroyed.
    """
    meeting = await read(tx, shelf, id, lock=True)
    wishes = replace(meeting.wishes, resumed=meeting.wishes.resumed + 1)
    await wish(tx, shelf, id, wishes, batch=True)


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
    return {voice: name.strip()[:80] for voice, name in names.items() if name.strip() and _VOICE.fullmatch(voice)}
