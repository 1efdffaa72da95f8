"""What one configuration reached on the meetings to tune on, and which of two is better."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.verdict import CUT_P50, CUT_P90, KEPT, RECALL
from shipspeak.sampling import Configuration


@dataclass(frozen=True, slots=True)
class Trial:
    """What a configuration reached."""

    configuration: Configuration
    meetings: int
    kept: float
    kept_low: float
    cut_p50: float
    cut_p90: float
    heard: Mapping[Marked, float]
    """Of each kind that is sought; empty where nothing was marked."""
    priced: bool = True
    """Whether the cost bars count: not where this machine writes for nothing."""

    @property
    def reaches(self) -> bool:
        return self.cheap and self.short == 0

    @property
    def cheap(self) -> bool:
        return not self.priced or (self.cut_p50 >= CUT_P50 and self.cut_p90 >= CUT_P90)

    @property
    def short(self) -> float:
        """What is missing of the bound that is wanted, and of what is to be heard, on average over its kinds."""
        unheard = [max(0.0, RECALL - share) for share in self.heard.values()]
        return max(0.0, KEPT - self.kept_low) + (fmean(unheard) if unheard else 0.0)

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Best last."""
        return self.cheap, -self.short, self.cut_p50
