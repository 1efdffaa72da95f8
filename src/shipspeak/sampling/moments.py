"""Moments: where something seems to happen, bought with what was said around it. Never extrapolated."""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import sqrt
from typing import Final

from shipspeak.base import Span, total
from shipspeak.sampling.model import Cue, CueKind, Role, Unit
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.purse import Purse
from shipspeak.sampling.units import cut

REASONS: Final[dict[CueKind, str]] = {
    CueKind.OPENING: "how the meeting opened",
    CueKind.CLOSING: "how the meeting closed",
    CueKind.OVERLAP: "several people at once",
    CueKind.QUESTION_ANSWER: "a short turn, then a long answer",
    CueKind.RESPONSE_GAP: "a long pause before the reply",
    CueKind.SWITCHING: "quick changes of speaker",
    CueKind.LOUDNESS: "louder than usual",
    CueKind.PITCH: "higher pitch than usual",
}


class Objective:
    """How much a set of moments is worth: monotone and submodular, so that greedy buying is near the best.

    f(S) = (1 - spread) Σ strength + spread Σ over strata √(Σ strength within the stratum). The square root makes a
    second moment in the same stretch worth less than one elsewhere (Lin & Bilmes 2011, eq. 6).
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._covered: dict[int, float] = {}

    def gain(self, cue: Cue) -> float:
        """What `cue` would add to what is covered."""
        covered = self._covered.get(self._stratum(cue), 0.0)
        spread = self._configuration.spread
        return (1 - spread) * cue.strength + spread * (sqrt(covered + cue.strength) - sqrt(covered))

    def add(self, cue: Cue) -> None:
        """Count `cue` as covered."""
        stratum = self._stratum(cue)
        self._covered[stratum] = self._covered.get(stratum, 0.0) + cue.strength

    def _stratum(self, cue: Cue) -> int:
        return (cue.span.start + cue.span.end) // 2 // self._configuration.stratum


def moments(
    cues: Sequence[Cue], purse: Purse, duration: int, seams: Sequence[int], configuration: Configuration
) -> list[Unit]:
    """Buy moments with their context while the purse lasts, best gain for its price first; `draw` is that order.

    Lazy greedy with cost scaling (Minoux 1978; Lin & Bilmes 2010): an entry is priced again when it comes up, and
    bought if it is still the best. A moment whose surroundings are bought already is covered without cost. A moment is
    bought with all speech in its window or not at all.
    """
    objective = Objective(configuration)
    units: list[Unit] = []
    queue = [(-float("inf"), index) for index in range(len(cues))]
    heapify(queue)
    order = 0
    while queue:
        _, index = heappop(queue)
        offer = purse.offer(_window(cues[index].span, duration, configuration.context))
        price = total(offer)
        if price == 0:
            objective.add(cues[index])
            continue
        worth = (-objective.gain(cues[index]) / price, index)
        if queue and worth > queue[0]:
            heappush(queue, worth)
        elif price <= purse.left:
            purse.buy(offer)
            objective.add(cues[index])
            pieces = cut(offer, configuration.unit, seams)
            units += [Unit(piece, Role.MOMENT, 1.0, REASONS[cues[index].kind], order) for piece in pieces]
            order += 1
    return units


def _window(span: Span, duration: int, context: int) -> Span:
    return Span(max(0, span.start - context), min(duration, span.end + context))
