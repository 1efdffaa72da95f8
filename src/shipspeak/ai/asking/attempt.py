"""One attempt: reserve, wait for a turn, ask, settle. Whatever happens in between, the till is right."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic
from uuid import uuid4

from shipspeak.ai.asking.call import Call, Failure
from shipspeak.ai.asking.lane import Lane, Need
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.asking.signals import operation, watched
from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.catalogue import Target
from shipspeak.ai.deciding.classify import Fault, Kind, Verdict, classify
from shipspeak.ai.errors import NoPrice, TooMuch
from shipspeak.ai.keys.keyring import Held
from shipspeak.ai.model import Answer, Ask, Money, Outcome, Reply
from shipspeak.ai.money.estimate import Estimate, estimate
from shipspeak.ai.money.in_line import UNSENT
from shipspeak.ai.money.prices import PriceBook
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.provider import Failed, Provider

log = logging.getLogger(__name__)

USAGE_UNSAID, UNIT_UNKNOWN = "usage-unsaid", "unit-unknown"
"""Why an answer counts as its estimate, in the ledger; `estimate` has two more."""
GRACE_S = 60.0
"""A reservation outlives the last moment of its call by this."""


class TooDear(Exception):
    """Another attempt might cost more than was promised for the question."""


class Attempts:
    def __init__(self, providers: Mapping[str, Provider], prices: PriceBook, teller: Teller, memory: Memory) -> None:
        self._providers = providers
        self._prices = prices
        self._teller = teller
        self._memory = memory

    def dearest(self, ask: Ask, targets: Sequence[Target]) -> Money:
        """The most that one answer may cost, whoever gives it; of those that cannot, nothing."""
        found = Money(0)
        for target in targets:
            with suppress(TooMuch, NoPrice):
                found = max(found, self._prices.cost(target, estimate(ask, target).usage))
        return found

    async def make(self, call: Call, target: Target, held: Held, lane: Lane, most: Estimate) -> Answer | Failure:
        """An answer may be one of before: who reserves is told of it. Raises BudgetSpent (nothing was reserved), Shut,
        TooLate and TooDear (nothing was sent), NoPrice; KeyDestroyed when the meeting was deleted. What was answered is
        settled behind the caller's back (`Teller.settled`), all else before this returns.
        """
        price, purse, before = self._prices.cost(target, most.usage), call.caller.purse, call.cost_usd
        if purse is None:
            return await self._make(call, target, held, lane, most, price)
        if not purse.take(price):
            raise TooDear
        try:
            return await self._make(call, target, held, lane, most, price)
        finally:
            purse.give_back(price - (call.cost_usd - before))

    async def _make(
        self, call: Call, target: Target, held: Held, lane: Lane, most: Estimate, price: Money
    ) -> Answer | Failure:
        call.attempts += 1
        booking = self._booking(call, target, held, most, price)
        remembered = await self._teller.reserve(booking)
        if remembered is not None:
            return self._memory.opened(call.caller, call.digest, remembered)
        closing, keep = UNSENT, None
        try:
            async with lane.turn(_need(most), call.deadline):
                closing = Closing(Outcome.UNCERTAIN, price)  # from here on something may have left
                said, took = await self._send(call, target, held)
            if isinstance(said, Fault):
                verdict = classify(said)
                call.code, call.failed_at = said.name, target.model.provider
                lane.went_wrong(verdict, said.limits, said.retry_after_s)
                closing = _failed(said, verdict, price, took)
                call.cost_usd += closing.cost_usd
                return Failure(said, verdict)
            lane.went_well(said.limits)
            closing = self._answered(target, said, price, took, most)
            call.cost_usd += closing.cost_usd
            answer = _answer(call, target, said)
            keep = partial(self._memory.keep, call.caller, call.digest, answer)
            return answer
        finally:
            if closing.outcome is Outcome.ANSWERED:  # all that is not the answer can wait until nobody does
                settling = self._teller.settle_behind(booking, closing, keep)
                settling.add_done_callback(lambda _: _tell(call.ask, booking, closing))
            else:
                try:
                    await self._teller.settle(booking, closing)
                finally:
                    _tell(call.ask, booking, closing)

    async def _send(self, call: Call, target: Target, held: Held) -> tuple[Reply | Fault, float]:
        """What was said, and how many seconds it took."""
        began = monotonic()
        said: Reply | Fault
        with watched(call.ask, target) as seen:
            try:
                provider = self._providers[target.model.provider]
                said = await provider.send(call.ask, target.name, held.secret, call.left_s)
                seen.answered(said)
            except Failed as failed:
                said = failed.fault
                seen.failed(said.name)
        took = monotonic() - began
        call.asking_s += took
        return said, took

    def _answered(self, target: Target, reply: Reply, price: Money, took: float, most: Estimate) -> Closing:
        cost, code = self._cost(target, reply, price, most)
        ms = round(took * 1000)
        return Closing(Outcome.ANSWERED, cost, code, reply.usage, reply.tier, reply.request_id, ms)

    def _cost(self, target: Target, reply: Reply, price: Money, most: Estimate) -> tuple[Money, str | None]:
        """What the answer says was used, at its tier's price; or the estimate, and why the answer is not believed.

        How much was sent we know better than who answered. One that says ten times as much would overdraw every budget
        with what is under way, and one that counts milliseconds for seconds would end a month with one clip; one that
        heard a tenth of a clip would have us spend ten times a budget. The row keeps what was said, and why it did not
        count; a check tells of it, and the provider's bill whether it was meant.
        """
        if reply.usage is None:
            return price, USAGE_UNSAID
        try:
            cost = self._prices.cost(target, reply.usage, reply.tier)
        except NoPrice:
            return price, UNIT_UNKNOWN
        odd = most.why_not(reply.usage, 1000 * target.model.least_s)
        return (price, odd) if odd else (cost, None)

    def _booking(self, call: Call, target: Target, held: Held, most: Estimate, price: Money) -> Booking:
        return Booking(
            id=uuid4(),
            call=call.id,
            attempt=call.attempts,
            caller=call.caller,
            provider=target.model.provider,
            model=target.name,
            key=held.key.name,
            prices=self._prices.version,
            estimate_usd=price,
            lease_s=call.left_s + GRACE_S,
            sent=most.sent,
            digest=None if call.caller.meeting is None else call.digest,
        )


def _need(most: Estimate) -> Need:
    return Need(most.usage.input_tokens + most.usage.output_tokens, most.usage.audio_ms / 1000)


def _failed(fault: Fault, verdict: Verdict, price: Money, took: float) -> Closing:
    """Errors are not billed; what broke off after it was sent probably is, and is never counted back."""
    cost = price if verdict.uncertain else Money(0)
    if verdict.uncertain:
        outcome = Outcome.UNCERTAIN
    elif fault.kind is Kind.CONNECT:
        outcome = Outcome.UNSENT
    else:
        outcome = Outcome.FAILED if verdict.ill else Outcome.REFUSED
    return Closing(outcome, cost, fault.name, request_id=fault.request_id, took_ms=round(took * 1000))


def _answer(call: Call, target: Target, reply: Reply) -> Answer:
    ours = monotonic() - call.began - call.asking_s
    return Answer(
        text=reply.text,
        ending=reply.ending,
        provider=target.model.provider,
        model=target.name,
        cost_usd=call.cost_usd,
        attempts=call.attempts,
        waited_ms=round(ours * 1000),
    )


def _tell(ask: Ask, booking: Booking, closing: Closing) -> None:
    """By the names of OpenTelemetry's GenAI conventions, and some of our own."""
    usage = closing.usage
    log.info(
        "model asked",
        extra={
            "gen_ai.provider.name": booking.provider,
            "gen_ai.operation.name": operation(ask),
            "gen_ai.request.model": booking.model,
            "gen_ai.usage.input_tokens": usage.input_tokens if usage else 0,
            "gen_ai.usage.output_tokens": usage.output_tokens if usage else 0,
            "gen_ai.client.operation.duration": closing.took_ms / 1000,
            "shipspeak.feature": booking.caller.feature,
            "shipspeak.audio.seconds": booking.sent.audio_ms / 1000,
            "shipspeak.cost.usd": str(closing.cost_usd),
            "outcome": closing.outcome.value,
            "code": closing.code,
            "attempt": booking.attempt,
        },
    )
