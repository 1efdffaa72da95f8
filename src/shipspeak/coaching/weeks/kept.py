"""What weeks are counted from and what a model made of earlier ones, opened."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

import msgspec

from shipspeak.base import in_thread
from shipspeak.coaching import actions
from shipspeak.coaching.model import Meeting, Report
from shipspeak.coaching.report.words import plain
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.terms import Where
from shipspeak.coaching.weeks import queries
from shipspeak.coaching.weeks.count import weeks
from shipspeak.coaching.weeks.model import Held, Week, Worded
from shipspeak.database import Database, Tx
from shipspeak.vault import KeyDestroyed, Place

MEETINGS = 80
"""That are looked back on, the latest: a quarter of a year of people who hold one a day."""
SHOWN = 6
"""Weeks."""


async def look_back(database: Database, org: UUID, shelf: Shelf) -> tuple[Sequence[Week], Mapping[date, Worded]]:
    """The latest weeks, the last one first; and by Monday what is kept of a model's words, of older weeks too."""
    async with database.tenant(org) as tx:
        sealed = await actions.sealed_reports(tx, shelf, MEETINGS)
        rows = await queries.kept(tx)
    found = await in_thread(lambda: weeks(_opened(shelf, sealed))[:SHOWN])
    words = {row["monday"]: _open(shelf, org, row["meeting_id"], row["sealed"]) for row in rows}
    return found, {monday: worded for monday, worded in words.items() if worded is not None}


async def keep(tx: Tx, shelf: Shelf, week: Week, worded: Worded) -> None:
    """Instead of what was kept of that week, under the key of its last meeting. Raises KeyDestroyed."""
    sealed = shelf.vault.seal(msgspec.json.encode(worded), _place(tx.tenant, week.carrier))
    await queries.keep(tx, week.monday, week.carrier, sealed)


def _open(shelf: Shelf, org: UUID, meeting: UUID, sealed: bytes) -> Worded | None:
    """None when that meeting is being deleted."""
    with suppress(KeyDestroyed):
        return msgspec.json.decode(shelf.vault.open(sealed, _place(org, meeting)), type=Worded)
    return None


def _place(org: UUID, meeting: UUID) -> Place:
    return Place(org, meeting, "week_words", "sealed", str(meeting))


def _opened(shelf: Shelf, sealed: Sequence[tuple[Meeting, bytes]]) -> Iterator[Held]:
    """Many take a while: for a thread."""
    for meeting, box in sealed:
        with suppress(KeyDestroyed):  # deleted at this moment
            yield _held(meeting, shelf.open_finished(meeting.org, meeting.id, box).report)


def _held(meeting: Meeting, report: Report) -> Held:
    return Held(
        meeting.id,
        plain(meeting.cover.title),
        meeting.created.astimezone().date(),
        report.duration,
        report.findings.focus,
        report.findings.metrics,
        at=f"{meeting.created.astimezone():%H:%M}",
        by_provider=meeting.wishes.words is Where.PROVIDER,
    )
