"""The few distribution functions that intervals need, from the standard library alone.

All rest on the regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22, evaluated by
Lentz's method), inverted by bisection: slow by a library's measure, and exact to about 1e-10.
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, lgamma, log, log1p

LEVEL = 0.95
"""Two-sided confidence of every interval in the product."""


@lru_cache(maxsize=1_024)
def student(freedom: float) -> float:
    """The t quantile for a two-sided 95 % interval with `freedom` > 0 degrees of freedom (may be fractional).

    P(|T| > t) = I_{f/(f+t²)}(f/2, 1/2) (DLMF and Abramowitz & Stegun 26.7.1).
    """
    return _root(lambda t: beta(freedom / (freedom + t * t), freedom / 2, 0.5) > 1 - LEVEL, 1.0)


def count_bounds(seen: float, fraction: float) -> tuple[float, float]:
    """95 % bounds of a whole's count when a part holding `fraction` (0…1] of it was seen to hold `seen` events.

    Each event falls into the seen part with probability `fraction`, so seen ~ Binomial(whole, fraction); the bounds
    invert both tails exactly (Clopper & Pearson 1934; P(Bin(K, f) ≤ y) = I_{1-f}(K-y, y+1)), for continuous K. With
    nothing seen the upper bound is log(0.025)/log(1 - fraction), the "rule of three" for a finite whole. A small
    fraction gives Garwood's Poisson interval (1936) over the fraction; fraction 1 gives (seen, seen): no sampling
    error.
    """
    if fraction >= 1:
        return seen, seen
    tail = (1 - LEVEL) / 2
    if seen <= 0:
        return 0.0, log(tail) / log1p(-fraction)
    more = _root(lambda extra: beta(1 - fraction, extra, seen + 1) > tail, max(1.0, seen))
    # P(Bin(K, f) ≥ y) = 1 - I_{1-f}(K-y+1, y); at K = y it is f^y.
    fewer = 0.0
    if fraction**seen < tail:
        fewer = _root(lambda extra: 1 - beta(1 - fraction, extra + 1, seen) < tail, max(1.0, seen))
    return seen + fewer, seen + more


def beta(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b) for 0 <= x <= 1 and a, b > 0."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0), tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away(1.0 + even * d, tiny)
        c = _away(1.0 + even / c, tiny)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away(1.0 + odd * d, tiny)
        c = _away(1.0 + odd / c, tiny)
        value *= d * c
        if abs(d * c - 1.0) < 1e-14:
            break
    return value


def _away(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


def _root(below: Callable[[float], bool], guess: float) -> float:
    """Where `below` turns from True to False, on (0, ∞)."""
    low, high = 0.0, guess
    while below(high) and high < inf:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if below(middle) else (low, middle)
    return high
