"""SQL of budgets and ledger. Row security picks the organisation; what must be whole is a function of 0012."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.model import Egress, Left, Money, Passed, Period, Refusal, Scope, Spend, Standing, Usage
from shipspeak.database import Row, Tx


async def reserve(tx: Tx, booking: Booking, *, regardless: bool = False) -> Sequence[Refusal]:
    """Take the estimate out of every budget that applies, or say which refuse. `regardless`: it was spent already."""
    rows = await tx.fetch(
        "select * from ai_reserve($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        booking.id,
        booking.call,
        booking.attempt,
        booking.caller.feature,
        booking.caller.person,
        booking.caller.meeting,
        booking.provider,
        booking.model,
        booking.key,
        booking.prices,
        booking.estimate_usd,
        booking.lease_s,
        booking.sent.bytes,
        booking.sent.words,
        booking.sent.audio_ms,
        regardless,
    )
    return [
        Refusal(
            Scope(row["scope"]),
            row["subject"],
            Period(row["period"]),
            row["limit_usd"],
            row["spent_usd"],
            row["reserved_usd"],
            row["resets_at"],
        )
        for row in rows
    ]


async def settle(tx: Tx, attempt: UUID, closing: Closing) -> Sequence[Passed]:
    """Close an attempt, once. Raises asyncpg.NoDataFoundError when there is none."""
    usage = closing.usage or Usage()
    rows = await tx.fetch(
        "select * from ai_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        attempt,
        closing.outcome,
        closing.code,
        closing.cost_usd,
        usage.input_tokens,
        usage.cached_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.audio_ms,
        None if closing.tier is None else closing.tier[:40],
        None if closing.request_id is None else closing.request_id[:200],
        closing.took_ms,
    )
    return [
        Passed(
            Scope(row["scope"]),
            row["subject"],
            Period(row["period"]),
            row["percent"],
            row["limit_usd"],
            row["spent_usd"],
        )
        for row in rows
    ]


async def expire(tx: Tx) -> int:
    """Close what no living process will; how many."""
    lost: int = await tx.fetchval("select ai_expire()")
    return lost


async def set_budget(tx: Tx, scope: Scope, subject: str, period: Period, limit: Money | None) -> None:
    """None takes it away."""
    if limit is None:
        await tx.execute(
            "delete from ai_budget where scope = $1 and subject = $2 and period = $3", scope, subject, period
        )
        return
    await tx.execute(
        "insert into ai_budget (org_id, scope, subject, period, limit_usd) values ($1, $2, $3, $4, $5)"
        " on conflict (org_id, scope, subject, period) do update set limit_usd = excluded.limit_usd",
        tx.org,
        scope,
        subject,
        period,
        limit,
    )


async def limits(tx: Tx) -> Sequence[tuple[str, str, str, Money]]:
    """Every budget that is set, whatever was spent of it."""
    rows = await tx.fetch("select scope, subject, period, limit_usd from ai_budget order by 1, 2, 3")
    return [(row["scope"], row["subject"], row["period"], row["limit_usd"]) for row in rows]


_NOW = "case {0}.period when 'day' then {1} else date_trunc('month', {1}::timestamp)::date end"


async def standings(tx: Tx, today: date) -> Sequence[Standing]:
    """Every budget that is set, with what it has been charged; one for each subject that used a '*' budget."""
    rows = await tx.fetch(
        f"""select b.scope, coalesce(c.subject, b.subject) as subject, b.period, b.limit_usd,
               coalesce(c.spent_usd, 0) as spent_usd, coalesce(c.reserved_usd, 0) as reserved_usd
            from ai_budget b left join ai_counter c on c.scope = b.scope and c.period = b.period
               and (c.subject = b.subject or b.subject = '*' and not exists (select from ai_budget own
                   where own.scope = c.scope and own.subject = c.subject and own.period = c.period))
               and c.starts = {_NOW.format("b", "$1::date")}
            order by 1, 2, 3""",  # noqa: S608 -- constants
        today,
    )
    return [_standing(row) for row in rows]


async def applying(tx: Tx, feature: str, person: UUID | None, today: date) -> Sequence[Standing]:
    """The budgets that a call would be charged to."""
    rows = await tx.fetch(
        """select w.scope, w.subject, w.period, l.most as limit_usd, coalesce(c.spent_usd, 0) as spent_usd,
               coalesce(c.reserved_usd, 0) as reserved_usd
           from ai_windows($1, $2, $3) as w
           cross join lateral (select ai_limit(w.scope, w.subject, w.period) as most) as l
           left join ai_counter c using (scope, subject, period, starts) where l.most is not null""",
        person,
        feature,
        today,
    )
    return [_standing(row) for row in rows]


async def any_budget(tx: Tx) -> bool:
    found: bool = await tx.fetchval("select exists (select from ai_budget)")
    return found


GROUPS = {
    "organisation": "org_id::text",
    "day": "day::text",
    "month": "to_char(day, 'YYYY-MM')",
    "provider": "provider",
    "model": "model",
    "feature": "feature",
    "person": "coalesce(person_id::text, 'nobody')",
    "key": "key_name",
    "outcome": "coalesce(outcome, 'under way')",
}
IN_ORDER = {"day", "month"}


async def spend(tx: Tx, since: date, *groups: str) -> Sequence[Spend]:
    """Of every attempt since that day, by some of GROUPS; the dearest first, days and months in their order."""
    names = [GROUPS[group] for group in groups]
    places = [str(n) for n in range(1, len(names) + 1)]
    order = [place for place, group in zip(places, groups, strict=True) if group in IN_ORDER]
    rows = await tx.fetch(
        f"""select {", ".join(names)}, count(distinct call_id) as calls, count(*) as attempts,
               coalesce(sum(cost_usd), 0) as cost, coalesce(sum(audio_ms), 0) as audio,
               coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output
            from ai_attempt where day >= $1 group by {", ".join(places)}
            order by {", ".join([*order, "cost desc", *places])}""",  # noqa: S608 -- constants
        since,
    )
    count = len(names)
    return [
        Spend(
            tuple(row[n] for n in range(count)),
            row["calls"],
            row["attempts"],
            row["cost"],
            row["audio"],
            row["input"],
            row["output"],
        )
        for row in rows
    ]


async def egress(tx: Tx, meeting: UUID | None = None, since: date | None = None) -> Sequence[Egress]:
    """What left the machine, by provider: of one meeting, or of all; ever, or since a day. An attempt that was called
    off sent nothing.
    """
    rows = await tx.fetch(
        """select provider, count(*) as attempts, sum(sent_bytes)::bigint as bytes, sum(sent_words)::bigint as words,
               sum(sent_audio_ms)::bigint as audio, coalesce(sum(cost_usd), 0) as cost
           from ai_attempt where ($1::uuid is null or meeting_id = $1) and ($2::date is null or day >= $2)
               and outcome is distinct from 'unsent'
           group by 1 order by 1""",
        meeting,
        since,
    )
    return [
        Egress(row["provider"], row["attempts"], row["bytes"], row["words"], row["audio"], row["cost"]) for row in rows
    ]


async def left(tx: Tx, meeting: UUID) -> Sequence[Left]:
    """What left the machine for a meeting, by feature and model, the first asked first."""
    rows = await tx.fetch(
        """select feature, provider, model, count(*) as attempts, sum(sent_bytes)::bigint as bytes,
               sum(sent_words)::bigint as words, sum(sent_audio_ms)::bigint as audio,
               sum(coalesce(cost_usd, estimate_usd)) as cost
           from ai_attempt where meeting_id = $1 and outcome is distinct from 'unsent'
           group by 1, 2, 3 order by min(started_at)""",
        meeting,
    )
    return [
        Left(
            row["feature"],
            row["provider"],
            row["model"],
            row["attempts"],
            row["bytes"],
            row["words"],
            row["audio"],
            row["cost"],
        )
        for row in rows
    ]


async def cost_of(tx: Tx, feature: str, meetings: Sequence[UUID]) -> Mapping[UUID, Decimal]:
    rows = await tx.fetch(
        """select meeting_id, sum(coalesce(cost_usd, estimate_usd)) as cost from ai_attempt
           where meeting_id = any($2::uuid[]) and feature = $1 and outcome is distinct from 'unsent' group by 1""",
        feature,
        list(meetings),
    )
    return {row["meeting_id"]: row["cost"] for row in rows}


async def daily(tx: Tx, since: date) -> Sequence[tuple[date, Decimal]]:
    """Cost of each day since, days without any left out."""
    rows = await tx.fetch(
        "select day, sum(cost_usd) as cost from ai_attempt where day >= $1 group by 1 order by 1", since
    )
    return [(row["day"], row["cost"] or Decimal(0)) for row in rows]


async def differences(tx: Tx) -> Sequence[Row]:
    """Counters that do not say what the ledger's rows add up to."""
    return await tx.fetch(
        """with told as (
               select w.scope, w.subject, w.period, w.starts, sum(coalesce(a.cost_usd, 0)) as spent,
                   sum(case when a.outcome is null then a.estimate_usd else 0 end) as reserved
               from ai_attempt a cross join lateral ai_windows(a.person_id, a.feature, a.day) as w
               group by 1, 2, 3, 4)
           select coalesce(t.scope, c.scope) as scope, coalesce(t.period, c.period) as period,
               coalesce(t.starts, c.starts) as starts,
               coalesce(c.spent_usd, 0) - coalesce(t.spent, 0) as spent,
               coalesce(c.reserved_usd, 0) - coalesce(t.reserved, 0) as reserved
           from told t full join ai_counter c using (scope, subject, period, starts)
           where coalesce(t.spent, 0) <> coalesce(c.spent_usd, 0)
               or coalesce(t.reserved, 0) <> coalesce(c.reserved_usd, 0)"""
    )


