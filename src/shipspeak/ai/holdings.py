"""What personal data this room keeps."""

from uuid import UUID

from shipspeak.ai import queries
from shipspeak.ai.asking import letter_queries
from shipspeak.database import Tx
from shipspeak.kit import Holding


async def _erase_words(tx: Tx, meeting: UUID) -> None:
    await letter_queries.forget(tx, meeting)


async def _erase_link(tx: Tx, meeting: UUID) -> None:
    await queries.forget_whose(tx, meeting)


ALL = (
    Holding(
        name="ai_answer, ai_letter, ai_later",
        what="What a model was asked about a meeting and what it answered, sealed under the meeting's key.",
        kept="Until you delete the meeting.",
        erase=_erase_words,
    ),
    Holding(
        name="ai_attempt",
        what="That something was sent to a provider: how many seconds, words and bytes, when, for which meeting and "
        "person, and what it cost. No content.",
        kept="For the accounts; deleting a meeting takes its name off.",
        erase=_erase_link,
    ),
)
