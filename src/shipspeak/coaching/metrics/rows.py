"""How a row of the report is made, whatever it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shipspeak.base import Span
from shipspeak.coaching.metrics import more
from shipspeak.coaching.metrics.bands import standing
from shipspeak.coaching.model import Band, Basis, Metric, Standing
from shipspeak.sampling import Estimate, too_wide
from shipspeak.speech import Engine, Measure

MOST_SPANS = 12
"""Moments listed behind a number: more is not listened to."""

ROUGH_EDGES = "The times of a transcript do not show who spoke over whom, or how long it was silent."
NO_CLOCK = "The transcript came without times."
NO_WORDS = "None of your own words were transcribed."


def often(times: int) -> str:
    """In words: "never", "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def built_on_words(engine: Engine) -> str:
    """What word errors do to a figure built on words: no interval of a sample holds them."""
    if engine.came_along:
        return "Counts the words of the transcript as it came."
    known = engine.recall.get(Measure.WORDS)
    if known is None or known >= 1:
        return "Counts words that the engine wrote down; how many it misses was not measured."
    return f"Counts words that the engine wrote down; it misses or mishears about 1 in {round(1 / (1 - known))}."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about."""

    key: str
    name: str
    unit: str
    band: Band | None = None

    def exact(
        self,
        value: float,
        note: str,
        spans: Sequence[Span] = (),
        basis: Basis = Basis.CENSUS,
        *,
        count: int | None = None,
    ) -> Metric:
        """Everything was seen (census), or everything that is claimed was (moment): no sampling error."""
        return replace(self._row(basis, (value, value, value), note, spans), count=count)

    def estimate(
        self,
        estimate: Estimate,
        note: str,
        spans: Sequence[Span] = (),
        *,
        talk: tuple[int, int] = (0, 0),
        count: int | None = None,
    ) -> Metric:
        """From a sample; a census when the sample held everything; nothing at all when too wide to act on. `talk`:
        milliseconds of the person's talk that were written down, and all of them; `count`: events, for a census.
        """
        if estimate.census:
            return self.exact(estimate.value, note, spans, count=count)
        if too_wide(estimate):
            return self.thin(more.sentence(estimate, *talk), spans)
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
