"""SQL of bills. The rows are the platform's; the ledger's sums are each organisation's own."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from shipspeak.ai.billing.bill import Bill
from shipspeak.ai.model import FOR_COSTS, Money
from shipspeak.database import Tx


async def ledger(tx: Tx, provider: str, first: date, last: date) -> Mapping[date, Money]:
    """What one organisation was charged for each day; calls under way count as their estimate."""
    rows = await tx.fetch(
        """select day, sum(coalesce(cost_usd, estimate_usd)) as cost from ai_attempt
           where provider = $1 and day between $2 and $3 group by 1""",
        provider,
        first,
        last,
    )
    return {row["day"]: row["cost"] for row in rows}


async def keep(tx: Tx, provider: str, day: date, billed: Money, charged: Money) -> None:
    await tx.execute(
        """insert into ai_bill (org_id, provider, day, billed_usd, ledger_usd) values ($1, $2, $3, $4, $5)
           on conflict (org_id, provider, day) do update
           set billed_usd = excluded.billed_usd, ledger_usd = excluded.ledger_usd, looked_at = now()""",
        tx.org,
        provider,
        day,
        max(billed, Decimal(0)),
        charged,
    )


async def bills(tx: Tx, since: date) -> Sequence[Bill]:
    rows = await tx.fetch(
        "select provider, day, billed_usd, ledger_usd, looked_at from ai_bill where day >= $1 order by provider, day",
        since,
    )
    return [Bill(row["provider"], row["day"], row["billed_usd"], row["ledger_usd"], row["looked_at"]) for row in rows]


async def unread(tx: Tx) -> Sequence[str]:
    """Keys that may read a bill, for three days and more, and have not lately."""
    rows = await tx.fetch(
        """select name from ai_key k where right(provider, length($1)) = $1 and state = 'good' and weight > 0
               and created_at < now() - interval '3 days'
               and not exists (select from ai_bill b where b.provider || $1 = k.provider
                   and b.looked_at > now() - interval '3 days')
           order by 1""",
        FOR_COSTS,
    )
    return [row["name"] for row in rows]


async def looked_at(tx: Tx, provider: str) -> datetime | None:
    found: datetime | None = await tx.fetchval("select max(looked_at) from ai_bill where provider = $1", provider)
    return found
