"""What personal data this room keeps. All of it is sealed under the meeting's key."""

from uuid import UUID

from shipspeak.coaching import queries
from shipspeak.coaching.weeks.queries import forget_of
from shipspeak.database import Tx
from shipspeak.kit import Holding


async def _erase(tx: Tx, meeting: UUID) -> None:
    await queries.delete_meeting(tx, meeting)


async def _erase_week(tx: Tx, meeting: UUID) -> None:
    await forget_of(tx, meeting)


async def _erase_upload(tx: Tx, draft: UUID) -> None:
    await queries.delete_draft(tx, draft)


ALL = (
    Holding(
        name="meeting",
        what="The title, the names of files and people, what you asked for, and the report with its quotes.",
        kept="Until you delete the meeting.",
        erase=_erase,
    ),
    Holding(
        name="week_words",
        what="What a model wrote of a week of yours, without the figures, sealed under the key of its last meeting.",
        kept="Until you delete that meeting, or the week's reports change.",
        erase=_erase_week,
    ),
    Holding(
        name="upload",
        what="Of an upload that was interrupted: the names of its files, and what of them has arrived.",
        kept="Until it becomes a meeting or you stop it; a day after its last piece at most.",
        erase=_erase_upload,
    ),
)
