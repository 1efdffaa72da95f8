"""Gateway: the path of one question, and the only door out of the machine.

names withheld ─► asked before? ─► priced ─► reserved in every budget ─► turn (limits, breaker) ─► attempt
                                     ▲                                                               │
                                     └──── again · another key · another model ◄──── settled ◄───────┘
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import random
from time import monotonic
from typing import assert_never
from uuid import UUID

from shipspeak.ai.attempt import Attempts
from shipspeak.ai.backoff import MOST_TRIES, RetryBudget, pause
from shipspeak.ai.call import Call, Failure
from shipspeak.ai.catalogue import Catalogue, Target
from shipspeak.ai.classify import Step
from shipspeak.ai.errors import AskRefused, NoKey, NotNow, Parked, UnknownModel
from shipspeak.ai.estimate import estimate
from shipspeak.ai.keyring import Held, Keyring
from shipspeak.ai.lane import Lane, Shut
from shipspeak.ai.memory import Memory
from shipspeak.ai.minimise import minimise, restored
from shipspeak.ai.model import Answer, Ask, Caller, Capability, Key, KeyState, LetterState, Transcribe
from shipspeak.ai.prices import PriceBook
from shipspeak.ai.provider import Provider
from shipspeak.ai.teller import Teller

log = logging.getLogger(__name__)

NO_MONEY_S = 300.0
"""How long a provider that has no money for us is left alone before one call looks again."""
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

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = 120.0) -> Answer:
        """The answer, in at most `within_s` seconds and within every budget that applies. `models`: only these of the
        route; empty: all of it.

        Raises BudgetSpent (ours), Parked (the provider's; kept, goes on with replay), AskRefused (kept), TooMuch,
        NotNow, NoKey, NoPrice, UnknownModel; KeyDestroyed when the meeting was deleted.
        """
        hidden, names = minimise(ask)
        targets = self._catalogue.targets(Capability.TRANSCRIBE if isinstance(ask, Transcribe) else Capability.RESPOND)
        targets = tuple(target for target in targets if not models or target.name in models)
        digest = self._memory.digest(caller, [target.name for target in targets], hidden)
        answer = await self._memory.recall(caller, digest)
        if answer is None:
            call = Call(caller, hidden, digest, within_s)
            try:
                answer = await self._ask_in_turn(call, targets)
            except (AskRefused, Parked) as error:
                state = LetterState.PARKED if isinstance(error, Parked) else LetterState.DEAD
                await self._memory.put_aside(caller, digest, hidden, state, str(error.facts["code"]))
                raise
        return replace(answer, text=restored(answer.text, names))

    async def ask_again(self, org: UUID, letter: UUID) -> Answer | None:
        """Ask what was put aside, on behalf of whoever asked it; None when it is gone. Raises as `ask`."""
        found = await self._memory.reopen(org, letter)
        return None if found is None else await self.ask(*found)

    async def close(self) -> None:
        """Wait for what is being settled; let all connections go."""
        await self._teller.finish()
        for provider in self._providers.values():
            await provider.close()

    async def _ask_in_turn(self, call: Call, targets: tuple[Target, ...]) -> Answer:
        if not targets:
            raise UnknownModel(name="any kind for this")
        for target in targets:
            if not self._has_money(call, target.model.provider):
                continue  # another model of the same provider is paid from the same purse
            answer = await self._ask(call, target)
            if answer is not None:
                return answer
        if call.no_money is not None:
            raise Parked(provider=call.no_money[0], code=call.no_money[1])
        if call.code == "no-key":
            raise NoKey(provider=targets[0].model.provider)
        raise NotNow(attempts=call.attempts, code=call.code)

    async def _ask(self, call: Call, target: Target) -> Answer | None:
        """One model, again while that may help; None: try another. Each attempt asks the budgets anew."""
        most = estimate(call.ask, target)
        provider = target.model.provider
        self._retries[provider] = self._retries.get(provider, RetryBudget()).called()
        refused_by: set[UUID] = set()
        for tried in range(1, MOST_TRIES + 1):
            held = await self._key(call, target, refused_by)
            if held is None:
                if call.no_money is not None:  # every project's share is spent
                    self._no_money[provider] = (monotonic() + NO_MONEY_S, call.no_money[1])
                return None
            try:
                made = await self._attempts.make(call, target, held, self._lane(held.key, target), most)
            except Shut:
                return None
            if isinstance(made, Answer):
                return made
            if not await self._goes_on(call, held, target, made, tried):
                return None
            if made.verdict.step is not Step.AGAIN:
                refused_by.add(held.key.id)
        return None

    async def _goes_on(self, call: Call, held: Held, target: Target, failure: Failure, tried: int) -> bool:
        """Whether to make another attempt with this model, after the pause that it takes. Raises AskRefused."""
        provider, step = target.model.provider, failure.verdict.step
        match step:
            case Step.GIVE_UP:
                raise AskRefused(provider=provider, code=call.code)
            case Step.OTHER_MODEL:
                log.warning("a model is gone", extra={"model": target.name, "code": call.code})
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
                wait = pause(tried, failure.fault.retry_after_s, random())  # noqa: S311 -- jitter
                left = self._retries[provider].retried()
                if left is None or wait >= call.left_s or tried == MOST_TRIES:
                    return False
                self._retries[provider] = left
                await asyncio.sleep(wait)
                return True
            case _:
                assert_never(step)

    def _has_money(self, call: Call, provider: str) -> bool:
        until, code = self._no_money.get(provider, (0.0, ""))
        if monotonic() < until:
            call.no_money = (provider, code)
            return False
        return True

    async def _key(self, call: Call, target: Target, avoid: set[UUID]) -> Held | None:
        provider = target.model.provider
        if target.endpoint.keyless:
            return NOBODY if self._lane(NOBODY.key, target).open and NOBODY.key.id not in avoid else None
        held = await self._keyring.choose(provider, lambda key: self._lane(key, target).open, avoid)
        if held is None and call.attempts == 0:
            call.code = "breaker-open" if self._keyring.has(provider) else "no-key"
        return held

    def _lane(self, key: Key, target: Target) -> Lane:
        at = (key.id, target.name)
        if at not in self._lanes:
            self._lanes[at] = Lane(target.endpoint)
        return self._lanes[at]
