"""Cheap counts of everything, calibrated by paid counts of a part.

A cheap pass (what a local engine wrote down of the whole meeting) is wrong in its level and right in its ups and downs:
where it hears many fillers there are many. So its rate in the units that were paid for is held against its rate in the
whole, and the paid estimate moves by that difference times a weight:

    rate = paid rate of the sample + weight · (cheap rate of the whole - cheap rate of the sample)

This is the regression estimator of two-phase sampling (Cochran 1977, §12.6; Särndal, Swensson & Wretman 1992, §6.4), or
prediction-powered inference with power tuning (PPI++; Angelopoulos, Duchi & Zrnic 2023), over the draws of the plan.
Whatever the cheap pass gets wrong, the estimate stays consistent for what the paid engine would count: a useless pass
costs nothing but its time, since the weight is then 0 and the paid sample stands alone.

Where it covered a part (`roughly`), that part is a stratum of its own: it is calibrated, of the rest the paid sample
tells alone, and the two are put together by their sizes (post-stratification, Särndal et al. 1992, §7.6). No draw may
have a say in what is covered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot, sqrt

from shipspeak.sampling.agreement import predicted
from shipspeak.sampling.estimate import FEW, margins, ratio
from shipspeak.sampling.model import Calibration, Estimate
from shipspeak.sampling.observations import Observation, Sample, sample
from shipspeak.sampling.quantiles import count_bounds, student

LEAST_PAIRS = 5
"""Fewer differences between neighbouring draws cannot tell a correlation from chance."""
LEAST_HEARD = 3
"""Nor can fewer draws in which the cheap pass heard anything: the slope would be one draw's, whose leverage is all of
it (Belsley, Kuh & Welsch 1980, ch. 2). One filler heard where ten were paid for then weighed tenfold."""


@dataclass(frozen=True, slots=True)
class Cheap:
    """What the cheap pass counted of the person in all that it covered."""

    numerator: float
    """Events, as the numerators of the observations' `cheap`."""
    denominator: float
    """Exposure."""


def two_phase(observations: Sequence[Observation], cheap: Cheap, *, scale: float = 1.0) -> Estimate | None:
    """Like `ratio`, calibrated by the cheap pass where that narrows the interval; `calibration` says what was used and
    why. A census needs no calibration and stays one; None without any denominator.

    Each observation's `cheap` holds the cheap counts of its unit, in the terms of `cheap`.
    """
    plain = ratio(observations, scale=scale)
    if plain is None or plain.census:
        return plain
    if any(one.seen is not None for one in observations):
        return _in_parts(observations, cheap, scale, plain)
    heard = sample(observations)
    if found := predicted(plain, heard, cheap.numerator, cheap.denominator, scale):
        return found
    fit = _fit(heard, cheap)
    if isinstance(fit, str):
        return replace(plain, calibration=Calibration(used=False, weight=0.0, correlation=0.0, why=fit))
    if fit.left >= 1:
        why = f"The cheap pass goes with what was paid for too loosely to help (correlation {fit.correlation:.2f})."
        return replace(plain, calibration=Calibration(used=False, weight=0.0, correlation=fit.correlation, why=why))
    return _calibrated(plain, heard, fit, scale)


def _in_parts(observations: Sequence[Observation], cheap: Cheap, scale: float, plain: Estimate) -> Estimate:
    """What the cheap pass covered and what it did not, each by itself; the paid sample alone where that is narrower."""
    inside, outside = [one.inside for one in observations], [one.outside for one in observations]
    covered, rest = two_phase(inside, cheap, scale=scale), ratio(outside, scale=scale)
    if rest is None and covered is not None and not any(one.numerator for one in outside):
        return covered
    if covered is None or rest is None or covered.calibration is None or not covered.calibration.used:
        why = "The cheap pass covered too little of what was paid for to help."
        why = covered.calibration.why if covered and covered.calibration else why
        return replace(plain, calibration=Calibration(used=False, weight=0.0, correlation=0.0, why=why))
    size = sample(inside).size
    share = size / (size + sample(outside).size)
    value = share * covered.value + (1 - share) * rest.value
    below = hypot(share * (covered.value - covered.low), (1 - share) * (rest.value - rest.low))
    above = hypot(share * (covered.high - covered.value), (1 - share) * (rest.high - rest.value))
    if above >= plain.high - plain.value:
        why = "The cheap pass covered too little to help."
        return replace(plain, calibration=replace(covered.calibration, used=False, weight=0.0, why=why))
    return replace(plain, value=value, low=max(0.0, value - below), high=value + above, calibration=covered.calibration)


@dataclass(frozen=True, slots=True)
class _Fit:
    weight: float
    shift: float
    """Cheap rate of the whole less that of the sample."""
    correlation: float
    left: float
    """Half the interval after calibration, relative to before; 1 and more: no help."""


