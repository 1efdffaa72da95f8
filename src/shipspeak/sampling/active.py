"""Which configuration chooses at present. Those that came before still ship, so that a later one can be taken back."""

from dataclasses import dataclass
from typing import Final

from shipspeak.sampling.configurations import DEFAULT, configuration, versions
from shipspeak.sampling.model import Preset
from shipspeak.sampling.presets import Configuration

DEARNESS: Final = {preset: rank for rank, preset in enumerate(Preset)}
"""Presets from what hears least to what hears all."""


@dataclass(frozen=True, slots=True)
class Active:
    """What a meeting is chosen with. A value that travels into the step, so that a plan is remembered with it."""

    version: str
    least: Preset = Preset.COST
    """The cheapest preset that may choose: more is heard where cheaper ones are not trusted at present."""

    def preset(self, wished: Preset) -> Preset:
        """What is done for who wished for `wished`: that, or `least` if it hears more."""
        return max(wished, self.least, key=DEARNESS.__getitem__)

    @property
    def configuration(self) -> Configuration:
        """That version; the newest where it ships no longer."""
        return configuration(self.version) if self.version in versions() else DEFAULT


NEWEST: Final = Active(DEFAULT.version)
