"""What this room keeps of a meeting: figures about its plan and its estimates, no words."""

from uuid import UUID

from shipspeak.database import Tx
from shipspeak.kit import Holding
from shipspeak.quality import actions, queries


async def _erase_seen(tx: Tx, meeting: UUID) -> None:
    await queries.drop_seen(tx, meeting)


async def _erase_differences(tx: Tx, meeting: UUID) -> None:
    await actions.forget(tx, meeting)


ALL = (
    Holding(
        name="plan_seen",
        what="What the plan of your report promised, and what of it was not held: figures.",
        kept="Until you delete the meeting.",
        erase=_erase_seen,
    ),
    Holding(
        name="difference",
        what="If you agreed and the lot drew your meeting: how far each estimate missed what the whole meeting says. "
        "The words that were written down for it are never kept.",
        kept="Until you take your agreement back or delete the meeting. The tests' sums over all meetings are made "
        "anew when the next one is compared.",
        erase=_erase_differences,
    ),
)
