"""What can go wrong between a question and its answer.

ShipSpeakError
├── Misconfigured           NoPrice, NoKey, UnknownModel, CatalogueUnusable
├── BudgetSpent             ours
├── Parked                  the provider's
├── NotNow                  every way was tried, or no time is left
└── NotAskable              TooMuch, AskRefused: asking again would not help
"""

from typing import ClassVar

from shipspeak.base import ShipSpeakError


class AiError(ShipSpeakError):
    """A model was to be asked, and it could not be done."""

    status = 503
    exit_code = 75


class Misconfigured(AiError):
    """The models are not set up as they must be. See ./ship ai status."""

    status = 500
    exit_code = 78


class NoPrice(Misconfigured):
    """The price of {model} for what was used is not known, so it is not asked. Give it a price in SHIPSPEAK_AI_CONFIG,
    or say there that it is free.
    """

    ours: ClassVar[frozenset[str]] = frozenset({"model"})


class NoKey(Misconfigured):
    """There is no key of {provider} that may be used now. Add one: ./ship ai keys add NAME --provider {provider}."""

    ours: ClassVar[frozenset[str]] = frozenset({"provider"})


class UnknownModel(Misconfigured):
    """Nothing is known of a model or provider called {name}. Describe it in SHIPSPEAK_AI_CONFIG."""

    ours: ClassVar[frozenset[str]] = frozenset({"name"})


class CatalogueUnusable(Misconfigured):
    """The description of models in {file} cannot be used: {why}."""


class BudgetSpent(AiError):
    """The {scope} budget for this {period} does not allow it: of {limit} US dollars {spent} are spent, {reserved} are
    reserved by calls under way, and this one may need {needs}. It begins anew at {resets}; whoever looks after this
    installation can raise it: ./ship ai budget.
    """

    status = 402
    ours: ClassVar[frozenset[str]] = frozenset({"scope", "period", "limit", "spent", "reserved", "needs", "resets"})


class Parked(AiError):
    """{provider} has no money left for us ({code}). What was asked is kept, and asked again by itself once there is
    some: a worker tries it, at first after five minutes, then at least once an hour. ./ship ai replay tries it now.
    """

    ours: ClassVar[frozenset[str]] = frozenset({"provider", "code"})


class NotNow(AiError):
    """No model answered in time after {attempts} attempts ({code}). Please try again in a few minutes."""

    ours: ClassVar[frozenset[str]] = frozenset({"code"})


class NotAskable(AiError):
    """This cannot be asked of a model, now or later."""

    status = 422
    exit_code = 65


class TooMuch(NotAskable):
    """This is more than {model} takes at once: {what}. Cut it into parts."""

    ours: ClassVar[frozenset[str]] = frozenset({"model", "what"})


class AskRefused(NotAskable):
    """{provider} does not take what was asked ({code}). It is kept; see ./ship ai replay."""

    ours: ClassVar[frozenset[str]] = frozenset({"provider", "code"})