async def overdue(tx: Tx, minutes: int) -> Sequence[UUID]:
    """Attempts that should have been closed that long ago."""
    rows = await tx.fetch(
        "select id from ai_attempt where outcome is null and expires_at < now() - $1 * interval '1 minute'", minutes
    )
    return [row["id"] for row in rows]


async def odd_usage(tx: Tx, since: datetime) -> Sequence[Row]:
    """Answers that count as estimated, as their usage is not believed (`code` says why), or that cost far more;
    `seconds` of sound that were sent, and that the answers name.
    """
    return await tx.fetch(
        """select model, code, count(*) as attempts,
               array[sum(sent_audio_ms) / 1000, coalesce(sum(audio_ms), 0) / 1000] as seconds
           from ai_attempt
           where started_at >= $1 and outcome = 'answered'
               and (code is not null and estimate_usd > 0 or cost_usd > 2 * estimate_usd)
           group by 1, 2 order by 1, 2""",
        since,
    )


async def forget_whose(tx: Tx, meeting: UUID) -> None:
    """The money stays; for which meeting it was spent does not."""
    await tx.execute("update ai_attempt set meeting_id = null where meeting_id = $1", meeting)


def _standing(row: Row) -> Standing:
    return Standing(
        Scope(row["scope"]),
        row["subject"],
        Period(row["period"]),
        row["limit_usd"],
        row["spent_usd"],
        row["reserved_usd"],
    )
