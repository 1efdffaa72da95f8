"""Ask a model within a budget: the only door out of the machine."""

from typing import TYPE_CHECKING

from shipspeak.ai.degrade import Offer, Way, way
from shipspeak.ai.errors import (
    AskRefused,
    BudgetSpent,
    CatalogueUnusable,
    Misconfigured,
    NoKey,
    NoPrice,
    NotAskable,
    NotNow,
    Parked,
    TooMuch,
    UnknownModel,
)
from shipspeak.ai.key_queries import keys_among
from shipspeak.ai.model import PLATFORM, Answer, Ask, Caller, Egress, Ending, Respond, Standing, Transcribe
from shipspeak.ai.queries import applying, egress

if TYPE_CHECKING:
    from shipspeak.ai.gateway import Gateway
    from shipspeak.ai.opening import open_gateway

__all__ = [
    "PLATFORM",
    "Answer",
    "Ask",
    "AskRefused",
    "BudgetSpent",
    "Caller",
    "CatalogueUnusable",
    "Egress",
    "Ending",
    "Gateway",
    "Misconfigured",
    "NoKey",
    "NoPrice",
    "NotAskable",
    "NotNow",
    "Offer",
    "Parked",
    "Respond",
    "Standing",
    "TooMuch",
    "Transcribe",
    "UnknownModel",
    "Way",
    "applying",
    "egress",
    "keys_among",
    "open_gateway",
    "way",
]


def __getattr__(name: str) -> object:
    """What asks is loaded by who asks (PEP 562): every process reads this room's checks, few ask."""
    if name in {"Gateway", "open_gateway"}:
        from shipspeak.ai import gateway, opening  # noqa: PLC0415 -- that is the point

        return gateway.Gateway if name == "Gateway" else opening.open_gateway
    raise AttributeError(name)
