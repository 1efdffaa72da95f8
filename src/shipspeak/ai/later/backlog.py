"""Backlog: questions that nobody waits for, at half the price. Put now, handed in together, answered within a day.

put ─► waiting ─► reserved, handed in ─► sent ─► answered: settled at the batch's price, remembered for whoever asks
                                          └────► not answered (failed, expired): asked singly, like any other question
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.booking import Booking, Closing
from shipspeak.ai.catalogue import Catalogue, Target
from shipspeak.ai.deciding.classify import Fault, Step, classify
from shipspeak.ai.deciding.minimise import minimise
from shipspeak.ai.errors import AskRefused, BudgetSpent, NoPrice, NotNow, Parked, TooMuch
from shipspeak.ai.keys.keyring import Held, Keyring
from shipspeak.ai.later import later_queries
from shipspeak.ai.later.later_queries import Later, OpenBatch
from shipspeak.ai.model import (
    Answer,
    Caller,
    Came,
    Capability,
    Ending,
    LetterState,
    Money,
    Outcome,
    Purse,
    Reply,
    Respond,
)
from shipspeak.ai.money.estimate import decoded, encoded, estimate
from shipspeak.ai.money.prices import PriceBook
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.batches import EXPIRED, MOST_BYTES, MOST_LINES, Batches, Line, Look
from shipspeak.ai.providers.provider import Failed
from shipspeak.base import ShipSpeakError
from shipspeak.database import Database
from shipspeak.vault import KeyDestroyed, Place, Vault

log = logging.getLogger(__name__)

TIER = "batch"
LEASE = timedelta(hours=26)
"""A reservation outlives the day that a batch may take."""
PATIENCE = timedelta(hours=25)
"""After which a batch that is still open is taken for expired."""
GONE = 404


class Backlog:
    def __init__(
        self,
        catalogue: Catalogue,
        batches: Mapping[str, Batches],
        teller: Teller,
        keyring: Keyring,
        memory: Memory,
        database: Database,
        vault: Vault,
    ) -> None:
        """`batches` by provider: those who take any."""
        self._catalogue = catalogue
        self._batches = batches
        self._teller = teller
        self._keyring = keyring
        self._memory = memory
        self._database = database
        self._vault = vault
        self._prices = PriceBook(catalogue)

    async def put(self, caller: Caller, ask: Respond) -> bool:
        """Have it asked within about a day; then `Gateway.ask` has the answer to the same question at once. Whether it
        has it already. Only text, and only for a meeting: its key seals what waits. Twice does no harm. Raises
        KeyDestroyed.
        """
        assert caller.meeting is not None, "without a meeting nothing is kept"
        hidden, _ = minimise(ask)
        names = [target.name for target in self._catalogue.targets(Capability.RESPOND)]
        digest = self._memory.digest(caller, names, hidden)
        if await self._memory.recall(caller, digest) is not None:
            return True
        box = self._vault.seal(encoded(hidden), _place(caller, digest))
        async with self._database.tenant(caller.org) as tx:
            await later_queries.put(tx, Later(uuid4(), caller, digest, box))
        return False

    async def hand_in(self, org: UUID) -> int:
        """All that waits, as one batch; how many. What no budget has room for goes on waiting."""
        async with self._database.tenant(org) as tx:
            await later_queries.stray(tx)
            await later_queries.outdated(tx)
            taken = await later_queries.take(tx, MOST_LINES)
        if not taken:
            return 0
        target, held = await self._whom()
        if target is None or held is None:
            await self._turn(org, taken, "waiting")
            return 0
        lines, bookings = await self._reserved(org, taken, target, held)
        if not lines:
            return 0
        ids = [line.id for line in lines]
        try:
            batch = await self._batches[target.model.provider].hand_in(lines, target.name, held.secret)
        except Failed as failed:
            await self._not_handed_in(org, ids, bookings, held, failed.fault)
            return 0
        async with self._database.tenant(org) as tx:
            await later_queries.handed_in(tx, batch, target.model.provider, held.key.name, len(lines))
            await later_queries.sent(tx, ids, batch)
        log.info("batch handed in", extra={"lines": len(lines), "model": target.name})
        return len(lines)

    async def collect(self, org: UUID) -> int:
        """Look at every open batch; settle what is over. How many answers there were."""
        async with self._database.tenant(org) as tx:
            open_batches = await later_queries.open_batches(tx)
        return sum([await self._collect(org, batch) for batch in open_batches])

    async def ask_singly(self, org: UUID, gateway: Gateway) -> int:
        """What no batch answered, one after the other; how many are dealt with. The rest is left for the next round."""
        async with self._database.tenant(org) as tx:
            await later_queries.stray(tx)
        dealt = 0
        while True:
            async with self._database.tenant(org) as tx:
                await later_queries.outdated(tx)
                later = await later_queries.take_singly(tx)
            if later is None:
                return dealt
            try:
                await self._ask_singly(later, gateway)
            except (AskRefused, Parked, TooMuch) as error:  # kept as a letter, but for what does not fit
                log.warning("not answered", extra={"kind": type(error).__qualname__})
            except ShipSpeakError as error:  # no money or no time now
                log.warning("asked again later", extra={"kind": type(error).__qualname__})
                await self._turn(org, [later], "singly")
                return dealt
            async with self._database.tenant(org) as tx:
                await later_queries.done(tx, later.id)
            dealt += 1

    async def _ask_singly(self, later: Later, gateway: Gateway) -> None:
        """Raises as `Gateway.ask`; not where it broke off, as that is paid for: then it waits for a person."""
        ask = self._open(later)
        if ask is None:
            return
        purse = Purse(gateway.dearest(ask))
        try:
            answer = await gateway.ask(replace(later.caller, purse=purse), ask)
        except NotNow as error:
            if not purse.taken_usd:
                raise
            came = Came(LetterState.DEAD, str(error.facts["provider"]), str(error.facts["code"]))
            await self._memory.put_aside(later.caller, later.digest, ask, came)
            return
        await gateway.settled()
        await self._keep_unless_complete(later, ask, answer)

    async def finish(self) -> None:
        """Wait for what is being settled."""
        await self._teller.finish()

    async def _whom(self) -> tuple[Target | None, Held | None]:
        """The first model on the route whose provider takes batches, and a key of it."""
        for target in self._catalogue.targets(Capability.RESPOND):
            if target.model.provider in self._batches:
                return target, await self._keyring.choose(target.model.provider, lambda _: True)
        return None, None

    async def _reserved(
        self, org: UUID, taken: Sequence[Later], target: Target, held: Held
    ) -> tuple[Sequence[Line], Sequence[Booking]]:
        """Those that every budget has room for; the others are sent back to wait, or to be asked singly."""
        lines: list[Line] = []
        bookings: list[Booking] = []
        size = 0
        for n, later in enumerate(taken):
            ask = self._open(later)
            if ask is None:
                continue
            size += len(encoded(ask))
            try:
                most = estimate(ask, target)
                booking = Booking(
                    id=later.id,
                    call=later.id,
                    attempt=1,
                    caller=later.caller,
                    provider=target.model.provider,
                    model=target.name,
                    key=held.key.name,
                    prices=self._prices.version,
                    estimate_usd=self._prices.cost(target, most.usage, TIER),
                    lease_s=LEASE.total_seconds(),
                    sent=most.sent,
                )
                if size > MOST_BYTES:
                    await self._turn(org, taken[n:], "waiting")
                    break
                await self._teller.reserve(booking)
            except (TooMuch, NoPrice):  # the gateway may have a model that takes it, or says why there is none
                await self._turn(org, [later], "singly")
            except BudgetSpent:
                await self._turn(org, taken[n:], "waiting")
                break
            else:
                lines.append(Line(later.id, ask))
                bookings.append(booking)
        return lines, bookings

    async def _not_handed_in(
        self, org: UUID, ids: Sequence[UUID], bookings: Sequence[Booking], held: Held, fault: Fault
    ) -> None:
        """What may have arrived counts as its estimate and is asked singly; else it waits for another time."""
        verdict = classify(fault)
        log.warning("a batch was not taken", extra={"lines": len(ids), "code": fault.name})
        for booking in bookings:
            cost = booking.estimate_usd if verdict.uncertain else Money(0)
            outcome = Outcome.UNCERTAIN if verdict.uncertain else Outcome.REFUSED
            await self._teller.settle(booking, Closing(outcome, cost, fault.name))
        if verdict.step is Step.OTHER_KEY:
            await self._keyring.refused(held.key)
        async with self._database.tenant(org) as tx:
            await later_queries.anew(tx, ids, "singly" if verdict.uncertain else "waiting")

    async def _collect(self, org: UUID, batch: OpenBatch) -> int:
        at = self._batches.get(batch.provider)
        held = await self._keyring.choose(batch.provider, lambda key: key.name == batch.key_name)
        held = held or await self._keyring.choose(batch.provider, lambda _: True)
        if at is None or held is None:
            return 0
        look = await self._look(at, batch, held)
        if not look.over:
            return 0
        async with self._database.tenant(org) as tx:
            waiting = {later.id: later for later in await later_queries.of_batch(tx, batch.id)}
            bookings = await later_queries.booked(tx, [*waiting.keys() | look.said.keys()])
        answered = 0
        for booking in bookings:
            said = look.said.get(booking.id, EXPIRED)
            answered += await self._settled(org, booking, waiting.get(booking.id), said)
        async with self._database.tenant(org) as tx:
            await later_queries.over(tx, batch.id)
            await later_queries.stray(tx)
        with suppress(Failed):  # they expire there by themselves
            await at.forget(batch.id, held.secret)
        log.info("batch over", extra={"lines": len(bookings), "answered": answered})
        return answered

    async def _look(self, at: Batches, batch: OpenBatch, held: Held) -> Look:
        late = datetime.now(UTC) - batch.handed_in_at > PATIENCE
        try:
            look = await at.look(batch.id, held.secret)
        except Failed as failed:
            log.warning("a batch could not be looked at", extra={"code": failed.fault.name})
            return Look(over=late or failed.fault.status == GONE)
        return look if look.over else Look(over=late)

    async def _settled(self, org: UUID, booking: Booking, later: Later | None, said: Reply | Fault) -> bool:
        """Whether it was answered. `later`: None when its meeting was deleted meanwhile; the money is spent."""
        if isinstance(said, Fault):
            await self._teller.settle(booking, Closing(Outcome.FAILED, Money(0), said.name))
            return False
        target = self._catalogue.target(booking.model)
        cost = booking.estimate_usd
        if said.usage is not None:
            with suppress(NoPrice):
                cost = self._prices.cost(target, said.usage, TIER)
        answer = Answer(said.text, said.ending, booking.provider, booking.model, cost, 1)
        keep = self._memory.keep(later.caller, later.digest, answer) if later else None
        closing = Closing(Outcome.ANSWERED, cost, None, said.usage, TIER, said.request_id)
        await self._teller.settle(booking, closing, keep)
        if later is not None:
            if (ask := self._open(later)) is not None:
                await self._keep_unless_complete(later, ask, answer)
            async with self._database.tenant(org) as tx:
                await later_queries.done(tx, later.id)
        return True

    async def _keep_unless_complete(self, later: Later, ask: Respond, answer: Answer) -> None:
        """A part of an answer, or a refusal, would come again, and be paid for again: it waits for a person."""
        if answer.ending is not Ending.COMPLETE:
            came = Came(LetterState.DEAD, answer.provider, answer.ending.value)
            await self._memory.put_aside(later.caller, later.digest, ask, came)

    async def _turn(self, org: UUID, some: Sequence[Later], state: str) -> None:
        async with self._database.tenant(org) as tx:
            await later_queries.anew(tx, [later.id for later in some], state)

    def _open(self, later: Later) -> Respond | None:
        """None when its meeting is being deleted."""
        try:
            ask = decoded(self._vault.open(later.sealed, _place(later.caller, later.digest)))
        except KeyDestroyed:
            return None
        assert isinstance(ask, Respond)
        return ask


def _place(caller: Caller, digest: bytes) -> Place:
    assert caller.meeting is not None
    return Place(caller.org, caller.meeting, "ai_later", "sealed", digest.hex())
