"""A better engine as it is offered before it is asked for: who it is, what it would cost, what would leave. Pure."""

from dataclasses import dataclass

from shipspeak.ai import Menu
from shipspeak.coaching.paid import words_usd
from shipspeak.sampling import NEWEST, Active, Preset

HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Better:
    who: str
    """The models, first asked first."""
    provider: str
    """Who gets what leaves."""
    prices: tuple[tuple[Preset, float, float], ...]
    """For an hour of meeting: dollars for the words at least and at most; dearer presets later."""
    others_stay: bool = False
    """The installation lets nothing leave that others said: nobody need ask for it."""


def better(menu: Menu, active: Active = NEWEST, *, others_stay: bool = False) -> Better | None:
    """None where nobody can be asked."""
    writers = menu.transcribe
    if not writers:
        return None

    presets = active.configuration.given(words=True).presets

    def price(preset: Preset, rung: int) -> float:
        return float(words_usd(writers, HOUR, presets[preset][rung]))

    prices = tuple((preset, price(preset, 0), price(preset, -1)) for preset in Preset)
    return Better(
        ", else ".join(one.model for one in writers),
        " and ".join(sorted({one.provider for one in (*writers, *menu.respond)})),
        prices,
        others_stay,
    )
