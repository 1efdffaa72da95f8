"""/v1/costs: read the request, call one action, show the result. Money is text: a float would round it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shipspeak.accounts import MaySeeCosts
from shipspeak.ai import Costs, Period, Scope, Spend, look_at_costs
from shipspeak.coaching.desk import AtDesk

router = APIRouter(prefix="/v1", tags=["costs"])


class DayOut(BaseModel):
    day: date
    cost_usd: Decimal


class SpendOut(BaseModel):
    """What was spent on one model or feature."""

    name: str
    cost_usd: Decimal
    calls: int
    attempts: int = Field(description="Every time something was sent, those that came to nothing included.")
    audio_ms: int
    input_tokens: int
    output_tokens: int


class BudgetOut(BaseModel):
    scope: Scope
    subject: str = Field(description="A feature's name or a person's id; empty for the whole, * for each.")
    period: Period
    limit_usd: Decimal
    spent_usd: Decimal
    reserved_usd: Decimal = Field(description="By calls under way.")


class ForecastOut(BaseModel):
    """US dollars at the end of the month."""

    expected: float
    likely: tuple[float, float] = Field(description="80 of 100 such months end within.")
    nearly_surely: tuple[float, float] = Field(description="95 of 100.")


class EgressOut(BaseModel):
    """What left this machine, to one provider."""

    provider: str
    attempts: int
    audio_ms: int
    words: int
    bytes: int
    cost_usd: Decimal


class BillOut(BaseModel):
    """What a provider bills for one day (UTC), beside our ledger."""

    provider: str
    day: date
    billed_usd: Decimal
    ledger_usd: Decimal
    looked_at: datetime


class KeyOut(BaseModel):
    """A provider's key; never the key itself."""

    name: str
    provider: str
    state: str
    weight: int = Field(description="Its share of the calls; 0 takes no new ones.")
    expires_on: date | None


class WaitingOut(BaseModel):
    """A question without an answer."""

    id: UUID
    meeting: UUID
    feature: str
    state: str
    code: str
    tries: int
    since: datetime


class LaterOut(BaseModel):
    """Questions that nobody waits for, asked by batches."""

    feature: str
    state: str = Field(description="waiting for a batch, sent with one, or singly: to be asked by itself.")
    questions: int
    since: datetime


class EndsOut(BaseModel):
    """A model on a route that its provider will end."""

    model: str
    asked_for: str
    on: date


class NoteOut(BaseModel):
    """Something that a person should look at."""

    said: str
    do: str


class CostsOut(BaseModel):
    """This month, in UTC."""

    now: datetime
    spent_usd: Decimal
    days: list[DayOut]
    by_model: list[SpendOut]
    by_feature: list[SpendOut]
    forecast: ForecastOut | None = Field(description="Null until three days are known.")
    budgets: list[BudgetOut]
    left_this_month: list[EgressOut]
    left_ever: list[EgressOut]
    bills: list[BillOut] = Field(description="Of the last days; empty without a key that may read them.")
    keys: list[KeyOut]
    waiting: list[WaitingOut]
    later: list[LaterOut]
    ends: list[EndsOut]
    notes: list[NoteOut]


@router.get("/costs")
async def costs(actor: MaySeeCosts, desk: AtDesk) -> CostsOut:
    """What models cost this month, what is left of the budgets, and what left this machine."""
    return shown(await look_at_costs(desk.database, actor.org, desk.books))


def shown(seen: Costs) -> CostsOut:
    ahead = seen.ahead
    return CostsOut.model_validate(
        {
            "now": seen.now,
            "spent_usd": seen.spent_usd,
            "days": [{"day": day, "cost_usd": cost} for day, cost in seen.days],
            "by_model": [_spend(one) for one in seen.by_model],
            "by_feature": [_spend(one) for one in seen.by_feature],
            "forecast": ahead and ForecastOut.model_validate(ahead, from_attributes=True),
            "budgets": [BudgetOut.model_validate(one, from_attributes=True) for one in seen.status.budgets],
            "left_this_month": [EgressOut.model_validate(one, from_attributes=True) for one in seen.left],
            "left_ever": [EgressOut.model_validate(one, from_attributes=True) for one in seen.ever],
            "bills": [BillOut.model_validate(one, from_attributes=True) for one in seen.status.bills],
            "keys": [KeyOut.model_validate(one, from_attributes=True) for one in seen.status.keys],
            "waiting": [
                WaitingOut(
                    id=one.id,
                    meeting=one.meeting,
                    feature=one.feature,
                    state=one.state,
                    code=one.code,
                    tries=one.tries,
                    since=one.created_at,
                )
                for one in seen.status.letters
            ],
            "later": [LaterOut.model_validate(one, from_attributes=True) for one in seen.status.later],
            "ends": [EndsOut.model_validate(one, from_attributes=True) for one in seen.ends],
            "notes": [NoteOut.model_validate(one, from_attributes=True) for one in seen.notes],
        }
    )


def _spend(one: Spend) -> SpendOut:
    return SpendOut(
        name=one.group[0],
        cost_usd=one.cost_usd,
        calls=one.calls,
        attempts=one.attempts,
        audio_ms=one.audio_ms,
        input_tokens=one.input_tokens,
        output_tokens=one.output_tokens,
    )
