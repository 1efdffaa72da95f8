"""SQL of trying again what waits for money: when it is time, and who may at this moment. By the database's clock."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from shipspeak.database import Tx

FIRST_S, LONGEST_S = 300, 3600
"""Seconds between two tries; doubled with each that finds no money."""
LEASE_S = 180
"""Longer than one question may take. Who asks renews it before each; who dies keeps others off for so long."""

# A time that lies further ahead than any is set was written before the clock was put back.
_FREE = f"(held_until is null or not held_until between now() and now() + interval '{LEASE_S} seconds')"
_DUE = f"not due_at between now() and now() + interval '{LONGEST_S} seconds'"
_ANSWERED_SINCE = """exists (select from ai_letter l join ai_attempt a on a.org_id = l.org_id
    and a.provider = l.provider and a.outcome = 'answered' and a.day >= current_date - 1
    and a.started_at > ai_probe.tried_at where l.state = 'parked')"""


async def begin(tx: Tx, means: bytes) -> None:
    """Something waits. The provider has refused it just now, so it is not tried at once."""
    await tx.execute(
        """insert into ai_probe (org_id, due_at, pause_s, means)
           values ($1, now() + make_interval(secs => $2), 2 * $2, $3) on conflict do nothing""",
        tx.org,
        FIRST_S,
        means,
    )


async def take_if_due(tx: Tx, means: bytes) -> bool:
    """Whether it is time, and nobody else is at it: then it is ours. Where keys or budgets have changed, or the
    provider has answered anybody since, it is time; the next time is twice as far off as the last was.
    """
    return bool(
        await tx.execute(
            f"""update ai_probe set held_until = now() + make_interval(secs => $2), means = $1, tried_at = now(),
                   due_at = now() + make_interval(secs => case when means = $1 then pause_s else $3 end),
                   pause_s = least($4, 2 * case when means = $1 then pause_s else $3 end)
               where {_FREE} and (means <> $1 or {_ANSWERED_SINCE} or {_DUE})""",  # noqa: S608 -- constants
            means,
            LEASE_S,
            FIRST_S,
            LONGEST_S,
        )
    )


async def take(tx: Tx) -> bool:
    """The same for a person, who need not wait until it is time."""
    held = "update ai_probe set held_until = now() + make_interval(secs => $1)"
    return bool(await tx.execute(f"{held} where {_FREE}", LEASE_S))


async def hold(tx: Tx, letter: UUID) -> bool:
    """Before it is asked: whether it still waits. What was finished without its answer is to be made again."""
    await tx.execute("update ai_probe set held_until = now() + make_interval(secs => $1)", LEASE_S)
    return bool(
        await tx.execute(
            "update ai_letter set owed = true, tries = tries + 1 where id = $1 and state <> 'answered'", letter
        )
    )


async def let_go(tx: Tx, *, well: bool) -> None:
    """`well`: there was money, and what still waits is tried soon."""
    await tx.execute("update ai_probe set held_until = null")
    if well:
        await tx.execute("update ai_probe set pause_s = 2 * $1, due_at = now() + make_interval(secs => $1)", FIRST_S)


async def forget(tx: Tx) -> None:
    """Nothing waits: what does next begins anew."""
    await tx.execute(f"delete from ai_probe where {_FREE}")  # noqa: S608 -- constant


async def due_at(tx: Tx) -> datetime | None:
    """When what waits for money is tried at the latest; None where nothing does, or no worker has seen it yet."""
    found: datetime | None = await tx.fetchval("select due_at from ai_probe")
    return found


async def owed(tx: Tx, features: Collection[str]) -> Sequence[UUID]:
    """Meetings for which something was asked again and nothing of `features` waits for money any more: what was
    finished without the answers can be made again, and is not twice for the halves of them.
    """
    rows = await tx.fetch(
        """select meeting_id from ai_letter where feature = any($1) group by 1
           having bool_or(owed and state = 'answered') and not bool_or(state = 'parked') order by min(created_at), 1""",
        list(features),
    )
    return [row["meeting_id"] for row in rows]


async def settle_up(tx: Tx, meeting: UUID) -> None:
    """It is made again."""
    await tx.execute("update ai_letter set owed = false where meeting_id = $1 and state = 'answered'", meeting)
