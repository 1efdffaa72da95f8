"""Every SQL statement of this room."""

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from shipspeak.database import Row, Tx
from shipspeak.jobs.errors import LeaseLost
from shipspeak.jobs.model import Problem, Run


async def add(tx: Tx, run: UUID, job: str, meeting: UUID | None, ids: Mapping[str, str]) -> None:
    await tx.execute(
        "insert into run (org_id, id, job, meeting_id, ids) values ($1, $2, $3, $4, $5)",
        tx.org,
        run,
        job,
        meeting,
        json.dumps(ids),
    )


async def take(tx: Tx, worker: str, jobs: Collection[str], lease_s: float) -> Run | None:
    """Lease the oldest run that is due: one that waits, or one whose worker has not been heard of. As operator.

    The oldest, not the one due for longest: who was interrupted goes on before somebody new begins.
    """
    row = await tx.fetchrow(
        """update run set state = 'working', worker = $1, attempt = attempt + 1, fence = fence + 1,
               due_at = now() + make_interval(secs => $2)
           where (org_id, id) = (
               select org_id, id from run
               where state in ('waiting', 'working') and due_at <= now() and job = any($3::text[])
               order by created_at limit 1 for update skip locked)
           returning org_id, id, job, meeting_id, ids, attempt, fence""",
        worker,
        lease_s,
        list(jobs),
    )
    return None if row is None else _run(row)


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
               attempt = greatest(0, attempt - $5)
           where org_id = $1 and id = $2 and fence = $3 and state = 'working'""",
        run.org,
        run.id,
        run.fence,
        wait_s,
        0 if counts else 1,
    )


async def result_of(tx: Tx, run: Run, step: str) -> bytes | None:
    found: bytes | None = await tx.fetchval("select result from step where run_id = $1 and name = $2", run.id, step)
    return found


async def record(tx: Tx, run: Run, step: str, result: bytes, seconds: float) -> bool:
    """Keep a step's result; False if it is there already (an answer that was lost with the connection).

    The run's row is locked, so nobody can take the run between the look and the write; and as there was progress,
    attempts are counted anew. Raises LeaseLost.
    """
    if not await tx.execute(
        "update run set attempt = 0 where id = $1 and fence = $2 and state = 'working'", run.id, run.fence
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
        """update run set state = $3, finished_at = now(), worker = null, problem = $4
           where id = $1 and fence = $2 and state = 'working'""",
        run.id,
        run.fence,
        "done" if problem is None else "failed",
        None if problem is None else str(problem),
    ):
        raise LeaseLost


async def again(tx: Tx, job: str, meeting: UUID) -> UUID | None:
    """Make the latest run of `job` for `meeting` wait again, taking it from whoever holds it; None if there is none."""
    run: UUID | None = await tx.fetchval(
        """update run set state = 'waiting', due_at = now(), attempt = 0, fence = fence + 1, worker = null,
               finished_at = null, problem = null
           where id = (select id from run where meeting_id = $1 and job = $2 order by created_at desc limit 1)
           returning id""",
        meeting,
        job,
    )
    return run


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
    )
