"""What the tests of the till stand on."""

from collections.abc import Sequence
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
