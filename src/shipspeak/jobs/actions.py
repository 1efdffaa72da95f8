"""Ask for work: later, once, if and only if the caller's transaction commits."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from shipspeak.database import Tx
from shipspeak.jobs import queries
from shipspeak.jobs.model import Job


async def enqueue(tx: Tx, job: Job, *, meeting: UUID | None = None, **ids: UUID) -> UUID:
    """Have `job` done after `tx` commits; the run's id. Carries ids and the organisation of `tx`, nothing else.

    A worker that waits is told at the commit. Rolled back, there never was a run.
    """
    run = uuid4()
    await queries.add(tx, run, job.name, meeting, {name: str(id) for name, id in ids.items()})
    return run


async def enqueue_again(tx: Tx, job: Job, *, meeting: UUID) -> UUID:
    """Have `job` of `meeting` done again by the same run, so that its finished steps are remembered; `enqueue` where
    there was none. A worker that still holds it loses it.
    """
    run = await queries.newest(tx, job.name, meeting)
    if run is None:
        return await enqueue(tx, job, meeting=meeting)
    await queries.forget(tx, run, ())
    return run


async def rerun(tx: Tx, run: UUID, forget: Collection[str]) -> bool:
    """Do `run` again, but only the steps in `forget` and what was never finished; False if there is no such run.

    A worker that still holds it loses it: what it had in hand is dropped.
    """
    return await queries.forget(tx, run, forget)


async def seconds_spent(tx: Tx, run: UUID) -> Mapping[str, float]:
    """Seconds of each finished step, in the order they finished."""
    return await queries.seconds_of(tx, run)
