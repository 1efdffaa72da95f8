"""Which models there are, what each can do, until when, and in which order they are asked."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import msgspec

from shipspeak.ai.errors import CatalogueUnusable, UnknownModel
from shipspeak.ai.model import Capability, Ends

OURS = Path(__file__).with_name("catalogue.toml")


class TokenPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """US dollars for a million tokens."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    written: Decimal | None = None


class AudioPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    audio_hour: Decimal


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that speaks OpenAI's protocol."""

    url: str
    keyless: bool = False
    """A server of your own that asks for no key."""
    requests: int = 500
    tokens: int = 200_000
    audio_s: int = 36_000
    at_once: int = 64
    batch: bool = False
    """Takes batches of questions for half the price."""
    projects: tuple[str, ...] = ()
    """Of which alone the bill is read, where other things are paid from the same account too."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    provider: str
    can: Capability
    most_bytes: int = 25_000_000
    most_s: int = 1_200
    least_s: int = 0
    """A clip is billed as if it had at least so many seconds."""
    most_tokens: int = 100_000
    """Of one question with the room for its answer; above 272,000 prices double."""
    sunset: date | None = None
    """The provider ends it on this day."""
    free: bool = False
    price: Mapping[str, Decimal] | None = None


class Target(msgspec.Struct, frozen=True):
    """A model at its provider."""

    name: str
    model: Model
    endpoint: Endpoint


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    checked: date
    """When prices and sunsets were last compared with the providers' pages."""
    tiers: Mapping[str, Decimal]
    routes: Mapping[Capability, tuple[str, ...]]
    providers: Mapping[str, Endpoint]
    models: Mapping[str, Model]

    @classmethod
    def read(cls, own: Path | None = None) -> Self:
        """Ours, with what an installation says in its `own` file laid over it. Raises CatalogueUnusable."""
        merged = _merged(_toml(OURS), _toml(own)) if own else _toml(OURS)
        try:
            catalogue = msgspec.convert(merged, cls, strict=False)
            for route in catalogue.routes:
                catalogue.targets(route)
            for name, model in catalogue.models.items():
                catalogue.price(name)
                catalogue.endpoint(model.provider)
        except (msgspec.ValidationError, UnknownModel) as error:
            raise CatalogueUnusable(file=own or OURS, why=str(error)) from None
        return catalogue

    def targets(self, capability: Capability) -> tuple[Target, ...]:
        """Whom to ask, the first one first. Raises UnknownModel."""
        return tuple(self.target(name) for name in self.routes.get(capability, ()))

    def target(self, name: str) -> Target:
        """Raises UnknownModel."""
        if name not in self.models:
            raise UnknownModel(name=name)
        model = self.models[name]
        return Target(name, model, self.endpoint(model.provider))

    def endpoint(self, name: str) -> Endpoint:
        """Raises UnknownModel."""
        if name not in self.providers:
            raise UnknownModel(name=name)
        return self.providers[name]

    def price(self, name: str) -> TokenPrice | AudioPrice | None:
        """What the catalogue itself says; None leaves it to the price list. Raises msgspec.ValidationError."""
        price = self.models[name].price
        if price is None:
            return None
        kind: type[TokenPrice | AudioPrice] = AudioPrice if "audio_hour" in price else TokenPrice
        return msgspec.convert(price, kind)

    def ending(self, by: date) -> Sequence[Ends]:
        """Models on a route that their providers will have ended by then, the nearest first."""
        found = [
            Ends(target.name, route, target.model.sunset)
            for route in self.routes
            for target in self.targets(route)
            if target.model.sunset is not None and target.model.sunset <= by
        ]
        return sorted(found, key=lambda one: one.on)

    @cached_property
    def dearest_tier(self) -> Decimal:
        return max(self.tiers.values())


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueUnusable(file=file, why=type(error).__name__) from None


def _merged(ours: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A model named in both is the own one with what it leaves unsaid from ours; a route is replaced."""
    both = ours | own
    for key in ours.keys() & own.keys():
        if isinstance(ours[key], dict) and isinstance(own[key], dict):
            both[key] = _merged(ours[key], own[key])
    return both
