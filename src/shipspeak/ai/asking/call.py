"""A question on its way through the gateway."""

from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from uuid import UUID, uuid4

from shipspeak.ai.deciding.backoff import MOST_TRIES
from shipspeak.ai.deciding.classify import Fault, Verdict
from shipspeak.ai.model import Ask, Caller, Money


@dataclass(slots=True)
class Call:
    caller: Caller
    ask: Ask
    digest: bytes
    within_s: float
    letter: UUID | None = None
    """That is asked again."""
    id: UUID = field(default_factory=uuid4)
    began: float = field(default_factory=monotonic)
    attempts: int = 0
    tries: dict[str, int] = field(default_factory=dict)
    """Of each model."""
    cost_usd: Money = field(default_factory=Decimal)
    asking_s: float = 0.0
    """Seconds that providers took; the rest was ours."""
    code: str = "no-time"
    """Why there is no answer yet."""
    failed_at: str = ""
    """The provider that gave none the last time."""
    no_money: tuple[str, str] | None = None
    """The provider that has none for us, and what it calls it."""

    @property
    def deadline(self) -> float:
        return self.began + self.within_s

    @property
    def left_s(self) -> float:
        return max(0.0, self.deadline - monotonic())

    def give_up(self, model: str) -> None:
        """Ask this model no more."""
        self.tries[model] = MOST_TRIES


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt without an answer, and what follows."""

    fault: Fault
    verdict: Verdict
