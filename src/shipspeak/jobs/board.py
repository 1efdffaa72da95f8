"""The SQL of the clerk: the whole queue, as operator. `queries` holds that of runs and steps."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shipspeak.database import Row, Tx
from shipspeak.jobs.fair import Share
from shipspeak.jobs.queries import AT_WORK, SHARES, open_runs
from shipspeak.jobs.speed import History, Known, Past, Range, Size

ONE_TELLS = 0x5411_7E11
"""Any number that no other program uses for an advisory lock in this database."""
CHANNEL = "queue"
"""Says how many runs have not ended, in all: a figure that a person's own transaction cannot see."""
_LAST = 300
"""Runs of all kinds that forecasts learn from."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one run."""

    org: UUID
    id: UUID
    place: int | None
    """None while it is worked on."""
    seconds: float
    """Until it is done."""


async def mine(tx: Tx) -> bool:
    """Whether nobody else is telling at this moment."""
    free: bool = await tx.fetchval("select pg_try_advisory_xact_lock($1)", ONE_TELLS)
    return free


async def queue(tx: Tx, most: int) -> Sequence[Row]:
    """Runs that have not ended, those at work first, then the oldest."""
    return await tx.fetch(
        f"""select org_id, id, batch, kind, form, guess_s, length_s, company, begun, attempt, place, at_work,
               extract(epoch from now() - asked_at)::float8 as waited_s,
               extract(epoch from now() - greatest(began_at, stepped_at))::float8 as since_s,
               array(select jsonb_object_keys(stages)) as done,
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


async def history(tx: Tx) -> History:
    """The last runs that are done. Batch makes way for whoever comes, so it does not tell how forecasts turn out."""
    rows = await tx.fetch(
        """select org_id, kind, form, guess_s, length_s, company, stages,
               case when told_s > 0 and not batch
                   then greatest(0, extract(epoch from finished_at - told_at))::float8 / told_s end as turned
           from run where state = 'done' and not aside and stages <> '{}' and company is not null
               and began_at > now() - interval '30 days' order by began_at desc limit $1""",
        _LAST,
    )
    return History([Past(known(row), json.loads(row["stages"]), row["turned"]) for row in rows])


def known(row: Row) -> Known:
    """A run's row as far as a forecast goes."""
    size = Size(row["kind"], row["guess_s"], row["form"])
    return Known(row["org_id"], size, row["length_s"], max(1, row["company"] or 1))


async def tell(tx: Tx, told: Sequence[Told], range: Range) -> None:
    if told:
        await tx.execute(
            """update run set place = case when state = 'waiting' then told.place end,
                   told_at = coalesce(told_at, now()), told_s = coalesce(told_s, told.seconds),
                   ready_at = now() + make_interval(secs => told.seconds),
                   early_at = now() + make_interval(secs => told.seconds * $5),
                   late_at = now() + make_interval(secs => told.seconds * $6)
               from unnest($1::uuid[], $2::uuid[], $3::int[], $4::float8[]) as told (org, run, place, seconds)
               where org_id = told.org and id = told.run and state in ('waiting', 'working')""",
            [one.org for one in told],
            [one.id for one in told],
            [one.place for one in told],
            [one.seconds for one in told],
            range.soonest,
            range.latest,
        )


async def announce(tx: Tx) -> None:
    await tx.execute("select pg_notify($1, $2)", CHANNEL, str(await open_runs(tx)))
