"""Ask for work: later, once, if and only if the caller's transaction commits."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from shipspeak.database import Tx
from shipspeak.jobs import queries
from shipspeak.jobs.model import How, Job, Outlook
from shipspeak.jobs.shed import Bounds, admit


async def enqueue(tx: Tx, job: Job, *, meeting: UUID | None = None, how: How | None = None, **ids: UUID) -> UUID:
    """Have `job` done after `tx` commits; the run's id. Carries ids and the organisation of `tx`, nothing else.

    A worker that waits is told at the commit. Rolled back, there never was a run.
    """
    run = uuid4()
    await queries.add(tx, run, job.name, meeting, {name: str(id) for name, id in ids.items()}, how or How())
    return run


async def enqueue_again(tx: Tx, job: Job, *, meeting: UUID, batch: bool = False, aside: bool = False) -> UUID:
    """Have `job` done again for `meeting` after `tx` commits; the run's id.

    The same run if there was one, with what it remembers: finished steps are not redone. A worker that still holds it
    loses it, and drops what it had in hand. `batch`, `aside`: as in `How`.
    """
    again = await queries.again(tx, job.name, meeting, batch=batch)
    return again or await enqueue(tx, job, meeting=meeting, how=How(batch, aside))


async def say_length(tx: Tx, meeting: UUID, seconds: float) -> None:
    """The recording's length is known now: who waits behind it is told better, and so are those who come later."""
    await queries.say_length(tx, meeting, seconds)


async def outlook(tx: Tx, meeting: UUID) -> Outlook | None:
    """How long the one who waits for `meeting` will; None when nothing is to be done for it."""
    row = await queries.outlook(tx, meeting)
    if row is None:
        return None
    seconds, soonest, latest = (
        None if row[name] is None else max(0.0, row[name]) for name in ("seconds", "soonest", "latest")
    )
    return Outlook(row["place"], seconds, soonest, latest)


async def let_in(tx: Tx, bounds: Bounds, *, total: int | None, free: int | None, coming: int | None) -> None:
    """At the door, before a byte is taken: raises YourQueueFull, QueueFull, DiskNearlyFull. See `shed.admit`."""
    admit(bounds, own=await queries.open_runs(tx), total=total, free=free, coming=coming)


async def seconds_spent(tx: Tx, run: UUID) -> Mapping[str, float]:
    """Seconds of each finished step, in the order they finished."""
    return await queries.seconds_of(tx, run)


async def remembered(tx: Tx, job: Job, meeting: UUID, step: str) -> bytes | None:
    """What a step of the latest run of `job` for `meeting` gave; None where it was not done."""
    return await queries.result_for(tx, job.name, meeting, step)


async def latest(tx: Tx, job: Job, meeting: UUID, stage: str) -> tuple[str, bytes] | None:
    """Name and result of the last step that was done whose name begins with `stage`; None where none was."""
    return await queries.latest_for(tx, job.name, meeting, stage)


async def asked_for(tx: Tx, job: Job) -> Collection[UUID]:
    """Meetings for which `job` waits, is done at this moment, or has failed."""
    return await queries.asked_for(tx, job.name)


async def why_failed(tx: Tx, job: Job, meeting: UUID) -> str | None:
    """The code of the error that ended the latest run of `job` for `meeting`; None where none did."""
    return await queries.code_of(tx, meeting, job.name)
