"""What to do about a refusal or a failure. Decided by the provider's `error.code`, not by its status: four of the codes
that come with 429 mean that there is no money, and waiting does not bring any. Pure.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from shipspeak.ai.model import Limits


class Kind(StrEnum):
    """How an attempt came to nothing."""

    STATUS = "status"
    """The provider answered, and not with 2xx."""
    CONNECT = "connect"
    """Nobody was reached: nothing was sent."""
    TIMEOUT = "timeout"
    CUT = "cut"
    """The connection broke after the question was sent."""
    GARBLED = "garbled"
    """The answer is not what was agreed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a provider said, without its message: that may quote what was asked."""

    kind: Kind
    status: int | None = None
    code: str | None = None
    type: str | None = None
    retry_after_s: float | None = None
    request_id: str | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """For ledger, log and sentence: only what cannot be a key or a word of the question."""
        for said in (self.code, self.type):
            if said and len(said) <= 60 and re.fullmatch(r"[a-z]+(_[a-z]+)+", said):
                return said
        return f"http-{self.status}" if self.kind is Kind.STATUS else self.kind.value


class Step(StrEnum):
    AGAIN = "again"
    """The same model, after a pause."""
    OTHER_KEY = "other key"
    OTHER_MODEL = "other model"
    PARK = "park"
    """Nothing helps but money."""
    GIVE_UP = "give up"
    """The question itself is refused: no other model and no later time will take it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    step: Step
    uncertain: bool = False
    """Sent, and not known what it cost."""
    slow_down: bool = False
    """We ask more than we are allowed."""
    ill: bool = False
    """The provider is at fault: counts for its circuit breaker."""


NO_MONEY = frozenset(
    {
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "insufficient_quota",
        "billing_hard_limit_reached",
        "billing_not_active",
    }
)
BAD_KEY = frozenset({"invalid_api_key", "account_deactivated", "api_key_expired", "api_key_disabled"})
NO_MODEL = frozenset({"model_not_found", "model_deprecated", "model_not_available"})


def classify(fault: Fault) -> Verdict:
    """Total: whatever a provider says, one of the steps follows."""
    match fault.kind:
        case Kind.CONNECT:
            return Verdict(Step.AGAIN, ill=True)
        case Kind.TIMEOUT | Kind.CUT | Kind.GARBLED:
            return Verdict(Step.AGAIN, uncertain=True, ill=True)
        case Kind.STATUS:
            return _by_code(fault)


def _by_code(fault: Fault) -> Verdict:
    status = fault.status or 0
    if fault.code in NO_MONEY or fault.type in NO_MONEY or status == 402:
        return Verdict(Step.PARK)
    if fault.code in BAD_KEY or status == 401:
        return Verdict(Step.OTHER_KEY)
    if fault.code in NO_MODEL:
        return Verdict(Step.OTHER_MODEL)
    if status == 429 or fault.code in {"slow_down", "rate_limit_exceeded"}:
        return Verdict(Step.AGAIN, slow_down=True)
    if status in {408, 409} or status >= 500:
        return Verdict(Step.AGAIN, ill=True)
    return Verdict(Step.GIVE_UP)
