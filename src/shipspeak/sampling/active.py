"""Which configuration chooses at present. Each that shipped stays, so that a later one can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shipspeak.sampling.model import Preset
from shipspeak.sampling.presets import DEFAULT, SHARES, Configuration

SHIPPED: Final[Mapping[str, Configuration]] = {DEFAULT.version: DEFAULT}
"""By version, oldest first."""


@dataclass(frozen=True, slots=True)
class Active:
    """What a meeting is chosen with. A value that travels into the step, so that a plan is remembered with it."""

    version: str
    """A key of SHIPPED."""
    least: Preset = Preset.COST
    """The cheapest preset that may choose: more is heard where cheaper ones are not trusted at present."""

    def preset(self, wished: Preset) -> Preset:
        """What is done for who wished for `wished`: that, or `least` if it hears more."""
        return max(wished, self.least, key=lambda preset: SHARES[preset])

    @property
    def configuration(self) -> Configuration:
        """That version; the newest if a later release no longer ships it."""
        return SHIPPED.get(self.version, SHIPPED[NEWEST.version])


NEWEST: Final = Active(next(reversed(SHIPPED)))
