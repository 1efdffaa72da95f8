"""Ask a model within a budget: the only door out of the machine."""

from importlib import import_module
from typing import TYPE_CHECKING

from shipspeak.ai.asking.letter_queries import withdraw
from shipspeak.ai.asking.probe_queries import owed, settle_up
from shipspeak.ai.books import Accounts, Books, Menu, Priced, open_books
from shipspeak.ai.deciding.degrade import Offer, Way, way
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
from shipspeak.ai.keys.key_queries import keys_among
from shipspeak.ai.later.later_queries import unanswered
from shipspeak.ai.model import (
    PLATFORM,
    Answer,
    Ask,
    Caller,
    Egress,
    Ending,
    Key,
    Left,
    LetterState,
    Note,
    Period,
    Purse,
    Respond,
    Scope,
    Spend,
    Standing,
    Transcribe,
    Waiting,
)
from shipspeak.ai.queries import applying, egress, forget_whose
from shipspeak.ai.words import of_later

if TYPE_CHECKING:
    from shipspeak.ai.asking.gateway import Gateway
    from shipspeak.ai.asking.opening import open_gateway
    from shipspeak.ai.later.backlog import Backlog
    from shipspeak.ai.later.rounds import open_backlog
    from shipspeak.ai.overview import Costs, look_at_costs
    from shipspeak.ai.replaying import Replay, replay, replay_when_due
    from shipspeak.ai.tasks import look_after

__all__ = [
    "PLATFORM",
    "Accounts",
    "Answer",
    "Ask",
    "AskRefused",
    "Backlog",
    "Books",
    "BudgetSpent",
    "Caller",
    "CatalogueUnusable",
    "Costs",
    "Egress",
    "Ending",
    "Gateway",
    "Key",
    "Left",
    "LetterState",
    "Menu",
    "Misconfigured",
    "NoKey",
    "NoPrice",
    "NotAskable",
    "NotNow",
    "Note",
    "Offer",
    "Parked",
    "Period",
    "Priced",
    "Purse",
    "Replay",
    "Respond",
    "Scope",
    "Spend",
    "Standing",
    "TooMuch",
    "Transcribe",
    "UnknownModel",
    "Waiting",
    "Way",
    "applying",
    "egress",
    "forget_whose",
    "keys_among",
    "look_after",
    "look_at_costs",
    "of_later",
    "open_backlog",
    "open_books",
    "open_gateway",
    "owed",
    "replay",
    "replay_when_due",
    "settle_up",
    "unanswered",
    "way",
    "withdraw",
]


_INNER = {
    "Backlog": "later.backlog",
    "open_backlog": "later.rounds",
    "Gateway": "asking.gateway",
    "open_gateway": "asking.opening",
    "Costs": "overview",
    "look_at_costs": "overview",
    "look_after": "tasks",
    "Replay": "replaying",
    "replay": "replaying",
    "replay_when_due": "replaying",
}


def __getattr__(name: str) -> object:
    """What asks and what looks back is loaded by who does (PEP 562): every process imports this room, few ask."""
    if name not in _INNER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_INNER[name]}"), name)
