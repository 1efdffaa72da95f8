"""The SQL of the clerk: the whole queue, as operator. `queries` holds that of runs and steps."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from shipspeak.database import Row, Tx
from shipspeak.jobs.fair import Place, Share
from shipspeak.jobs.queries import AT_WORK, SHARES, open_runs
from shipspeak.jobs.speed import AGAIN, START

ONE_TELLS = 0x5411_7E11
"""Any number that no other program uses for an advisory lock in this database."""
CHANNEL = "queue"
"""Says how many runs have not ended, in all: a figure that a person's own transaction cannot see."""
_LAST = 50
"""Runs of a kind whose speed counts."""


async def mine(tx: Tx) -> bool:
    """Whether nobody else is telling at this moment."""
    free: bool = await tx.fetchval("select pg_try_advisory_xact_lock($1)", ONE_TELLS)
    return free


async def queue(tx: Tx, most: int) -> Sequence[Row]:
    """Runs that have not ended, those at work first, then the oldest."""
    return await tx.fetch(
        f"""select org_id, id, batch, kind, length_s, begun, attempt, place, at_work,
               extract(epoch from now() - asked_at)::float8 as waited_s,
               extract(epoch from now() - began_at)::float8 as taking_s,
               extract(epoch from ready_at - now())::float8 as left_s
           from (select *, {AT_WORK} as at_work from run
                 where state in ('waiting', 'working') and not aside) open
           order by at_work desc, asked_at limit $1""",  # noqa: S608 -- our own constant
        most,
    )


async def listing(tx: Tx, states: Collection[str], run: UUID | None = None) -> Sequence[Row]:
    """Runs in these states (or this one), oldest first: what a person who looks after the queue sees. No content."""
    return await tx.fetch(
        """select org_id, id, job, meeting_id, state, batch, kind, length_s, attempt, fence, worker, asked_at, began_at,
               finished_at, spent_s, place, problem ->> 'code' as code, problem -> 'facts' as facts
           from run where state = any($1::text[]) and ($2::uuid is null or id = $2) order by asked_at""",
        list(states),
        run,
    )


async def shares(tx: Tx) -> Mapping[UUID, Share]:
    rows = await tx.fetch(f"with {SHARES} select * from share")  # noqa: S608 -- our own constant
    return {row["org_id"]: Share(row["running"], row["used"], row["used_by_batch"]) for row in rows}


async def speeds(tx: Tx) -> Mapping[str, float]:
    """Seconds of work for each second of recording, by kind, of the last runs; "" for all kinds together."""
    rows = await tx.fetch(
        """select coalesce(kind, '') as kind, sum(greatest(spent_s - $3, spent_s / 2)) / sum(length_s) as speed
           from (select kind, spent_s, length_s, row_number() over (partition by kind order by finished_at desc) as n
                 from run where state = 'done' and length_s > 0 and spent_s > 0 and not aside and kind not in ('', $1)
                     and began_at > now() - interval '30 days') lately
           where n <= $2 group by grouping sets ((kind), ()) having sum(length_s) > 0""",
        AGAIN,
        _LAST,
        START,
    )
    return {row["kind"]: row["speed"] for row in rows}


async def tell(tx: Tx, places: Sequence[Place]) -> None:
    if places:
        await tx.execute(
            """update run set place = told.place, ready_at = now() + make_interval(secs => told.seconds)
               from unnest($1::uuid[], $2::uuid[], $3::int[], $4::float8[]) as told (org, run, place, seconds)
               where org_id = told.org and id = told.run and state = 'waiting'""",
            [one.run.org for one in places],
            [one.run.id for one in places],
            [one.place for one in places],
            [one.ready for one in places],
        )


async def announce(tx: Tx) -> None:
    await tx.execute("select pg_notify($1, $2)", CHANNEL, str(await open_runs(tx)))
