"""Every SQL statement of this room."""

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from shipspeak.database import Row, Tx
from shipspeak.jobs.errors import LeaseLost
from shipspeak.jobs.fair import BATCH_SHARE, INTERRUPTED, NO_LIMITS, PATIENCE_S, WINDOW_S, Limits
from shipspeak.jobs.model import How, Problem, Run
from shipspeak.jobs.speed import AGAIN

ONE_TAKES = 0x5411_7A4E
"""Any number that no other program uses for an advisory lock in this database."""


FARTHEST_S = 90
"""Seconds ahead that no lease and no wait reaches: what is due later was written before the clock was put back."""
NOT_YET = f"(due_at > now() and due_at < now() + interval '{FARTHEST_S} seconds')"
AT_WORK = f"(state = 'working' and {NOT_YET})"
"""Held by a worker that is alive, as far as anybody knows."""

_AT_HAND = f"""select org_id, batch, {AT_WORK} as at_work,
    spent_s + case when {AT_WORK} then extract(epoch from now() - began_at)::float8 else 0 end as seconds
    from run where state = 'working' and not aside"""  # noqa: S608 -- our own constant
_LATELY = f"""select org_id, batch, false, spent_s from run
    where state <> 'working' and not aside and began_at > now() - interval '{WINDOW_S} seconds'"""  # noqa: S608 -- likewise


def _share(lately: str) -> str:
    return f"""share as (
    select org_id, count(*) filter (where at_work) as running, sum(seconds) as used,
        coalesce(sum(seconds) filter (where batch), 0) as used_by_batch
    from ({_AT_HAND} union all {lately}) runs group by org_id)"""  # noqa: S608 -- likewise


SHARES = _share(_LATELY)
"""What each organisation has at work, and had of the workers' seconds in the last hour."""

_DUE = f"state in ('waiting', 'working') and (state = 'waiting' or $9) and not {NOT_YET} and job = any($3::text[])"
TAKE = f"""with
    due as (select org_id, batch and now() - asked_at >= make_interval(secs => $7) as grown_old from run where {_DUE}),
    matters as (select count(distinct org_id) > 1 or coalesce(bool_or(grown_old), false) as it from due),
    {_share(f"{_LATELY} and (select it from matters)")},
    everybody as (select coalesce(sum(running), 0) as running,
        coalesce(sum(used_by_batch), 0) <= $6 * coalesce(sum(used), 0) as lets_batch_in from share)
    update run set state = 'working', worker = $1, attempt = attempt + 1, fence = fence + 1,
        due_at = now() + make_interval(secs => $2), begun = true, began_at = now(), place = null,
        company = (select running from everybody) + 1
    where (org_id, id) = (
        select r.org_id, r.id from run r cross join everybody left join share s using (org_id)
        where {_DUE}
            and ($4::int is null or everybody.running < $4) and ($5::int is null or coalesce(s.running, 0) < $5)
        order by r.batch and not (lets_batch_in and now() - r.asked_at >= make_interval(secs => $7)),
            not (r.begun and r.attempt <= $8), coalesce(s.running, 0), coalesce(s.used, 0), r.asked_at, r.id
        limit 1 for update of r skip locked)
    returning org_id, id, job, meeting_id, ids, attempt, fence,
        batch and now() - asked_at < make_interval(secs => $7) as makes_way"""  # noqa: S608 -- likewise
"""Whose turn it is (`fair.next_of`). The last hour is summed only where it decides: where several organisations wait or
batch has grown old. Of one alone, up to thousands of runs that have ended would be read for nothing."""


