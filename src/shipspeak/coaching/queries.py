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


async def which_of(tx: Tx, ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of `ids` that are meetings, or drafts of one."""
    rows = await tx.fetch(
        "select id from meeting where id = any($1) union all select id from draft where id = any($1)", list(ids)
    )
    return [row["id"] for row in rows]


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


async def finish(tx: Tx, id: UUID, version: int, sealed: bytes, duration: int, prompt: str | None = None) -> bool:
    """The report, and the meeting is ready; False when its wishes have changed meanwhile, and nothing was written.
    `prompt`: what the model was told that worded its cards; None: none did.
    """
    ready = await tx.execute(
        "update meeting set state = $2, duration_ms = $3, stage = null, problem = null where id = $1 and version = $4",
        id,
        State.READY,
        duration,
        version,
    )
    if ready:
        await tx.execute(
            "insert into report (org_id, meeting_id, version, sealed, prompt) values ($1, $2, $3, $4, $5)"
            " on conflict (org_id, meeting_id) do update set version = $3, sealed = $4, prompt = $5,"
            " created_at = now()",
            tx.org,
            id,
            version,
            sealed,
            prompt,
        )
    return bool(ready)


async def judged_before(tx: Tx, prompt: str) -> Sequence[UUID]:
    """Meetings whose cards were worded by a model that was told something else, the latest first."""
    rows = await tx.fetch(
        "select m.id from meeting m join report r on r.org_id = m.org_id and r.meeting_id = m.id"
        " where m.state = 'ready' and r.version = m.version and r.prompt <> $1 order by r.created_at desc, m.id",
        prompt,
    )
    return [row["id"] for row in rows]


async def leave_judged(tx: Tx, id: UUID) -> None:
    """No newer prompt is tried on it any more."""
    await tx.execute("update report set prompt = null where meeting_id = $1", id)


async def fail(tx: Tx, id: UUID, sentence: str) -> None:
    await tx.execute("update meeting set state = 'failed', problem = $2 where id = $1", id, sentence)


async def report(tx: Tx, id: UUID) -> bytes | None:
    """The latest that was finished; of an earlier version while a changed wish is worked on."""
    value: bytes | None = await tx.fetchval("select sealed from report where meeting_id = $1", id)
    return value


async def reports(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The same of several, by meeting."""
    rows = await tx.fetch("select meeting_id, sealed from report where meeting_id = any($1::uuid[])", list(ids))
    return {row["meeting_id"]: row["sealed"] for row in rows}


async def delete_meeting(tx: Tx, id: UUID) -> int:
    """Report and remembered steps go with it (foreign keys). Pages that show it hear of it."""
    await tx.execute("select pg_notify('meeting', $1)", f"{tx.org} {id}")
    return await tx.execute("delete from meeting where id = $1", id)


async def stuck(tx: Tx, minutes: int) -> Sequence[UUID]:
    """Meetings that nothing has happened to for a while though they wait or are worked on.

    In a long queue that is as it should be, for as long as a worker says when their turn comes.
    """
    rows = await tx.fetch(
        "select id from meeting where state in ('waiting', 'working')"
        " and updated_at < now() - $1 * interval '1 minute'"
        " and not exists (select from run where meeting_id = meeting.id and state = 'waiting' and ready_at > now())",
        minutes,
    )
    return [row["id"] for row in rows]


async def ready_without_report(tx: Tx) -> Sequence[UUID]:
    rows = await tx.fetch(
        "select id from meeting where state = 'ready'"
        " and not exists (select from report where report.org_id = meeting.org_id and meeting_id = meeting.id)"
    )
    return [row["id"] for row in rows]


async def count_drafts_alone(tx: Tx) -> int:
    """Those that may still go on. Until the transaction ends nobody else counts, so two do not both take the last
    place.
    """
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('draft ' || $1, 0))", str(tx.org))
    return int(await tx.fetchval("select count(*) from draft where touched_at > now() - interval '1 day'"))


async def insert_draft(tx: Tx, id: UUID) -> None:
    await tx.execute("insert into draft (org_id, id) values ($1, $2)", tx.org, id)


async def touch_draft(tx: Tx, id: UUID) -> bool:
    """Whether it is there; then it is not swept for another day, and nobody else changes it in this transaction."""
    return bool(await tx.execute("update draft set touched_at = now() where id = $1", id))


async def delete_draft(tx: Tx, id: UUID) -> bool:
    """Whether it was there; its files' rows go with it."""
    return bool(await tx.execute("delete from draft where id = $1", id))


async def insert_draft_file(tx: Tx, draft: UUID, number: int, sealed: bytes, length: int) -> None:
    await tx.execute(
        "insert into draft_file (org_id, draft_id, number, sealed, length) values ($1, $2, $3, $4, $5)",
        tx.org,
        draft,
        number,
        sealed,
        length,
    )


async def draft_files(tx: Tx, draft: UUID) -> Sequence[Row]:
    """In the order in which they were created."""
    return await tx.fetch(
        "select draft_id, number, length, received, sealed from draft_file where draft_id = $1 order by number", draft
    )


async def draft_file(tx: Tx, draft: UUID, number: int) -> Row | None:
    return await tx.fetchrow(
        "select draft_id, number, length, received, sealed from draft_file where draft_id = $1 and number = $2",
        draft,
        number,
    )


async def receive(tx: Tx, draft: UUID, number: int, before: int, received: int) -> bool:
    """False when it is no longer at `before` bytes: somebody else went on with it."""
    return bool(
        await tx.execute(
            "update draft_file set received = $4 where draft_id = $1 and number = $2 and received = $3",
            draft,
            number,
            before,
            received,
        )
    )


async def forget_drafts(tx: Tx, seconds: float) -> None:
    """Those that nothing was added to for so long; their files are swept like any that have no row."""
    await tx.execute("delete from draft where touched_at < now() - make_interval(secs => $1)", seconds)


async def remember_unswept(tx: Tx, ids: Sequence[UUID]) -> None:
    """What could not be removed stands as a draft of long ago, where a check sees it and the next sweep forgets it."""
    await tx.execute(
        "insert into draft (org_id, id, touched_at) select $1, unnest($2::uuid[]), 'epoch' on conflict do nothing",
        tx.org,
        list(ids),
    )


async def old_drafts(tx: Tx, hours: int) -> Sequence[UUID]:
    """Those that should have been swept by now."""
    rows = await tx.fetch("select id from draft where touched_at < now() - make_interval(hours => $1)", hours)
    return [row["id"] for row in rows]
