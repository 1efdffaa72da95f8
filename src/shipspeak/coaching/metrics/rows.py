"""How a row of the report is made, whatever it counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipspeak.base import Span
from shipspeak.coaching.metrics.bands import standing
from shipspeak.coaching.model import Band, Basis, Metric, Standing
from shipspeak.sampling import Estimate, too_wide

MOST_SPANS = 12
"""Moments listed behind a number: more is not listened to."""

NO_CLOCK = "The transcript came without times."
NO_WORDS = "None of your own words were transcribed."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about."""

    key: str
    name: str
    unit: str
    band: Band | None = None

    def exact(self, value: float, note: str, spans: Sequence[Span] = (), basis: Basis = Basis.CENSUS) -> Metric:
        """Everything was seen (census), or everything that is claimed was (moment): no sampling error."""
        return self._row(basis, (value, value, value), note, spans)

    def estimate(self, estimate: Estimate, note: str, spans: Sequence[Span] = ()) -> Metric:
        """From a sample; a census when the sample held everything; nothing at all when too wide to act on."""
        if estimate.census:
            return self._row(Basis.CENSUS, (estimate.value, estimate.value, estimate.value), note, spans)
        if too_wide(estimate):
            wide = (
                f"The part that was transcribed says too little: {estimate.low:.1f} to {estimate.high:.1f} is possible."
            )
            return self.thin(wide, spans)
        if estimate.calibration and estimate.calibration.used:
            note = f"{note} {estimate.calibration.why}"
        return self._row(Basis.ESTIMATE, (estimate.value, estimate.low, estimate.high), note, spans)

    def thin(self, reason: str, spans: Sequence[Span] = ()) -> Metric:
        """Not enough evidence."""
        return self._row(Basis.NOT_ENOUGH_EVIDENCE, None, reason, spans)

    def unmeasured(self, reason: str) -> Metric:
        """Not measured by this engine, or not in this file."""
        return self._row(Basis.NOT_MEASURED, None, reason, ())

    def _row(
        self, basis: Basis, figures: tuple[float, float, float] | None, note: str, spans: Sequence[Span]
    ) -> Metric:
        value, low, high = figures or (None, None, None)
        where = standing(low, high, self.band) if figures else Standing.NO_BAND
        kept = tuple(sorted(spans))[:MOST_SPANS]
        return Metric(self.key, self.name, self.unit, basis, value, low, high, self.band, where, note, kept)
