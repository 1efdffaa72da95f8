"""A question on its way through the gateway."""

from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from uuid import UUID, uuid4

from shipspeak.ai.classify import Fault, Verdict
from shipspeak.ai.model import Ask, Caller, Money


@dataclass(slots=True)
class Call:
    caller: Caller
    ask: Ask
    digest: bytes
    within_s: float
    id: UUID = field(default_factory=uuid4)
    began: float = field(default_factory=monotonic)
    attempts: int = 0
    cost_usd: Money = field(default_factory=Decimal)
    asking_s: float = 0.0
    """Seconds that providers took; the rest was ours."""
    code: str = "no-time"
    """Why there is no answer yet."""
    no_money: tuple[str, str] | None = None
    """The provider that has none for us, and what it calls it."""

    @property
    def deadline(self) -> float:
        return self.began + self.within_s

    @property
    def left_s(self) -> float:
        return max(0.0, self.deadline - monotonic())


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt without an answer, and what follows."""

    fault: Fault
    verdict: Verdict
