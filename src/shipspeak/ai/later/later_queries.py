"""SQL of questions that nobody waits for, and of the batches they went with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shipspeak.ai.booking import Booking
from shipspeak.ai.model import Caller, Sent, Waiting
from shipspeak.database import Row, Tx


@dataclass(frozen=True, slots=True)
class Later:
    """A question that waits; its content is sealed."""

    id: UUID
    caller: Caller
    digest: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class OpenBatch:
    id: str
    provider: str
    key_name: str
    handed_in_at: datetime


async def put(tx: Tx, later: Later) -> None:
    """Once: the same question again waits already. Not where the meeting is gone, or its wishes have changed since."""
    await tx.execute(
        """insert into ai_later (org_id, id, meeting_id, digest, feature, person_id, sealed, version)
           select $1, $2, $3, $4, $5, $6, $7, $8 from meeting
           where id = $3 and ($8::int is null or version = $8) for share
           on conflict (org_id, meeting_id, digest) do nothing""",
        tx.org,
        later.id,
        later.caller.meeting,
        later.digest,
        later.caller.feature,
        later.caller.person,
        later.sealed,
        later.caller.version,
    )


async def take(tx: Tx, most: int) -> Sequence[Later]:
    """Those that wait, the oldest first, for the next batch. Whoever dies with them in hand leaves them to be asked
    singly (`stray`): the provider may have them.
    """
    rows = await tx.fetch(
        """update ai_later set state = 'sent', changed_at = now() where id in (
               select id from ai_later where state = 'waiting' order by created_at, id limit $1 for update skip locked)
           returning id, meeting_id, digest, feature, person_id, sealed, version""",
        most,
    )
    return [_later(tx, row) for row in rows]


async def take_singly(tx: Tx) -> Later | None:
    """The oldest that no batch answered: nobody else asks it meanwhile. Whoever dies with it leaves it to `stray`."""
    row = await tx.fetchrow(
        """update ai_later set state = 'sent', batch = null, changed_at = now() where id = (
               select id from ai_later where state = 'singly' order by created_at, id limit 1 for update skip locked)
           returning id, meeting_id, digest, feature, person_id, sealed, version"""
    )
    return None if row is None else _later(tx, row)


async def outdated(tx: Tx) -> None:
    """What was out when its meeting's wishes changed, and came back without an answer, leaves no second time."""
    await tx.execute(
        """delete from ai_later as l using meeting as m
           where l.state <> 'sent' and m.id = l.meeting_id and l.version <> m.version"""
    )


async def any_singly(tx: Tx) -> bool:
    found: bool = await tx.fetchval("select exists (select from ai_later where state = 'singly')")
    return found


async def sent(tx: Tx, ids: Sequence[UUID], batch: str) -> None:
    await tx.execute("update ai_later set batch = $2, changed_at = now() where id = any($1)", list(ids), batch)


async def anew(tx: Tx, ids: Sequence[UUID], state: str) -> None:
    """Under another id: this one's attempt is in the ledger, and closed."""
    await tx.execute(
        "update ai_later set id = gen_random_uuid(), state = $2, batch = null, changed_at = now() where id = any($1)",
        list(ids),
        state,
    )


async def done(tx: Tx, id: UUID) -> None:
    """Answered, or put aside as a letter."""
    await tx.execute("delete from ai_later where id = $1", id)


async def stray(tx: Tx) -> None:
    """Taken an hour ago for a batch that was never written down, or sent with one that is over: asked singly."""
    await tx.execute(
        """update ai_later set state = 'singly', changed_at = now() where state = 'sent' and (
               batch is null and changed_at < now() - interval '1 hour'
               or batch in (select id from ai_batch where over_at is not null))"""
    )


async def unanswered(tx: Tx, feature: str) -> Collection[UUID]:
    """Meetings with a question of `feature` that waits: for a batch, for money, or for a person."""
    rows = await tx.fetch(
        """select meeting_id from ai_later where feature = $1
           union select meeting_id from ai_letter where feature = $1 and state <> 'answered'""",
        feature,
    )
    return [row["meeting_id"] for row in rows]


async def meetings(tx: Tx) -> Sequence[UUID]:
    """Those by whose wishes a question waits that may yet leave."""
    rows = await tx.fetch("select distinct meeting_id from ai_later where state <> 'sent' and version is not null")
    return [row["meeting_id"] for row in rows]


async def waiting(tx: Tx) -> Sequence[Waiting]:
    """How many wait, by feature and state."""
    rows = await tx.fetch(
        """select feature, state, count(*) as questions, min(created_at) as since from ai_later
           group by 1, 2 order by 1, 2"""
    )
    return [Waiting(row["feature"], row["state"], row["questions"], row["since"]) for row in rows]


async def late(tx: Tx) -> Sequence[Row]:
    """What was put aside two days ago and is not answered, by feature: how many, and the state of the oldest."""
    return await tx.fetch(
        """select feature, count(*) as questions, (array_agg(state order by created_at))[1] as state from ai_later
           where created_at < now() - interval '2 days' group by 1 order by 1"""
    )


async def handed_in(tx: Tx, id: str, provider: str, key_name: str, lines: int) -> None:
    await tx.execute(
        "insert into ai_batch (org_id, id, provider, key_name, lines) values ($1, $2, $3, $4, $5)",
        tx.org,
        id,
        provider,
        key_name,
        lines,
    )


async def open_batches(tx: Tx) -> Sequence[OpenBatch]:
    rows = await tx.fetch(
        "select id, provider, key_name, handed_in_at from ai_batch where over_at is null order by handed_in_at, id"
    )
    return [OpenBatch(row["id"], row["provider"], row["key_name"], row["handed_in_at"]) for row in rows]


async def over(tx: Tx, id: str) -> None:
    await tx.execute("update ai_batch set over_at = now() where id = $1 and over_at is null", id)


async def of_batch(tx: Tx, id: str) -> Sequence[Later]:
    rows = await tx.fetch(
        "select id, meeting_id, digest, feature, person_id, sealed, version from ai_later where batch = $1 order by 1",
        id,
    )
    return [_later(tx, row) for row in rows]


async def booked(tx: Tx, ids: Sequence[UUID]) -> Sequence[Booking]:
    """The attempts as they were booked; those of a meeting that was deleted meanwhile too."""
    rows = await tx.fetch(
        """select id, call_id, attempt, feature, person_id, meeting_id, provider, model, key_name, prices, estimate_usd,
               sent_bytes, sent_words, sent_audio_ms from ai_attempt where id = any($1)""",
        list(ids),
    )
    return [
        Booking(
            row["id"],
            row["call_id"],
            row["attempt"],
            Caller(tx.tenant, row["feature"], row["person_id"], row["meeting_id"]),
            row["provider"],
            row["model"],
            row["key_name"],
            row["prices"],
            row["estimate_usd"],
            0.0,
            Sent(row["sent_bytes"], row["sent_words"], row["sent_audio_ms"]),
        )
        for row in rows
    ]


def _later(tx: Tx, row: Row) -> Later:
    caller = Caller(tx.tenant, row["feature"], row["person_id"], row["meeting_id"], row["version"])
    return Later(row["id"], caller, row["digest"], row["sealed"])
