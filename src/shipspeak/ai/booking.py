"""An attempt as the ledger knows it: booked before its bytes leave, closed when it has ended."""

from dataclasses import dataclass, field
from uuid import UUID

from shipspeak.ai.model import Caller, Money, Outcome, Sent, Usage


@dataclass(frozen=True, slots=True)
class Booking:
    id: UUID
    call: UUID
    attempt: int
    """1 for the first of the call."""
    caller: Caller
    provider: str
    model: str
    key: str
    """Its name."""
    prices: str
    estimate_usd: Money
    lease_s: float
    """If nothing is heard of it for so long, its process has died."""
    sent: Sent
    digest: bytes | None = None
    """What is asked, for a meeting: where it was answered before, nothing is reserved."""


@dataclass(frozen=True, slots=True)
class Closing:
    outcome: Outcome
    cost_usd: Money
    code: str | None = None
    usage: Usage | None = None
    tier: str | None = None
    request_id: str | None = None
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer to remember, written down in the transaction that settles it."""

    meeting: UUID
    digest: bytes
    sealed: bytes = field(repr=False)
