"""SQL of the till: one statement for everybody who waits (migration ai_till), and what it answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from shipspeak.ai.booking import Booking, Closing, Kept
from shipspeak.ai.model import Money, Passed, Period, Refusal, Scope, Usage
from shipspeak.database import Direct


class AtTheTill(Protocol):
    """Who settles has a closing, who reserves has none."""

    @property
    def booking(self) -> Booking: ...
    @property
    def closing(self) -> Closing | None: ...
    @property
    def kept(self) -> Kept | None: ...
    @property
    def again(self) -> bool: ...
    @property
    def regardless(self) -> bool: ...


class Remembered(msgspec.Struct, frozen=True):
    id: UUID
    sealed: bytes


class NoRoom(msgspec.Struct, frozen=True):
    id: UUID
    scope: Scope
    subject: str
    period: Period
    limit_usd: Money
    spent_usd: Money
    reserved_usd: Money
    resets_at: datetime

    @property
    def refusal(self) -> Refusal:
        return Refusal(
            self.scope, self.subject, self.period, self.limit_usd, self.spent_usd, self.reserved_usd, self.resets_at
        )


class Served(msgspec.Struct, frozen=True):
    unknown: frozenset[UUID] = frozenset()
    """Attempts that were to be closed, and are not there."""
    passed: tuple[Passed, ...] = ()
    remembered: tuple[Remembered, ...] = ()
    refused: tuple[NoRoom, ...] = ()


_DECODER = msgspec.json.Decoder(Served)


async def serve(direct: Direct, org: UUID, waiting: Sequence[AtTheTill], *, tidy: bool) -> Served:
    """Close what is to be closed, then reserve, all in one transaction. `tidy`: also what is past its lease."""
    closings = [_closing(one.booking.id, one.closing, one.kept) for one in waiting if one.closing is not None]
    bookings = [_booking(one) for one in waiting if one.closing is None]
    said = await direct.call("ai_till", org, _json(closings), _json(bookings), tidy)
    return _DECODER.decode(said)


async def on_disk(direct: Direct, org: UUID, attempts: Sequence[UUID]) -> frozenset[UUID]:
    """That these have ended is on the disk when this returns, but for those that it names: close them again."""
    return frozenset(await direct.call("ai_on_disk", org, attempts))


def _json(rows: Sequence[dict[str, Any]]) -> str | None:
    return msgspec.json.encode(rows).decode() if rows else None


def _closing(id: UUID, closing: Closing, kept: Kept | None) -> dict[str, Any]:
    usage = closing.usage or Usage()
    row = {
        "id": id,
        "outcome": closing.outcome,
        "code": closing.code,
        "cost": closing.cost_usd,
        "input": usage.input_tokens,
        "cached": usage.cached_tokens,
        "written": usage.cache_write_tokens,
        "output": usage.output_tokens,
        "audio": usage.audio_ms,
        "tier": _printable(closing.tier, 40),
        "request": _printable(closing.request_id, 200),
        "ms": closing.took_ms,
    }
    if kept is not None:
        row |= {"meeting": kept.meeting, "digest": _hex(kept.digest), "sealed": _hex(kept.sealed)}
    return row


def _booking(one: AtTheTill) -> dict[str, Any]:
    booking, caller = one.booking, one.booking.caller
    return {
        "id": booking.id,
        "call": booking.call,
        "attempt": booking.attempt,
        "feature": caller.feature,
        "person": caller.person,
        "meeting": caller.meeting,
        "provider": booking.provider,
        "model": booking.model,
        "key": booking.key,
        "prices": booking.prices,
        "estimate": booking.estimate_usd,
        "lease_s": booking.lease_s,
        "bytes": booking.sent.bytes,
        "words": booking.sent.words,
        "audio": booking.sent.audio_ms,
        "digest": None if booking.digest is None else _hex(booking.digest),
        "again": one.again,
        "regardless": one.regardless,
    }


def _printable(said: str | None, most: int) -> str | None:
    """A provider's word: PostgreSQL refuses a zero, and half a character cannot be sent."""
    return None if said is None else "".join(letter for letter in said if letter.isprintable())[:most]


def _hex(data: bytes) -> str:
    """As PostgreSQL reads it."""
    return rf"\x{data.hex()}"
