"""Ask for work: later, once, if and only if the caller's transaction commits."""

from collections.abc import Mapping
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
    """Have `job` done again for `meeting` after `tx` commits; the run's id.

    The same run if there was one, with what it remembers: finished steps are not redone. A worker that still holds it
    loses it, and drops what it had in hand.
    """
    return await queries.again(tx, job.name, meeting) or await enqueue(tx, job, meeting=meeting)


async def seconds_spent(tx: Tx, run: UUID) -> Mapping[str, float]:
    """Seconds of each finished step, in the order they finished."""
    return await queries.seconds_of(tx, run)
