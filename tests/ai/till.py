"""What the tests of the till stand on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID, uuid4

from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.model import Caller, Outcome, Period, Scope, Sent, Standing, today
from shipspeak.ai.queries import differences, set_budget, standings
from shipspeak.database import DEFAULT_ORG, Database

PERSON = UUID(int=7)


def booking(
    estimate: str = "0.01", *, org: UUID = DEFAULT_ORG, person: UUID | None = PERSON, lease_s: float = 60
) -> Booking:
    caller = Caller(org, "coach", person)
    return Booking(
        uuid4(), uuid4(), 1, caller, "openai", "gpt-6-luna", "main", "test", Decimal(estimate), lease_s, Sent(10, 2, 0)
    )


def closing(cost: str = "0.01", outcome: Outcome = Outcome.ANSWERED) -> Closing:
    return Closing(outcome, Decimal(cost))


async def budget(
    database: Database,
    limit: str | None,
    scope: Scope = Scope.ORGANISATION,
    subject: str = "",
    period: Period = Period.DAY,
    org: UUID = DEFAULT_ORG,
) -> None:
    async with database.tenant(org) as tx:
        await set_budget(tx, scope, subject, period, None if limit is None else Decimal(limit))


async def standing(database: Database, org: UUID = DEFAULT_ORG) -> Sequence[Standing]:
    async with database.tenant(org) as tx:
        return await standings(tx, today())


async def accounts_differ(database: Database, org: UUID = DEFAULT_ORG) -> list[dict[str, object]]:
    async with database.tenant(org) as tx:
        return [dict(row) for row in await differences(tx)]


async def past(
    database: Database,
    day: date,
    cost: str,
    *,
    feature: str = "coach",
    model: str = "gpt-6-luna",
    provider: str = "openai",
    audio_ms: int = 0,
    hour: int = 9,
    org: UUID = DEFAULT_ORG,
) -> None:
    """A call that was answered on that day (UTC), in the ledger and in every counter."""
    async with database.tenant(org) as tx:
        await tx.execute(
            """insert into ai_attempt (org_id, id, call_id, attempt, feature, person_id, provider, model, key_name,
                   prices, started_at, day, expires_at, estimate_usd, sent_bytes, sent_words, sent_audio_ms, outcome,
                   cost_usd, input_tokens, output_tokens, audio_ms)
               values ($1, gen_random_uuid(), gen_random_uuid(), 1, $2, $3, $4, $5, 'main', 'test', $6, $7, $6, $8, $9,
                   $10, $11, 'answered', $8, $12, $13, $11)""",
            org,
            feature,
            PERSON,
            provider,
            model,
            datetime.combine(day, time(hour), UTC),
            day,
            Decimal(cost),
            4_000 + 3 * audio_ms,
            0 if audio_ms else 700,
            audio_ms,
            0 if audio_ms else 1_000,
            0 if audio_ms else 200,
        )
        await tx.execute(
            """insert into ai_counter as c (org_id, scope, subject, period, starts, spent_usd)
               select app_org(), w.scope, w.subject, w.period, w.starts, $4 from ai_windows($1, $2, $3) as w
               on conflict (org_id, scope, subject, period, starts)
               do update set spent_usd = c.spent_usd + excluded.spent_usd""",
            PERSON,
            feature,
            day,
            Decimal(cost),
        )
