"""Rare events in what was not paid for, predicted from what a cheap pass heard there, where the two passes agree.

Twenty questions of which half were paid for: weighting the paid ones up is off by a fifth, although a cheap engine
heard nearly all of the others. Where it hears in what was paid for about as many as there are, what it heard of the
rest counts, at the rate at which the two agree:

    whole = paid events + cheap events of the rest · r,
    r = (paid + EXPECTED · PRIOR) / (cheap + PRIOR) in what was paid for

This is the ratio predictor of a finite population (Royall 1970; Valliant, Dorfman & Royall 2000, ch. 2), its rate drawn
to what is expected of small engines as by a gamma prior worth PRIOR events. What one pass has and the other has not is
taken to be Poisson, so that the squared differences of the draws tell how often that is. No weights: what is drawn of a
person's speech depends on lengths alone, and r does not. Where the passes differ in level by more than their
differences explain, or the prediction is no narrower, the paid sample decides (`two_phase`).
"""

from math import sqrt
from typing import Final

from shipspeak.sampling.model import Calibration, Estimate
from shipspeak.sampling.observations import Observation, Sample
from shipspeak.sampling.quantiles import student

EXPECTED: Final = 1.15
"""Events for each that a small local engine writes down, before anything was counted: it loses a word in ten and the
mark of a question in seven (`./ship bench mishearing`) …"""
PRIOR: Final = 7.0
"""… and for how many cheap events that counts …"""
DIFFER: Final = 0.4
"""… of which so large a share is of what one pass has and the other has not. A quarter was counted; a prior that is
worth more must also doubt more, or intervals cover too little where an engine is twice as bad as measured."""
LEVEL: Final = 1.64
"""Standard deviations by which the two counts may differ: one in ten does by chance."""
LEAST: Final = 5
"""Draws; fewer say nothing of how the two agree."""
MOST: Final = 300
"""Paid events; with more a regression over the draws knows enough by itself."""


def predicted(plain: Estimate, heard: Sample, events: float, exposure: float, scale: float) -> Estimate | None:
    """The estimate from the paid sample and the cheap pass's `events` and `exposure` of the whole; None where the two
    do not agree well enough, or it would be no narrower than `plain`.
    """
    ones = (*heard.certain, *heard.drawn)
    paid, cheap = sum(one.numerator for one in ones), sum(one.cheap[0] for one in ones)
    size, cheap_size = sum(one.denominator for one in ones), sum(one.cheap[1] for one in ones)
    differences = sum((one.numerator - one.cheap[0]) ** 2 for one in ones)
    told = cheap_size > 0 and size > 0 and len(heard.drawn) >= LEAST and paid <= MOST
    if not told or abs(paid - cheap) > LEVEL * sqrt(max(1.0, differences)):
        return None
    size *= max(1.0, exposure / cheap_size)
    rest = max(0.0, events - cheap)
    rate = (paid + EXPECTED * PRIOR) / (cheap + PRIOR)
    total = paid + rest * rate
    half = _half(rest, cheap, differences)
    value, low, high = (scale * one / size for one in (total, max(paid, total - half), total + half))
    if high - value >= plain.high - plain.value:
        return None
    correlation = _correlation(ones)
    why = f"Calibrated by a cheap pass that heard about as many as were paid for ({cheap:.0f} and {paid:.0f})."
    used = Calibration(used=True, weight=rate, correlation=correlation, why=why)
    return Estimate(value, low, high, plain.units, census=False, calibration=used)


def _half(rest: float, cheap: float, differences: float) -> float:
    """Half the interval of the whole's count. Of `rest` cheap events, and one more, each is a difference at a rate that
    is itself known from so many; twice their number are the degrees of freedom of a gamma's rate.
    """
    known, unknown = differences + PRIOR * DIFFER, rest + 1
    rate = known / (cheap + PRIOR)
    return student(2 * known) * sqrt(unknown * rate * (1 + unknown / (cheap + PRIOR)))


def _correlation(ones: tuple[Observation, ...]) -> float:
    """Between paid and cheap counts of the units, 0…1."""
    n = len(ones)
    paid, cheap = sum(one.numerator for one in ones) / n, sum(one.cheap[0] for one in ones) / n
    both = sum((one.numerator - paid) * (one.cheap[0] - cheap) for one in ones)
    spread = sum((one.numerator - paid) ** 2 for one in ones) * sum((one.cheap[0] - cheap) ** 2 for one in ones)
    return max(0.0, min(1.0, both / sqrt(spread))) if spread > 0 else 0.0
