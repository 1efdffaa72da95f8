"""Gateway: the path of one question, and the only door out of the machine.

names withheld ─► asked before? ─► priced ─► reserved in every budget ─► turn (limits, breaker) ─► attempt
                                     ▲                                                               │
                                     └──── again · another key · another model ◄──── settled ◄───────┘
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from random import random
from time import monotonic
from typing import assert_never
from uuid import UUID

from shipspeak.ai.asking.attempt import Attempts, TooDear
from shipspeak.ai.asking.call import Call, Failure
from shipspeak.ai.asking.lane import Lane, Shut, TooLate
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.catalogue import Catalogue, Target
from shipspeak.ai.deciding.backoff import MOST_TRIES, RetryBudget, after, pause
from shipspeak.ai.deciding.classify import Step
from shipspeak.ai.deciding.minimise import minimise, restored
from shipspeak.ai.errors import AiError, AskRefused, NoKey, NotNow, Parked, UnknownModel
from shipspeak.ai.keys.keyring import Held, Keyring
from shipspeak.ai.model import (
    Answer,
    Ask,
    Caller,
    Came,
    Capability,
    Ending,
    Key,
    KeyState,
    LetterState,
    Money,
    Purse,
    Transcribe,
)
from shipspeak.ai.money.estimate import estimate
from shipspeak.ai.money.prices import PriceBook
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.provider import Provider

log = logging.getLogger(__name__)

WITHIN_S = 120.0
"""Of one question, where nobody says otherwise."""
NO_MONEY_S = 300.0
"""How long a provider that has no money for us is left alone before one call looks again."""
PATIENCE_S = 15.0
"""A question waits for a breaker that has just opened (10 s), and not for one whose probe has failed: then
whoever asks does better to go on without an answer.
"""
NOBODY = Held(Key(UUID(int=0), "none", "", 1, KeyState.GOOD, None), "none")
"""The key of a server that asks for none."""


class Gateway:
    """Share one in each process: limits, breakers and keys are remembered in it."""

    def __init__(
        self, catalogue: Catalogue, providers: Mapping[str, Provider], teller: Teller, keyring: Keyring, memory: Memory
    ) -> None:
        self._catalogue = catalogue
        self._providers = providers
        self._teller = teller
        self._keyring = keyring
        self._memory = memory
        self._attempts = Attempts(providers, PriceBook(catalogue), teller, memory)
        self._lanes: dict[tuple[UUID, str], Lane] = {}
        self._retries: dict[str, RetryBudget] = {}
        self._no_money: dict[str, tuple[float, str]] = {}
        """Until when (monotonic), and what the provider called it."""

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = WITHIN_S) -> Answer:
        """The answer, in at most `within_s` seconds and within every budget that applies. `models`: only these of the
        route; empty: all of it.

        Raises BudgetSpent (ours), Parked (the provider's; kept, and tried again by itself), AskRefused (kept), TooMuch,
        NotNow, NoKey, NoPrice, UnknownModel; KeyDestroyed when the meeting was deleted.

        An answer is here before the ledger knows what it cost exactly: wait with `settled` before you show that, or
        commit what stands on it. Budgets know its most from the reservation.
        """
        hidden, names = minimise(ask)
        answer = await self._answer(caller, hidden, models, within_s)
        return replace(answer, text=restored(answer.text, names)) if names else answer

    async def _answer(
        self, caller: Caller, ask: Ask, models: Sequence[str], within_s: float, letter: UUID | None = None
    ) -> Answer:
        targets = tuple(target for target in self._targets(ask) if not models or target.name in models)
        digest = self._memory.digest(caller, [target.name for target in targets], ask)
        call = Call(caller, ask, digest, within_s, letter)
        try:
            return await self._ask_in_turn(call, targets)
        except AiError as error:
            # What was answered before needs no key, no money and no provider. Whoever reserved has been told of it.
            remembered = await self._recall(call) if call.attempts == 0 else None
            if remembered is None:
                await self._put_aside(call, error)
                raise
            return remembered

    async def ask_again(self, org: UUID, letter: UUID) -> Answer | None:
        """Ask what was put aside, on behalf of whoever asked it and of the same models; None when it is gone. Raises as
        `ask`.

        A part of an answer, a refusal, or one that broke off would come again, and be paid for again: then it waits for
        a person. So all that is tried costs no more than one answer of the dearest may.
        """
        found = await self._memory.reopen(org, letter)
        if found is None:
            return None
        caller, ask, digest = found
        caller = replace(caller, purse=Purse(self.dearest(ask)))
        answer = await self._answer(caller, ask, self._asked_of(caller, ask, digest), WITHIN_S, letter)
        await self.settled()
        complete = answer.ending is Ending.COMPLETE
        state = LetterState.ANSWERED if complete else LetterState.DEAD
        await self._memory.turn(org, letter, Came(state, answer.provider, answer.ending.value))
        return answer

    def dearest(self, ask: Ask) -> Money:
        """The most that one answer may cost, whoever of the route gives it."""
        return self._attempts.dearest(ask, self._targets(ask))

    async def settled(self) -> None:
        """Wait until the ledger says what all answers so far have cost, and they are remembered; seldom more than a
        few milliseconds, and PATIENCE_S where the database is away. Not within a transaction.
        """
        await self._teller.settled()

    def _asked_of(self, caller: Caller, ask: Ask, digest: bytes) -> Sequence[str]:
        """Of the route, those that a question was asked of: only of them is it the same one. All, where that is not
        known any more.
        """
        names = [target.name for target in self._targets(ask)]
        some = (few for size in range(len(names), 0, -1) for few in combinations(names, size))
        return next((few for few in some if self._memory.digest(caller, few, ask) == digest), ())

    def _targets(self, ask: Ask) -> tuple[Target, ...]:
        of = Capability.TRANSCRIBE if isinstance(ask, Transcribe) else Capability.RESPOND
        return self._catalogue.targets(of)

    async def close(self) -> None:
        """Wait for what is being settled; let all connections go."""
        await self._teller.finish()
        for provider in self._providers.values():
            await provider.close()

    async def _recall(self, call: Call) -> Answer | None:
        """What was answered before, a moment ago too."""
        await self._teller.settled()
        return await self._memory.recall(call.caller, call.digest)

    async def _put_aside(self, call: Call, error: AiError) -> None:
        """Keep a question that money, or a person, must help on."""
        if isinstance(error, AskRefused | Parked):
            state = LetterState.PARKED if isinstance(error, Parked) else LetterState.DEAD
            came = Came(state, str(error.facts["provider"]), str(error.facts["code"]))
            if call.letter is None:
                await self._memory.put_aside(call.caller, call.digest, call.ask, came)
            else:
                await self._memory.turn(call.caller.org, call.letter, came)
        elif call.letter is not None and call.cost_usd and call.failed_at:
            await self._memory.turn(call.caller.org, call.letter, Came(LetterState.DEAD, call.failed_at, call.code))

    async def _ask_in_turn(self, call: Call, targets: tuple[Target, ...]) -> Answer:
        if not targets:
            raise UnknownModel(name="any kind for this")
        while True:
            for target in targets:
                await self._look_for_money(call, target.model.provider)
                if not self._has_money(call, target.model.provider):
                    continue  # another model of the same provider is paid from the same purse
                answer = await self._ask(call, target)
                if answer is not None:
                    return answer
            # Nobody may be asked now. Whoever has time left waits for the first that soon may.
            wait = self._opens_in(call, targets)
            if wait is None or wait >= min(call.left_s, PATIENCE_S):
                break
            await asyncio.sleep(after(wait, random()))  # noqa: S311 -- jitter
        if call.no_money is not None:
            raise Parked(provider=call.no_money[0], code=call.no_money[1])
        if call.code == "no-key" or not self._has_key(targets):
            raise NoKey(provider=targets[0].model.provider)
        raise NotNow(attempts=call.attempts, code=call.code, provider=call.failed_at)

    async def _ask(self, call: Call, target: Target) -> Answer | None:
        """One model, again while that may help; None: try another. Each attempt asks the budgets anew."""
        most = estimate(call.ask, target)
        if not self._may_try(call, target):
            return None
        refused_by: set[UUID] = set()
        while call.tries.get(target.name, 0) < MOST_TRIES:
            held = await self._key(call, target, refused_by)
            await self._check_it_waits(call)
            if held is None:
                if call.no_money is not None:  # every project's share is spent
                    self._no_money[target.model.provider] = (monotonic() + NO_MONEY_S, call.no_money[1])
                break
            try:
                made = await self._attempts.make(call, target, held, self._lane(held.key, target), most)
            except Shut:
                break
            except (TooLate, TooDear):
                call.give_up(target.name)
                break
            if isinstance(made, Answer):
                return made
            call.tries[target.name] = call.tries.get(target.name, 0) + 1
            if not await self._goes_on(call, held, target, made):
                break
            if made.verdict.step is not Step.AGAIN:
                refused_by.add(held.key.id)
        return None

    async def _check_it_waits(self, call: Call) -> None:
        """What is asked again may be withdrawn between two attempts. Raises NotNow."""
        if call.letter is not None and not await self._memory.waits(call.caller.org, call.letter):
            raise NotNow(attempts=call.attempts, code="withdrawn", provider="")

    def _may_try(self, call: Call, target: Target) -> bool:
        """The first time it is a call, later a retry, of which there are only so many."""
        provider, now = target.model.provider, monotonic()
        retries = self._left(provider)
        left = retries.retried(now) if call.tries.get(target.name) else retries.called(now)
        self._retries[provider] = left or retries
        return left is not None

    def _left(self, provider: str) -> RetryBudget:
        return self._retries.get(provider, RetryBudget())

    def _opens_in(self, call: Call, targets: tuple[Target, ...]) -> float | None:
        """Seconds until one of them may be asked again; None: never, for this call."""
        now = monotonic()
        waits = [
            max(self._lane(key, target).opens_in, self._left(target.model.provider).opens_in(now))
            for target in targets
            if call.tries.get(target.name, 0) < MOST_TRIES and self._has_money(call, target.model.provider)
            for key in ([NOBODY.key] if target.endpoint.keyless else self._keyring.usable(target.model.provider))
        ]
        return min(waits, default=None)

    async def _goes_on(self, call: Call, held: Held, target: Target, failure: Failure) -> bool:
        """Whether to make another attempt with this model, after the pause that it takes. Raises AskRefused."""
        provider, step = target.model.provider, failure.verdict.step
        match step:
            case Step.GIVE_UP:
                raise AskRefused(provider=provider, code=call.code)
            case Step.OTHER_MODEL:
                log.warning("a model is gone", extra={"model": target.name, "code": call.code})
                call.give_up(target.name)
                return False
            case Step.OTHER_KEY:
                log.warning("a key was refused", extra={"key": held.key.name, "code": call.code})
                await self._keyring.refused(held.key)
                return True
            case Step.PARK:
                call.no_money = (provider, call.code)
                # A project may have spent its share while another one, with a key of its own, has not.
                if call.code.startswith("project_"):
                    self._lane(held.key, target).shut(NO_MONEY_S)
                    return True
                self._no_money[provider] = (monotonic() + NO_MONEY_S, call.code)
                return False
            case Step.AGAIN:
                return await self._again(call, target, failure)
            case _:
                assert_never(step)

    async def _again(self, call: Call, target: Target, failure: Failure) -> bool:
        wait = pause(call.tries[target.name], failure.fault.retry_after_s, random())  # noqa: S311 -- jitter
        if wait >= call.left_s:
            call.give_up(target.name)
        if call.tries[target.name] == MOST_TRIES or not self._may_try(call, target):
            return False
        await asyncio.sleep(wait)
        return True

    async def _look_for_money(self, call: Call, provider: str) -> None:
        """There is some again where anybody had an answer since: whoever tried again, here or elsewhere."""
        left = self._no_money.get(provider, (0.0, ""))[0] - monotonic()
        if left > 0 and await self._memory.answered_within(call.caller.org, provider, NO_MONEY_S - left):
            self._no_money.pop(provider, None)
            call.no_money = None

    def _has_money(self, call: Call, provider: str) -> bool:
        until, code = self._no_money.get(provider, (0.0, ""))
        if monotonic() < until:
            call.no_money = (provider, code)
            return False
        return True

    def _has_key(self, targets: tuple[Target, ...]) -> bool:
        """False too where the last of them was refused just now."""
        return any(target.endpoint.keyless or self._keyring.usable(target.model.provider) for target in targets)

    async def _key(self, call: Call, target: Target, avoid: set[UUID]) -> Held | None:
        provider = target.model.provider
        if target.endpoint.keyless:
            return NOBODY if self._lane(NOBODY.key, target).open and NOBODY.key.id not in avoid else None
        held = await self._keyring.choose(provider, lambda key: self._lane(key, target).open, avoid)
        if held is None and call.attempts == 0:
            call.code = "breaker-open" if self._keyring.usable(provider) else "no-key"
        return held

    def _lane(self, key: Key, target: Target) -> Lane:
        at = (key.id, target.name)
        if at not in self._lanes:
            self._lanes[at] = Lane(target.endpoint)
        return self._lanes[at]
