"""Naive designs: for each thing that users of other gateways complain of, the smallest change of ours that makes the
same mistake. `test_naive` runs the complaint's own test on each: a test that does not notice proves nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic
from typing import Any

import pytest

from shipspeak.ai import queries
from shipspeak.ai.asking import attempt
from shipspeak.ai.asking.attempt import Attempts
from shipspeak.ai.asking.call import Call, Failure
from shipspeak.ai.asking.lane import Lane, Need, TooLate
from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.deciding.buckets import MINUTE, Bucket
from shipspeak.ai.deciding.classify import Fault, Kind, Step, Verdict, classify
from shipspeak.ai.errors import BudgetSpent, NoPrice
from shipspeak.ai.model import Answer, Ending, Money, Period, Refusal, Reply, Scope, Standing, today
from shipspeak.ai.money import prices, teller, till_queries
from shipspeak.ai.money.estimate import Estimate
from shipspeak.ai.money.prices import PriceBook
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.money.till import Settling

Patch = pytest.MonkeyPatch
Naive = Callable[[Patch], None]


# -- budgets


def looks_spends_and_counts_afterwards(patch: Patch) -> None:
    async def reserve(self: Teller, booking: Booking) -> None:
        refuse_where_over(await budgets(self, booking), booking)

    patch.setattr(Teller, "reserve", reserve)  # `settle` writes down what it does not find


def keeps_what_it_refuses(patch: Patch) -> None:
    async def reserve(self: Teller, booking: Booking) -> None:
        before = await budgets(self, booking)
        await reserve_regardless(self, booking)
        refuse_where_over(before, booking)

    patch.setattr(Teller, "reserve", reserve)


def never_lets_a_reservation_expire(patch: Patch) -> None:
    serve = till_queries.serve

    async def untidy(*given: Any, tidy: bool) -> till_queries.Served:
        return await serve(*given, tidy=False)

    patch.setattr(till_queries, "serve", untidy)


def remembers_what_a_budget_had(patch: Patch) -> None:
    known: dict[Teller, Sequence[Standing]] = {}

    async def reserve(self: Teller, booking: Booking) -> None:
        if self not in known:
            known[self] = await budgets(self, booking)
        refuse_where_over(known[self], booking)
        await reserve_regardless(self, booking)

    patch.setattr(Teller, "reserve", reserve)


def takes_no_budget_for_an_empty_one(patch: Patch) -> None:
    async def reserve(self: Teller, booking: Booking) -> None:
        none = Standing(Scope.ORGANISATION, "", Period.DAY, *[Money(0)] * 3)
        refuse_where_over(await budgets(self, booking) or [none], booking)
        await reserve_regardless(self, booking)

    patch.setattr(Teller, "reserve", reserve)


def asks_the_budgets_once_for_a_call(patch: Patch) -> None:
    first = Teller.reserve

    async def reserve(self: Teller, booking: Booking) -> bytes | None:
        if booking.attempt == 1:
            return await first(self, booking)
        await reserve_regardless(self, booking)
        return None

    patch.setattr(Teller, "reserve", reserve)


def says_no_more_than_that_it_is_spent(patch: Patch) -> None:
    class Exceeded(BudgetSpent):
        """The budget is exceeded."""

    patch.setattr(teller, "_spent", lambda *_: Exceeded())


def counts_in_the_memory_of_each_process(patch: Patch) -> None:
    spent: dict[Teller, Money] = {}

    async def reserve(self: Teller, booking: Booking) -> None:
        had = [replace(one, spent_usd=spent.get(self, Money(0))) for one in await budgets(self, booking)]
        refuse_where_over(had, booking)
        spent[self] = spent.get(self, Money(0)) + booking.estimate_usd

    patch.setattr(Teller, "reserve", reserve)


def lets_money_trickle_in(patch: Patch) -> None:
    """GCRA: the next call when the money for the one before has come in again, at a whole budget a second."""
    opens: dict[Teller, float] = {}

    async def reserve(self: Teller, booking: Booking) -> None:
        (budget,) = await budgets(self, booking)
        if monotonic() < opens.get(self, 0.0):
            refuse(budget, booking)
        opens[self] = monotonic() + float(booking.estimate_usd / budget.limit_usd)

    patch.setattr(Teller, "reserve", reserve)


def refills_a_budget_by_the_second(patch: Patch) -> None:
    buckets: dict[Teller, Bucket] = {}

    async def reserve(self: Teller, booking: Booking) -> None:
        (budget,) = await budgets(self, booking)
        now, needs = MINUTE * monotonic(), float(booking.estimate_usd)  # a bucket's minute in a second
        bucket = buckets.setdefault(self, Bucket.full(float(budget.limit_usd), now))
        if bucket.wait(now, needs) > 0:
            refuse(budget, booking)
        buckets[self] = bucket.take(now, needs)

    patch.setattr(Teller, "reserve", reserve)


def counts_later_and_elsewhere(patch: Patch) -> None:
    projections = set()

    def later(self: Teller, booking: Booking, closing: Closing, *_: object) -> asyncio.Task[None]:
        async def project() -> None:
            await asyncio.sleep(0.5)
            await self.settle(booking, closing)

        projection = asyncio.create_task(project())
        projections.add(projection)
        return projection

    patch.setattr(Teller, "settle_behind", later)


# -- prices


def takes_an_unknown_price_for_nothing(patch: Patch) -> None:
    priced = PriceBook.cost

    def cost(self: PriceBook, *given: Any) -> Money:
        try:
            return priced(self, *given)
        except NoPrice:
            return Decimal(0)

    patch.setattr(PriceBook, "cost", cost)


def charges_cached_tokens_on_top(patch: Patch) -> None:
    consistent = prices.consistent

    def doubled(usage: prices.Usage) -> prices.Usage:
        whole = consistent(usage)
        return replace(whole, input_tokens=whole.input_tokens + whole.cached_tokens + whole.cache_write_tokens)

    patch.setattr(prices, "consistent", doubled)


# -- who is asked, and when


def asks_the_next_model_whatever_was_wrong(patch: Patch) -> None:
    def lenient(fault: Fault) -> Verdict:
        verdict = classify(fault)
        return replace(verdict, step=Step.OTHER_MODEL) if verdict.step is Step.GIVE_UP else verdict

    patch.setattr(attempt, "classify", lenient)


def asks_the_next_model_for_what_was_cut_short(patch: Patch) -> None:
    make = Attempts.make

    async def again(self: Attempts, *given: Any) -> Answer | Failure:
        made = await make(self, *given)
        if isinstance(made, Answer) and made.ending is Ending.TRUNCATED:
            return Failure(Fault(Kind.GARBLED), Verdict(Step.OTHER_MODEL))
        return made

    patch.setattr(Attempts, "make", again)


def lets_through_whoever_gets_no_turn(patch: Patch) -> None:
    turn = Lane.turn

    @asynccontextmanager
    async def open_turn(self: Lane, need: Need, deadline: float) -> AsyncIterator[None]:
        try:
            async with turn(self, need, deadline):
                yield
        except TooLate:
            yield

    patch.setattr(Lane, "turn", open_turn)


def gives_back_what_was_cut_short(patch: Patch) -> None:
    answered = Attempts._answered

    def refunded(self: Attempts, target: Any, reply: Reply, price: Money, took: float, most: Estimate) -> Closing:
        closing = answered(self, target, reply, price, took, most)
        return replace(closing, cost_usd=Money(0)) if reply.ending is Ending.TRUNCATED else closing

    patch.setattr(Attempts, "_answered", refunded)


def measures_from_its_turn_on(patch: Patch) -> None:
    send = Attempts._send

    async def late(self: Attempts, call: Call, *given: Any) -> tuple[Reply | Fault, float]:
        call.began = monotonic()
        return await send(self, call, *given)

    patch.setattr(Attempts, "_send", late)


def writes_one_row_for_a_call(patch: Patch) -> None:
    reserve, settle_behind = Teller.reserve, Teller.settle_behind

    async def first(self: Teller, booking: Booking) -> bytes | None:
        return await reserve(self, replace(booking, id=booking.call)) if booking.attempt == 1 else None

    async def last(self: Teller, *_: object) -> None:
        """What failed has no row."""

    def behind(self: Teller, booking: Booking, closing: Closing, *more: Any) -> Settling:
        return settle_behind(self, replace(booking, id=booking.call), closing, *more)

    patch.setattr(Teller, "reserve", first)
    patch.setattr(Teller, "settle", last)
    patch.setattr(Teller, "settle_behind", behind)


# -- what they are made of


async def budgets(self: Teller, booking: Booking) -> Sequence[Standing]:
    async with self._database.tenant(booking.caller.org) as tx:
        return await queries.applying(tx, booking.caller.feature, booking.caller.person, today())


async def reserve_regardless(self: Teller, booking: Booking) -> None:
    async with self._database.tenant(booking.caller.org) as tx:
        await queries.reserve(tx, booking, regardless=True)


def refuse_where_over(found: Sequence[Standing], booking: Booking) -> None:
    for one in found:
        if one.spent_usd + one.reserved_usd + booking.estimate_usd > one.limit_usd:
            refuse(one, booking)


def refuse(one: Standing, booking: Booking) -> None:
    resets = datetime(2026, 12, 1, tzinfo=UTC)
    refusal = Refusal(one.scope, one.subject, one.period, one.limit_usd, one.spent_usd, one.reserved_usd, resets)
    raise teller._spent(refusal, booking.estimate_usd)
