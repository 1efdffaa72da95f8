"""Lane: the way to one model with one key. Waits until we may ask; knows when it is not worth asking.

In memory: it shapes, it does not count money. Two processes have a lane each, and learn of each other by the provider's
headers.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import random
from time import monotonic

from shipspeak.ai.catalogue import Endpoint
from shipspeak.ai.deciding.breaker import Breaker
from shipspeak.ai.deciding.buckets import Bucket, Crowd
from shipspeak.ai.deciding.classify import Verdict
from shipspeak.ai.model import Limits


class Shut(Exception):
    """Not this way now: the breaker is open."""


class TooLate(Exception):
    """The turn would come after the deadline."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one attempt takes of the limits."""

    tokens: int
    audio_s: float


class Lane:
    def __init__(self, endpoint: Endpoint, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        now = clock()
        self._requests = Bucket.full(float(endpoint.requests), now)
        self._tokens = Bucket.full(float(endpoint.tokens), now)
        self._audio = Bucket.full(float(endpoint.audio_s), now)
        self._crowd = Crowd.of(endpoint.at_once)
        self._breaker = Breaker()
        self._inside = 0
        self._held_until = 0.0
        self._left = asyncio.Condition()

    @property
    def open(self) -> bool:
        """Whether a call may come; asking costs nothing."""
        return self._breaker.admit(self._clock()) is not None

    @property
    def opens_in(self) -> float:
        """Seconds until it is worth asking again whether a call may come; 0: now."""
        return self._breaker.opens_in(self._clock())

    @asynccontextmanager
    async def turn(self, need: Need, deadline: float) -> AsyncIterator[None]:
        """Wait for a turn, until `deadline` (monotonic) at most; the block is the attempt. Raises Shut, TooLate.

        Fails closed: who has no turn does not ask.
        """
        await self._enter(need, deadline)
        try:
            yield
        finally:
            self._inside -= 1
            async with self._left:
                self._left.notify()

    async def _enter(self, need: Need, deadline: float) -> None:
        async with self._left:
            while True:
                now = self._clock()
                wait = self._wait(now, need)
                if wait <= 0 and self._inside < self._crowd.size:
                    break
                if now + wait >= deadline:
                    raise TooLate
                # Whoever leaves wakes one; where time alone helps, it is slept for, a little longer by chance.
                within = wait * (1 + random() / 10) if wait > 0 else deadline - now  # noqa: S311 -- jitter
                try:
                    await asyncio.wait_for(self._left.wait(), within)
                except TimeoutError:
                    continue
            admitted = self._breaker.admit(now)
            if admitted is None:
                raise Shut
            self._breaker = admitted
            self._requests = self._requests.take(now, 1)
            self._tokens = self._tokens.take(now, need.tokens)
            self._audio = self._audio.take(now, need.audio_s)
            self._inside += 1

    def _wait(self, now: float, need: Need) -> float:
        return max(
            self._held_until - now,
            self._requests.wait(now, 1),
            self._tokens.wait(now, need.tokens),
            self._audio.wait(now, need.audio_s),
        )

    def went_well(self, limits: Limits) -> None:
        self._learn(limits)
        self._crowd = self._crowd.well()
        self._breaker = self._breaker.record(self._clock(), well=True)

    def went_wrong(self, verdict: Verdict, limits: Limits, hold_s: float | None) -> None:
        now = self._clock()
        self._learn(limits)
        if verdict.slow_down:
            self._crowd = self._crowd.told_to_slow_down()
            self._held_until = max(self._held_until, now + (hold_s or 0.0))
        self._breaker = self._breaker.record(now, well=not verdict.ill)

    def shut(self, seconds: float) -> None:
        """Nobody passes for so long: there is no money, or the key is refused."""
        self._breaker = self._breaker.trip(self._clock(), seconds)

    def _learn(self, limits: Limits) -> None:
        now = self._clock()
        self._requests = self._requests.learn(now, limits.requests, limits.requests_left)
        self._tokens = self._tokens.learn(now, limits.tokens, limits.tokens_left)
