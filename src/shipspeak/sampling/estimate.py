"""From the chosen part to the whole meeting, with a 95 % interval that means it.

A rate is a ratio of two totals (fillers over words), each estimated by weighting every drawn observation with the
inverse of its inclusion probability (Hájek 1971; Särndal, Swensson & Wretman 1992, §5.6-5.7). The variance comes from
successive differences of the residuals in time order, with finite population correction: the usual choice for
systematic samples, and slightly too large where neighbours are alike, never too small for that reason (Wolter 2007, ch.
8, estimator v2).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

from shipspeak.sampling.model import Estimate
from shipspeak.sampling.observations import Observation, Sample, sample
from shipspeak.sampling.quantiles import count_bounds, student

FEW = 30
"""Up to so many independent events the exact interval for counts is looked at too; beyond, it tells nothing new."""

LEAST_UNITS = 5
"""With fewer observations than this, certain ones included, even an honest interval rests on too little."""

WIDEST = 0.5
"""Half an interval, relative to its value: an interval as wide as the value itself says nothing to act on."""

TOLERANCE = 0.5
"""Half an interval, in the unit shown: ± 0.5 per 100 words is close enough however small the value is."""


def ratio(observations: Sequence[Observation], *, scale: float = 1.0) -> Estimate | None:
    """Σ numerator / Σ denominator of the whole, times `scale`, with its 95 % interval; None without any denominator.

    Moments are skipped. What was chosen for certain (p = 1) is a stratum without sampling error; when nothing else is
    left the result is a census and the interval is the value. `units` counts the observations that have a denominator;
    none when nothing drawn has one. An audit that holds nothing of a person whose own turns were chosen carries no
    information and is left out.

    Few events make the spread between units understate itself and lean to one side; with none it would be nought, a
    lie. Up to FEW independent events each end is therefore the outer one of two intervals: Student's t, and the exact
    one for a count of which a part was seen (`count_bounds`), widened by how far events clump (Korn & Graubard 1998).
    """
    heard = sample(observations)
    size = heard.size
    if size <= 0:
        return None
    value = heard.whole / size
    if not heard.drawn:
        units = sum(one.denominator > 0 for one in heard.certain)
        return Estimate(value * scale, value * scale, value * scale, units, census=True)
    below, above = margins(heard, value)
    low, high = max(0.0, heard.whole - below) / size, (heard.whole + above) / size
    return Estimate(value * scale, low * scale, high * scale, _informed(heard), census=False)


def too_wide(estimate: Estimate, *, relative: float = WIDEST, tolerance: float = TOLERANCE) -> bool:
    """Whether the honest answer is "not enough evidence".

    True below LEAST_UNITS observations, or when half the interval is more than `relative` of the value and more
    than `tolerance` (in the estimate's own unit, after scaling). Never for a census.
    """
    if estimate.census:
        return False
    half = (estimate.high - estimate.low) / 2
    return estimate.units < LEAST_UNITS or half > max(relative * abs(estimate.value), tolerance)


def margins(heard: Sample, value: float) -> tuple[float, float]:
    """How far the whole's numerator may lie below and above its estimate; there are draws."""
    drawn = heard.drawn
    spread = freedom = 0.0
    for stratum in heard.strata:
        variance, degrees = _successive(stratum, value)
        spread += variance
        freedom += variance * variance / degrees
    # Satterthwaite (1946) joins the degrees of freedom of the strata.
    t = student(spread * spread / freedom) if freedom > 0 else student(max(1, len(drawn) - 1))
    below = above = t * sqrt(spread)
    counted = sum(one.numerator for one in drawn)
    exposed = sum(one.denominator for one in drawn)
    if exposed > 0:
        fraction = exposed / sum(one.denominator / one.probability for one in drawn)
        clumps = _clumps(counted, fraction, spread)
        if counted / clumps <= FEW:
            fewest, most = count_bounds(counted / clumps, fraction)
            below = max(below, counted / fraction - clumps * fewest)
            above = max(above, clumps * most - counted / fraction)
    return below, above


def _informed(heard: Sample) -> int:
    """How many observations have a denominator; none when nothing drawn has one."""
    seen = any(one.denominator > 0 for one in heard.drawn)
    return sum(one.denominator > 0 for one in (*heard.certain, *heard.drawn)) if seen else 0


def _clumps(counted: float, fraction: float, spread: float) -> float:
    """How many events come as one: the design effect on the variance of a binomial count, at least 1.

    A count divided by it is the number of independent events that would be as uncertain; the exact interval of that
    number, scaled back, is the one of Korn & Graubard (1998) for rare events in surveys.
    """
    independent = counted * (1 - fraction) / fraction**2
    return max(1.0, spread / independent) if independent > 0 else 1.0


def _successive(stratum: Sequence[Observation], value: float) -> tuple[float, float]:
    """Variance of the stratum's estimated total of residuals, and its degrees of freedom.

    Under normality the mean square successive difference of n values is worth 2(n-1)²/(3n-4) degrees of freedom (von
    Neumann, Kent, Bellinson & Hart 1941). One value alone knows nothing of its spread: it counts in full, on one
    degree.
    """
    n = len(stratum)
    terms = [((one.numerator - value * one.denominator) / one.probability, one.probability) for one in stratum]
    if n == 1:
        return terms[0][0] ** 2 * (1 - terms[0][1]), 1.0
    squares = sum((later - earlier) ** 2 * (1 - (p + q) / 2) for (earlier, p), (later, q) in pairwise(terms))
    return n * squares / (2 * (n - 1)), 2 * (n - 1) ** 2 / (3 * n - 4)
