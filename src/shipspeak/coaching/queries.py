"""Every SQL statement of this room. Content goes in and out sealed; row security picks the organisation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shipspeak.coaching.model import State, Wishes
from shipspeak.database import Row, Tx

COLUMNS = "id, org_id, created_at, state, sealed, duration_ms, problem, stage, done, total, version, compare_agreed_at"


async def insert_meeting(tx: Tx, id: UUID, wishes: Wishes, sealed: bytes) -> None:
    await tx.execute(
        "insert into meeting (org_id, id, state, kind, preset, seed, people, sealed)"
        " values ($1, $2, 'waiting', $3, $4, $5, $6, $7)",
        tx.org,
        id,
        wishes.kind,
        wishes.preset,
        wishes.seed,
        wishes.people,
        sealed,
    )


async def meeting(tx: Tx, id: UUID, *, lock: bool = False) -> Row | None:
    return await tx.fetchrow(f"select {COLUMNS} from meeting where id = $1{' for update' if lock else ''}", id)  # noqa: S608 -- constants


async def meetings(tx: Tx, most: int, before: tuple[datetime, UUID] | None) -> Sequence[Row]:
    """Newest first; `before` is the last one of the page before."""
    return await tx.fetch(
        f"select {COLUMNS} from meeting"  # noqa: S608 -- constants
        " where $2::timestamptz is null or created_at < $2 or (created_at = $2 and id > $3)"
        " order by created_at desc, id limit $1",
        most,
        *(before or (None, None)),
    )


async def change_meeting(tx: Tx, id: UUID, wishes: Wishes, sealed: bytes) -> None:
    """New wishes: back in the queue."""
    await tx.execute(
        "update meeting set state = 'waiting', kind = $2, preset = $3, seed = $4, people = $5, sealed = $6,"
        " problem = null, stage = null, done = 0, total = 0, version = version + 1 where id = $1",
        id,
        wishes.kind,
        wishes.preset,
        wishes.seed,
        wishes.people,
        sealed,
    )


async def agree_to_compare(tx: Tx, id: UUID, *, agreed: bool) -> None:
    """Agreeing again changes nothing: the first time counts."""
    await tx.execute(
        "update meeting set compare_agreed_at = case when $2 then coalesce(compare_agreed_at, now()) end where id = $1",
        id,
        agreed,
    )


async def say_progress(tx: Tx, id: UUID, stage: str, done: int, total: int) -> None:
    """Only while there is something to say: a late word must not wake a finished meeting."""
    await tx.execute(
        "update meeting set state = 'working', stage = $2, done = $3, total = $4"
        " where id = $1 and state in ('waiting', 'working')",
        id,
        stage,
        done,
        total,
    )


async def keep_preview(tx: Tx, id: UUID, sealed: bytes) -> None:
    await tx.execute("update meeting set preview = $2 where id = $1", id, sealed)


async def preview(tx: Tx, id: UUID) -> bytes | None:
    value: bytes | None = await tx.fetchval("select preview from meeting where id = $1", id)
    return value


async def finish(tx: Tx, id: UUID, version: int, sealed: bytes, duration: int) -> bool:
    """The report, and the meeting is ready; False when its wishes have changed meanwhile, and nothing was written."""
    ready = await tx.execute(
        "update meeting set state = $2, duration_ms = $3, stage = null, problem = null where id = $1 and version = $4",
        id,
        State.READY,
        duration,
        version,
    )
    if ready:
        await tx.execute(
            "insert into report (org_id, meeting_id, version, sealed) values ($1, $2, $3, $4)"
            " on conflict (org_id, meeting_id) do update set version = $3, sealed = $4, created_at = now()",
            tx.org,
            id,
            version,
            sealed,
        )
    return bool(ready)


async def fail(tx: Tx, id: UUID, sentence: str) -> None:
    await tx.execute("update meeting set state = 'failed', problem = $2 where id = $1", id, sentence)


async def report(tx: Tx, id: UUID) -> bytes | None:
    value: bytes | None = await tx.fetchval("select sealed from report where meeting_id = $1", id)
    return value


async def delete_meeting(tx: Tx, id: UUID) -> int:
    """Report and remembered steps go with it (foreign keys)."""
    return await tx.execute("delete from meeting where id = $1", id)


async def stuck(tx: Tx, minutes: int) -> Sequence[UUID]:
    """Meetings that nothing has happened to for a while though they wait or are worked on."""
    rows = await tx.fetch(
        "select id from meeting where state in ('waiting', 'working')"
        " and updated_at < now() - $1 * interval '1 minute'",
        minutes,
    )
    return [row["id"] for row in rows]


async def ready_without_report(tx: Tx) -> Sequence[UUID]:
    rows = await tx.fetch(
        "select id from meeting where state = 'ready'"
        " and not exists (select from report where report.org_id = meeting.org_id and meeting_id = meeting.id)"
    )
    return [row["id"] for row in rows]