def _fit(heard: Sample, cheap: Cheap) -> _Fit | str:
    """How paid and cheap residuals go together, or why that cannot be said.

    The weight with the least variance is cov/var. Estimated from m differences it follows chance too, so it is shrunk
    by the part of the correlation that chance alone would give (the adjusted R², Theil 1961), and the variance pays one
    degree of freedom for it.
    """
    size, cheap_size = heard.size, _cheap(heard, 1)
    if cheap.denominator <= 0 or cheap_size <= 0:
        return "The cheap pass heard nothing of this person."
    pairs = sum(len(stratum) - 1 for stratum in heard.strata)
    if pairs < LEAST_PAIRS:
        return f"Only {pairs + len(heard.strata)} draws: too few to calibrate by."
    if (speaking := sum(one.cheap[0] > 0 for one in heard.drawn)) < LEAST_HEARD:
        return f"The cheap pass heard any in only {speaking} of the draws: too few to calibrate by."
    value, cheap_rate = heard.whole / size, cheap.numerator / cheap.denominator
    paid, both, free = _moments(heard, value, cheap_rate)
    if both <= 0 or paid <= 0:
        return "Where the cheap pass heard more, there was not more."
    squared = min(1.0, both * both / (paid * free))
    real = max(0.0, 1 - (1 - squared) * pairs / (pairs - 1))
    slope = real / squared * both / free
    spread = (paid - 2 * slope * both + slope * slope * free) * pairs / (pairs - 1)
    freedom = max(1.0, 2 * pairs * pairs / (3 * pairs - 1))
    left = sqrt(max(0.0, spread) / paid) * student(max(1.0, freedom - 1)) / student(freedom)
    shift = cheap_rate - _cheap(heard, 0) / cheap_size
    return _Fit(slope * cheap_size / size, shift, sqrt(squared), left if real > 0 else 1.0)


def _calibrated(plain: Estimate, heard: Sample, fit: _Fit, scale: float) -> Estimate:
    """The interval keeps the shape it has without calibration, exact counts for rare events included, and narrows as
    much as the standard error does.
    """
    before = plain.value / scale
    value = max(0.0, before + fit.weight * fit.shift)
    below, above = (margin * fit.left for margin in margins(heard, before))
    lower, higher = _unseen(heard)
    below, above = max(below, lower) / heard.size, max(above, higher) / heard.size
    # What was heard was said: the whole cannot hold less.
    least = sum(one.numerator for one in (*heard.certain, *heard.drawn)) / heard.size
    low = min(value, max(least, value - below))
    why = f"Calibrated by a cheap pass over everything (correlation {fit.correlation:.2f})."
    return replace(
        plain,
        value=value * scale,
        low=low * scale,
        high=(value + above) * scale,
        calibration=Calibration(used=True, weight=fit.weight, correlation=fit.correlation, why=why),
    )


def _unseen(heard: Sample) -> tuple[float, float]:
    """How far few disagreements between the two passes may lead astray: where they agree in all that was paid for, the
    spread is nought, and yet the rest may hold a miss. As for rare events, by the exact interval of their counts.
    """
    missed = sum(max(0.0, one.numerator - one.cheap[0]) for one in heard.drawn)
    invented = sum(max(0.0, one.cheap[0] - one.numerator) for one in heard.drawn)
    whole = sum(one.denominator / one.probability for one in heard.drawn)
    if missed + invented > FEW or whole <= 0:
        return 0.0, 0.0
    fraction = min(1.0, sum(one.denominator for one in heard.drawn) / whole)
    (few_missed, most_missed), (few_invented, most_invented) = (
        count_bounds(count, fraction) for count in (missed, invented)
    )
    below = hypot(missed / fraction - few_missed, most_invented - invented / fraction)
    return below, hypot(most_missed - missed / fraction, invented / fraction - few_invented)


def _cheap(heard: Sample, which: int) -> float:
    return sum(one.cheap[which] / one.probability for one in (*heard.certain, *heard.drawn))


def _moments(heard: Sample, value: float, cheap_rate: float) -> tuple[float, float, float]:
    """Variance of the paid residuals' total, its covariance with the cheap ones', and theirs: by successive
    differences, as in `estimate`.
    """
    paid = both = free = 0.0
    for stratum in heard.strata:
        share = len(stratum) / (2 * max(1, len(stratum) - 1))
        for earlier, later in pairwise(stratum):
            rest = 1 - (earlier.probability + later.probability) / 2
            u = _residual(later.numerator, later.denominator, value, later.probability)
            u -= _residual(earlier.numerator, earlier.denominator, value, earlier.probability)
            v = _residual(*later.cheap, cheap_rate, later.probability)
            v -= _residual(*earlier.cheap, cheap_rate, earlier.probability)
            paid, both, free = paid + share * rest * u * u, both + share * rest * u * v, free + share * rest * v * v
    return paid, both, free


def _residual(numerator: float, denominator: float, rate: float, probability: float) -> float:
    return (numerator - rate * denominator) / probability