async def add(tx: Tx, run: UUID, job: str, meeting: UUID | None, ids: Mapping[str, str], how: How) -> None:
    await tx.execute(
        """insert into run (org_id, id, job, meeting_id, ids, batch, kind, guess_s, form, aside)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        tx.org,
        run,
        job,
        meeting,
        json.dumps(ids),
        how.batch,
        how.size.kind,
        how.size.guess,
        how.size.form,
        how.aside,
    )


async def take(
    tx: Tx,
    worker: str,
    jobs: Collection[str],
    lease_s: float,
    limits: Limits = NO_LIMITS,
    *,
    inherit: bool = True,
) -> Run | None:
    """Lease the run whose turn it is: one that waits, or one whose worker has not been heard of. As operator.

    inherit: whether of the latter there may be any; not where the clock has jumped.

    Whose turn: `fair.next_of`, here in SQL. One takes at a time, so that two who look at once do not both fill the
    last place that a limit leaves; the lock goes with the transaction, which does nothing else.
    """
    await tx.execute("select pg_advisory_xact_lock($1)", ONE_TAKES)
    row = await tx.fetchrow(
        TAKE,
        worker,
        lease_s,
        list(jobs),
        limits.total,
        limits.each,
        BATCH_SHARE,
        PATIENCE_S,
        INTERRUPTED,
        inherit,
    )
    return None if row is None else _run(row)


async def somebody_waits(tx: Tx, jobs: Collection[str]) -> bool:
    """Whether a person's run is due that no worker has. As operator."""
    found: bool = await tx.fetchval(
        f"""select exists (select from run where state = 'waiting' and not batch and not {NOT_YET}
               and job = any($1::text[]))""",  # noqa: S608 -- our own constant
        list(jobs),
    )
    return found


async def take_back(tx: Tx, worker: str) -> None:
    """What `worker` held in a life before this one is free at once. As operator."""
    await tx.execute(
        "update run set state = 'waiting', worker = null, due_at = now() where worker = $1 and state = 'working'",
        worker,
    )


async def renew(tx: Tx, run: Run, lease_s: float) -> bool:
    """Whether the run is still ours; if so, for another `lease_s`. As operator."""
    return bool(
        await tx.execute(
            """update run set due_at = now() + make_interval(secs => $4)
               where org_id = $1 and id = $2 and fence = $3 and state = 'working'""",
            run.org,
            run.id,
            run.fence,
            lease_s,
        )
    )


async def release(tx: Tx, run: Run, wait_s: float, *, counts: bool) -> None:
    """Give it back, due again in `wait_s`; `counts` says whether this taking was an attempt. As operator."""
    await tx.execute(
        """update run set state = 'waiting', worker = null, due_at = now() + make_interval(secs => $4),
               attempt = greatest(0, attempt - $5), spent_s = spent_s + $6
           where org_id = $1 and id = $2 and fence = $3 and state = 'working'""",
        run.org,
        run.id,
        run.fence,
        wait_s,
        0 if counts else 1,
        run.held_s,
    )


async def result_of(tx: Tx, run: Run, step: str) -> bytes | None:
    found: bytes | None = await tx.fetchval("select result from step where run_id = $1 and name = $2", run.id, step)
    return found


async def result_for(tx: Tx, job: str, meeting: UUID, step: str) -> bytes | None:
    found: bytes | None = await tx.fetchval(
        """select result from step where name = $3 and run_id = (
               select id from run where meeting_id = $1 and job = $2 order by created_at desc limit 1)""",
        meeting,
        job,
        step,
    )
    return found


async def latest_for(tx: Tx, job: str, meeting: UUID, stage: str) -> tuple[str, bytes] | None:
    row = await tx.fetchrow(
        """select name, result from step where split_part(name, '.', 1) = $3 and run_id = (
               select id from run where meeting_id = $1 and job = $2 order by created_at desc limit 1)
           order by finished_at desc limit 1""",
        meeting,
        job,
        stage,
    )
    return None if row is None else (row["name"], row["result"])


async def asked_for(tx: Tx, job: str) -> Collection[UUID]:
    rows = await tx.fetch("select distinct meeting_id from run where job = $1 and state <> 'done'", job)
    return [row["meeting_id"] for row in rows]


async def record(tx: Tx, run: Run, step: str, stage: str, result: bytes, seconds: float) -> bool:
    """Keep a step's result, and for forecasts what its `stage` took; False if it is there already (an answer that was
    lost with the connection).

    The run's row is locked, so nobody can take the run between the look and the write; and as there was progress,
    attempts are counted anew. Raises LeaseLost.
    """
    if not await tx.execute(
        """update run set attempt = 0, stages = stages || jsonb_build_object($3::text, $4::float8), stepped_at = now()
           where id = $1 and fence = $2 and state = 'working'""",
        run.id,
        run.fence,
        stage,
        seconds,
    ):
        raise LeaseLost
    return bool(
        await tx.execute(
            """insert into step (org_id, run_id, name, result, attempt, started_at, seconds)
               values ($1, $2, $3, $4, $5, now() - make_interval(secs => $6), $6) on conflict do nothing""",
            tx.org,
            run.id,
            step,
            result,
            run.attempt,
            seconds,
        )
    )


async def finish(tx: Tx, run: Run, problem: Problem | None) -> None:
    """Done, or failed with `problem`. Raises LeaseLost."""
    if not await tx.execute(
        """update run set state = $3, finished_at = now(), worker = null, problem = $4, ready_at = null,
               early_at = null, late_at = null, spent_s = spent_s + $5
           where id = $1 and fence = $2 and state = 'working'""",
        run.id,
        run.fence,
        "done" if problem is None else "failed",
        None if problem is None else str(problem),
        run.held_s,
    ):
        raise LeaseLost


async def again(tx: Tx, job: str, meeting: UUID, *, batch: bool) -> UUID | None:
    """Make the latest run of `job` for `meeting` wait again, taking it from whoever holds it; None if there is none."""
    run: UUID | None = await tx.fetchval(
        """update run set state = 'waiting', due_at = now(), attempt = 0, fence = fence + 1, worker = null,
               finished_at = null, problem = null, asked_at = now(), begun = false,
               batch = $3, place = null, ready_at = null, early_at = null, late_at = null, told_at = null,
               told_s = null, stages = '{}',
               kind = case when exists (select from step where run_id = run.id) then $4 else kind end
           where id = (select id from run where meeting_id = $1 and job = $2 order by created_at desc limit 1)
           returning id""",
        meeting,
        job,
        batch,
        AGAIN,
    )
    return run


async def say_length(tx: Tx, meeting: UUID, seconds: float) -> None:
    """What was guessed from the size of the file is known now."""
    await tx.execute(
        "update run set length_s = $2 where meeting_id = $1 and length_s is distinct from $2", meeting, seconds
    )


async def open_runs(tx: Tx) -> int:
    """Runs that have not ended, of this organisation; of all, as operator."""
    count: int = await tx.fetchval("select count(*) from run where state in ('waiting', 'working') and not aside")
    return count


async def outlook(tx: Tx, meeting: UUID) -> Row | None:
    """The latest run of `meeting`, if it has not ended: its place, and the seconds until it should be done."""
    return await tx.fetchrow(
        """select place, extract(epoch from ready_at - now())::float8 as seconds,
               extract(epoch from early_at - now())::float8 as soonest,
               extract(epoch from late_at - now())::float8 as latest from run
           where meeting_id = $1 and state in ('waiting', 'working') and not aside order by created_at desc limit 1""",
        meeting,
    )


async def code_of(tx: Tx, meeting: UUID, job: str) -> str | None:
    """Why the latest run of `job` for `meeting` failed; None where it did not."""
    code: str | None = await tx.fetchval(
        "select problem ->> 'code' from run where meeting_id = $1 and job = $2 order by created_at desc limit 1",
        meeting,
        job,
    )
    return code


async def seconds_of(tx: Tx, run: UUID) -> Mapping[str, float]:
    rows = await tx.fetch("select name, seconds from step where run_id = $1 order by finished_at", run)
    return {row["name"]: row["seconds"] for row in rows}


def _run(row: Row) -> Run:
    return Run(
        org=row["org_id"],
        id=row["id"],
        job=row["job"],
        meeting=row["meeting_id"],
        ids=json.loads(row["ids"]),
        attempt=row["attempt"],
        fence=row["fence"],
        makes_way=row["makes_way"],
    )
