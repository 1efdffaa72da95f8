"""SQL of weeks in a model's words. Content goes in and out sealed, under the key of one meeting of the week."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shipspeak.database import Row, Tx


async def keep(tx: Tx, monday: date, meeting: UUID, sealed: bytes) -> None:
    """Instead of what was kept of that week. A meeting that was deleted meanwhile keeps nothing."""
    await tx.execute(
        """insert into week_words (org_id, monday, meeting_id, sealed)
           select $1, $2, $3, $4 where exists (select from meeting where id = $3)
           on conflict (org_id, monday) do update set meeting_id = $3, sealed = $4, created_at = now()""",
        tx.org,
        monday,
        meeting,
        sealed,
    )


async def kept(tx: Tx) -> Sequence[Row]:
    return await tx.fetch("select monday, meeting_id, sealed from week_words order by monday")


async def forget(tx: Tx, mondays: Sequence[date]) -> None:
    """Of weeks that are not as they were."""
    await tx.execute("delete from week_words where monday = any($1::date[])", list(mondays))


async def forget_of(tx: Tx, meeting: UUID) -> None:
    await tx.execute("delete from week_words where meeting_id = $1", meeting)
