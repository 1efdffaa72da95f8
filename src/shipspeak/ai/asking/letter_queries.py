"""SQL of what is remembered and of what waits. Content goes in and out sealed."""

from collections.abc import Sequence
from uuid import UUID

from shipspeak.ai.model import Caller, Came, Letter, LetterState
from shipspeak.database import Row, Tx


async def answer(tx: Tx, meeting: UUID, digest: bytes) -> bytes | None:
    found: bytes | None = await tx.fetchval(
        "select sealed from ai_answer where meeting_id = $1 and digest = $2", meeting, digest
    )
    return found


async def answered_within(tx: Tx, provider: str, seconds: float) -> bool:
    """Whether a question asked in the last `seconds` was answered by this provider, whichever process asked it."""
    found: bool = await tx.fetchval(
        """select exists (select from ai_attempt where day >= current_date - 1 and outcome = 'answered'
               and provider = $1 and started_at > now() - make_interval(secs => $2))""",
        provider,
        seconds,
    )
    return found


async def put_aside(tx: Tx, id: UUID, caller: Caller, digest: bytes, sealed: bytes, came: Came) -> None:
    """Not where the meeting is gone, nor where its wishes have changed since: whoever asks by the new ones does so
    anew, and what was asked by the old ones may hold what is not to leave any more.
    """
    await tx.execute(
        """insert into ai_letter (org_id, id, meeting_id, digest, feature, person_id, state, code, sealed, provider)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 from meeting
           where id = $3 and ($11::int is null or version = $11) for share
           on conflict (org_id, meeting_id, digest) do update set state = excluded.state, code = excluded.code,
               provider = excluded.provider, owed = false, tries = ai_letter.tries + 1, changed_at = now()""",
        tx.org,
        id,
        caller.meeting,
        digest,
        caller.feature,
        caller.person,
        came.state,
        came.code,
        sealed,
        came.provider,
        caller.version,
    )


async def turn(tx: Tx, id: UUID, came: Came) -> None:
    """What came of asking it again. What was withdrawn meanwhile stays gone."""
    await tx.execute(
        "update ai_letter set state = $2, provider = $3, code = $4, changed_at = now() where id = $1",
        id,
        came.state,
        came.provider,
        came.code,
    )


async def letters(tx: Tx, state: LetterState | None = None) -> Sequence[Letter]:
    """Those that wait, the oldest first."""
    rows = await tx.fetch(
        "select id, meeting_id, feature, state, code, tries, created_at from ai_letter"
        " where state <> 'answered' and ($1::text is null or state = $1) order by created_at, id",
        state,
    )
    return [
        Letter(
            row["id"],
            row["meeting_id"],
            row["feature"],
            LetterState(row["state"]),
            row["code"],
            row["tries"],
            row["created_at"],
        )
        for row in rows
    ]


async def letter(tx: Tx, id: UUID) -> Row | None:
    return await tx.fetchrow("select meeting_id, digest, feature, person_id, sealed from ai_letter where id = $1", id)


async def withdraw(tx: Tx, meeting: UUID) -> int:
    """What waits to be asked for a meeting is not asked any more; how many questions. What a batch has is out."""
    letters = await tx.execute("delete from ai_letter where meeting_id = $1 and state <> 'answered'", meeting)
    return letters + await tx.execute("delete from ai_later where meeting_id = $1 and state <> 'sent'", meeting)


async def forget(tx: Tx, meeting: UUID) -> None:
    """What was answered and what waits, of one meeting; what was handed in with a batch too."""
    await tx.execute("delete from ai_answer where meeting_id = $1", meeting)
    await tx.execute("delete from ai_letter where meeting_id = $1", meeting)
    await tx.execute("delete from ai_later where meeting_id = $1", meeting)
