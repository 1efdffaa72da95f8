"""Ask a model within a budget: the only door out of the machine."""

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
from shipspeak.ai.gateway import Gateway
from shipspeak.ai.model import PLATFORM, Answer, Ask, Caller, Egress, Ending, Respond, Standing, Transcribe
from shipspeak.ai.opening import open_gateway
from shipspeak.ai.queries import applying, egress

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
    "open_gateway",
    "way",
]
