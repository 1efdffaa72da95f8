"""A better engine as it is offered before it is asked for: who it is, what it would cost, what would leave. Pure."""

from dataclasses import dataclass

from shipspeak.ai import Menu
from shipspeak.coaching.paid import Price, agreed, price
from shipspeak.sampling import NEWEST, Active, Preset

HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Offered:
    """What a meeting of two lengths costs with one preset; every other length lies on the line through both."""

    preset: Preset
    half: Price
    """Half an hour of meeting."""
    hour: Price
    fits: bool
    """The budgets have room for half an hour at this moment; without, this machine would write the words."""


@dataclass(frozen=True, slots=True)
class Better:
    who: str
    """The models, first asked first."""
    provider: str
    """Who gets what leaves."""
    prices: tuple[Offered, ...]
    """Dearer presets later."""
    others_stay: bool = False
    """The installation lets nothing leave that others said: nobody need ask for it."""

    def of(self, preset: Preset) -> Offered:
        return next(one for one in self.prices if one.preset is preset)


def better(menu: Menu, active: Active = NEWEST, *, others_stay: bool = False) -> Better | None:
    """None where nobody can be asked."""
    writers, judges = menu.transcribe, menu.respond
    if not writers:
        return None
    presets = active.configuration.given(words=True).presets
    prices = tuple(
        Offered(
            preset,
            price(writers, judges, HOUR // 2, presets[preset]),
            price(writers, judges, HOUR, presets[preset]),
            bool(agreed(menu, HOUR // 2, preset, active, sound=True).writes),
        )
        for preset in Preset
    )
    return Better(
        ", else ".join(one.model for one in writers),
        " and ".join(sorted({one.provider for one in (*writers, *judges)})),
        prices,
        others_stay,
    )
