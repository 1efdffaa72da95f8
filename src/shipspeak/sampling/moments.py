"""Moments: where something seems to happen, bought with what was said around it. Never extrapolated."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import sqrt
from typing import Final

from shipspeak.base import Span, total
from shipspeak.sampling.model import Cue, CueKind, Guarantee, Role, Unit
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
    CueKind.QUESTION: "a question",
    CueKind.PUSHBACK: "an objection",
    CueKind.DECISION: "something is decided or promised",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What would be heard for one reason, whole or not at all."""

    window: Span
    strength: float
    """0…1."""
    reason: str


class Objective:
    """How much a set of moments is worth: monotone and submodular, so that greedy buying is near the best.

    f(S) = (1 - spread) Σ strength + spread Σ over strata √(Σ strength within the stratum). The square root makes a
    second moment in the same stretch worth less than one elsewhere (Lin & Bilmes 2011, eq. 6).
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._covered: dict[int, float] = {}

    def gain(self, moment: Moment) -> float:
        """What `moment` would add to what is covered."""
        covered = self._covered.get(self._stratum(moment), 0.0)
        spread = self._configuration.spread
        return (1 - spread) * moment.strength + spread * (sqrt(covered + moment.strength) - sqrt(covered))

    @property
    def value(self) -> float:
        """What is covered is worth."""
        spread = self._configuration.spread
        return sum((1 - spread) * strength + spread * sqrt(strength) for strength in self._covered.values())

    def add(self, moment: Moment) -> None:
        """Count `moment` as covered."""
        stratum = self._stratum(moment)
        self._covered[stratum] = self._covered.get(stratum, 0.0) + moment.strength

    def _stratum(self, moment: Moment) -> int:
        return (moment.window.start + moment.window.end) // 2 // self._configuration.stratum


def around(cue: Cue, duration: int, configuration: Configuration) -> Moment:
    """A cue with what was said on both sides of it."""
    start, end = cue.span.start - configuration.context, cue.span.end + configuration.context
    return Moment(Span(max(0, start), min(duration, end)), cue.strength, REASONS[cue.kind])


def moments(
    wanted: Sequence[Moment], purse: Purse, seams: Sequence[int], configuration: Configuration, *, keep: int = 0
) -> tuple[list[Unit], Guarantee]:
    """Buy moments while the purse holds more than `keep` ms, best gain for its price first; `draw` is that order.

    Lazy greedy with cost scaling (Minoux 1978; Lin & Bilmes 2010): an entry is priced again when it comes up, and
    bought if it is still the best. What is bought already is not paid again, so a moment of which a part was drawn is
    cheap, and one that was drawn whole is covered without cost. A moment is bought with all speech in its window or
    not at all. The guarantee says how near the best this came.
    """
    objective, spendable = Objective(configuration), purse.left - keep
    units: list[Unit] = []
    queue = [(-float("inf"), index) for index in range(len(wanted))]
    heapify(queue)
    order, refused = 0, []
    while queue:
        _, index = heappop(queue)
        moment = wanted[index]
        offer = purse.offer(moment.window)
        price = total(offer)
        if price == 0:
            objective.add(moment)
            continue
        worth = (-objective.gain(moment) / price, index)
        if queue and worth > queue[0]:
            heappush(queue, worth)
        elif price <= purse.left - keep:
            purse.buy(offer)
            objective.add(moment)
            pieces = cut(offer, configuration.unit, seams)
            units += [Unit(piece, Role.MOMENT, 1.0, moment.reason, order) for piece in pieces]
            order += 1
        else:
            refused.append(moment)
    return units, _near_best(objective, refused, purse, spendable)


CERTAIN: Final = 0.316
"""½(1 - 1/e): what cost-scaled greedy, or its best single moment, is sure to reach (Leskovec et al. 2007)."""


def _near_best(objective: Objective, refused: Sequence[Moment], purse: Purse, spendable: int) -> Guarantee:
    """How much of the best that these milliseconds could have bought was reached, at least: the data-dependent bound of
    Leskovec et al. (2007, §3.2). Whatever the best set is, by submodularity it adds no more to what was bought than its
    moments' gains one by one, and those are at most what filling the whole purse with the dearest gains for their price
    would add, the last one in part. Each moment counts with the price it has now; what costs more than there was to
    spend is in no set.
    """
    offers = [(objective.gain(moment), total(purse.offer(moment.window))) for moment in refused]
    offers = [(gain, price) for gain, price in offers if 0 < price <= spendable]
    more, left = 0.0, spendable
    for gain, price in sorted(offers, key=lambda offer: offer[1] / max(1e-9, offer[0])):
        share = min(1.0, left / price)
        more, left = more + share * gain, left - round(share * price)
    reached = objective.value / (objective.value + more) if objective.value + more > 0 else 1.0
    detail = f"worth at least {reached:.0%} of the best that could be bought for the same"
    return Guarantee("moments", reached >= CERTAIN, detail)
