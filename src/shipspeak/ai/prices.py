"""What a use costs. An unknown or zero price of a paid model is an error: it would let everything be spent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from shipspeak.ai.catalogue import AudioPrice, Catalogue, Target, TokenPrice
from shipspeak.ai.errors import NoPrice
from shipspeak.ai.model import Capability, Money, Usage, money, today

MILLION = 1_000_000
FIRST_STEP = 200_000
"""Tokens of input up to which a price is per token; from 272,000 on (OpenAI) all of them cost more."""
HOUR_MS = 3_600_000


class PriceBook:
    """Prices of the catalogue first, then of genai-prices as it was installed; never fetched while running."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._listed: dict[tuple[str, date], TokenPrice | AudioPrice] = {}

    @cached_property
    def version(self) -> str:
        """Which prices a row of the ledger was reckoned with."""
        from importlib.metadata import version  # noqa: PLC0415 -- 20 ms that only a price needs

        return f"genai-prices {version('genai-prices')}, {self._catalogue.checked}"

    def cost(self, target: Target, usage: Usage, tier: str | None = None) -> Money:
        """US dollars for `usage`, in the tier that the answer names. Raises NoPrice."""
        if target.model.free:
            return Decimal(0)
        usage = consistent(usage)
        if usage.audio_ms:
            usage = replace(usage, audio_ms=max(usage.audio_ms, 1000 * target.model.least_s))
        own = self._catalogue.price(target.name)
        if own is None and usage.input_tokens > FIRST_STEP:
            plain = _list_price(target, usage)
        else:
            plain = _given(own or self._from_list(target), usage)
        if plain <= 0 and usage != Usage():
            raise NoPrice(model=target.name)
        factor = self._catalogue.tiers.get(tier or "default", self._catalogue.dearest_tier)
        return money(plain * factor)

    def _from_list(self, target: Target) -> TokenPrice | AudioPrice:
        """Asked for once a day: prices may begin on a date, and the list is walked for each question (70 us)."""
        at = (target.name, today())
        if at not in self._listed:
            self._listed[at] = (
                AudioPrice(_list_price(target, Usage(audio_ms=HOUR_MS)))
                if target.model.can is Capability.TRANSCRIBE
                else _token_price(target)
            )
        return self._listed[at]


def _token_price(target: Target) -> TokenPrice:
    def million(usage: Usage) -> Decimal:
        return _list_price(target, usage) * MILLION / FIRST_STEP

    return TokenPrice(
        input=million(Usage(FIRST_STEP)),
        output=million(Usage(output_tokens=FIRST_STEP)),
        cached=million(Usage(FIRST_STEP, cached_tokens=FIRST_STEP)),
        written=million(Usage(FIRST_STEP, cache_write_tokens=FIRST_STEP)),
    )


def _list_price(target: Target, usage: Usage) -> Decimal:
    """What genai-prices says: 0 for a unit that the model is not billed in."""
    from genai_prices import Usage as Listed  # noqa: PLC0415 -- a quarter of a second, only where money is spent
    from genai_prices import calc_price  # noqa: PLC0415 -- likewise

    listed = (
        Listed(audio_seconds=usage.audio_ms / 1000, input_audio_seconds=usage.audio_ms / 1000)
        if usage.audio_ms
        else Listed(
            input_tokens=usage.input_tokens,
            cache_read_tokens=usage.cached_tokens,
            cache_write_tokens=usage.cache_write_tokens,
            output_tokens=usage.output_tokens,
        )
    )
    try:
        return calc_price(listed, target.name, provider_id=target.model.provider).total_price
    except LookupError:
        raise NoPrice(model=target.name) from None


def consistent(usage: Usage) -> Usage:
    """Cached and written tokens are part of the input: an answer that says otherwise is not charged twice for them."""
    cached = min(max(0, usage.cached_tokens), max(0, usage.input_tokens))
    written = min(max(0, usage.cache_write_tokens), max(0, usage.input_tokens) - cached)
    return Usage(max(0, usage.input_tokens), cached, written, max(0, usage.output_tokens), max(0, usage.audio_ms))


def _given(price: TokenPrice | AudioPrice, usage: Usage) -> Decimal:
    if isinstance(price, AudioPrice):
        return price.audio_hour * usage.audio_ms / HOUR_MS
    fresh = usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens
    cached = price.input if price.cached is None else price.cached
    written = price.input if price.written is None else price.written
    parts = (
        price.input * fresh,
        cached * usage.cached_tokens,
        written * usage.cache_write_tokens,
        price.output * usage.output_tokens,
    )
    return sum(parts, Decimal(0)) / MILLION
