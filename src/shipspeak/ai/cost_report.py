"""CostReport: what a provider says it bills us. A real one, and a scripted twin that takes the same tests."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

import msgspec

from shipspeak.ai.classify import Fault, Kind
from shipspeak.ai.model import Money, money
from shipspeak.ai.openai_provider import official
from shipspeak.ai.provider import Failed

WITHIN_S = 60.0
MOST_PAGES = 20


class CostReport(Protocol):
    """Reads. Does not retry, keeps nothing."""

    async def billed(self, key: str, first: date, last: date) -> Mapping[date, Money]:
        """US dollars of each day (UTC) from `first` to `last`, both included, days without any left out. `key`: one
        that may read costs, which is none that may ask. Raises Failed.
        """


@dataclass(slots=True)
class ScriptedCostReport:
    """Bills what it was told to; the twin, for tests, drills and demonstrations."""

    days: dict[date, Money]
    keys: frozenset[str]
    asked: list[tuple[date, date]] = field(default_factory=list)

    async def billed(self, key: str, first: date, last: date) -> Mapping[date, Money]:
        self.asked.append((first, last))
        if key not in self.keys:
            raise Failed(Fault(Kind.STATUS, 401, "invalid_api_key"))
        return {day: cost for day, cost in self.days.items() if first <= day <= last}


class OpenAICostReport:
    """`GET /organization/costs`, by the official client, read by ourselves into what we use of it."""

    def __init__(self, url: str, projects: tuple[str, ...] = ()) -> None:
        """`projects`: of which alone the bill is read, where other things are paid from the same account."""
        self._url = url
        self._projects = projects

    async def billed(self, key: str, first: date, last: date) -> Mapping[date, Money]:
        import openai  # noqa: PLC0415 -- half a second that only who asks waits for

        try:
            async with (
                asyncio.timeout(WITHIN_S),
                official(self._url, key, admin_api_key=key) as client,
            ):
                return await self._pages(client, first, last)
        except openai.APIStatusError as error:
            raise Failed(Fault(Kind.STATUS, error.status_code, error.code)) from None
        except openai.APIConnectionError:
            raise Failed(Fault(Kind.CONNECT)) from None
        except TimeoutError:
            raise Failed(Fault(Kind.TIMEOUT)) from None
        except (msgspec.MsgspecError, ArithmeticError):
            raise Failed(Fault(Kind.GARBLED)) from None

    async def _pages(self, client: "openai.AsyncOpenAI", first: date, last: date) -> Mapping[date, Money]:  # type: ignore[name-defined]  # noqa: F821 -- imported where used
        found: dict[date, Money] = {}
        page: str | None = None
        for _ in range(MOST_PAGES):
            raw = await client.admin.organization.usage.with_raw_response.costs(
                start_time=_second(first),
                end_time=_second(last + timedelta(days=1)),
                bucket_width="1d",
                limit=31,
                **({"page": page} if page else {}),
                **({"project_ids": list(self._projects)} if self._projects else {}),
            )
            read = msgspec.json.decode(raw.content, type=_Page)
            for bucket in read.data:
                day = datetime.fromtimestamp(bucket.start_time, UTC).date()
                found[day] = found.get(day, Decimal(0)) + sum((_usd(one) for one in bucket.results), Decimal(0))
            page = read.next_page
            if not read.has_more or not page:
                return {day: money(cost) for day, cost in found.items() if cost}
        raise Failed(Fault(Kind.GARBLED))  # pages without end


class _Amount(msgspec.Struct):
    value: Decimal
    currency: str


class _Result(msgspec.Struct):
    amount: _Amount | None = None


class _Bucket(msgspec.Struct):
    start_time: int
    results: list[_Result]


class _Page(msgspec.Struct):
    data: list[_Bucket]
    has_more: bool = False
    next_page: str | None = None


def _usd(one: _Result) -> Decimal:
    """Another currency cannot be compared: better no figure than a wrong one."""
    if one.amount is None:
        return Decimal(0)
    if one.amount.currency.lower() != "usd":
        raise msgspec.ValidationError("not in US dollars")
    return one.amount.value


def _second(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
