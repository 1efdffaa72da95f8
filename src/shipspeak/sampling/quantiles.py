"""The few distribution functions that intervals need, from the standard library alone.

All rest on the regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22, evaluated by
Lentz's method), inverted by Ridders' method: slow by a library's measure, and exact to about 1e-10.
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

LEVEL = 0.95
"""Two-sided confidence of every interval in the product."""


@lru_cache(maxsize=1_024)
def student(freedom: float) -> float:
    """The t quantile for a two-sided 95 % interval with `freedom` > 0 degrees of freedom (may be fractional).

    P(|T| > t) = I_{f/(f+t²)}(f/2, 1/2) (DLMF and Abramowitz & Stegun 26.7.1).
    """
    return _root(lambda t: beta(freedom / (freedom + t * t), freedom / 2, 0.5) - (1 - LEVEL), 1.0)


def further_apart(t: float, freedom: float) -> float:
    """P(|T| > t) for `freedom` > 0 degrees of freedom: how often chance alone brings as much."""
    return beta(freedom / (freedom + t * t), freedom / 2, 0.5)


@lru_cache(maxsize=1_024)
def count_bounds(seen: float, fraction: float) -> tuple[float, float]:
    """95 % bounds of a whole's count when a part holding `fraction` (0…1] of it was seen to hold `seen` events.

    Each event falls into the seen part with probability `fraction`, so seen ~ Binomial(whole, fraction); the bounds
    invert both tails, of what was seen itself half (mid-P; Lancaster 1961, Berry & Armitage 1995), for continuous K:
    P(Bin(K, f) ≤ y) = I_{1-f}(K-y, y+1). Counting it whole (Clopper & Pearson 1934) covers 97 % and more of such small
    counts, and what is wider than it says tells less than was paid for. With nothing seen the upper bound is
    log(0.05)/log(1 - fraction), the rule of three for a finite whole; fraction 1 gives (seen, seen): no sampling error.
    """
    if fraction >= 1:
        return seen, seen
    tail = (1 - LEVEL) / 2
    if seen <= 0:
        return 0.0, log(2 * tail) / log1p(-fraction)

    def at_most(extra: float) -> float:
        """P(fewer) + ½ P(as many) when `extra` events were not seen."""
        return (beta(1 - fraction, extra, seen + 1) + beta(1 - fraction, extra + 1, seen)) / 2

    more = _root(lambda extra: at_most(extra) - tail, max(1.0, seen))
    # Of K = seen all were seen: half of f^y is at most as much.
    fewer = _root(lambda extra: at_most(extra) - 1 + tail, max(1.0, seen)) if fraction**seen < 2 * tail else 0.0
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


def _root(falling: Callable[[float], float], guess: float) -> float:
    """Where `falling` crosses zero on (0, ∞): bracketed by doubling and halving, then by Ridders (1979), which
    straightens an exponential fall and so needs a quarter of what bisection does.
    """
    low = high = guess
    below = above = falling(guess)
    while above > 0:
        low, below, high = high, above, 2 * high
        above = falling(high)
    while below < 0:
        high, above, low = low, below, low / 2
        below = falling(low)
    root = low
    for _ in range(100):
        middle = (low + high) / 2
        at = falling(middle)
        scale = sqrt(at * at - below * above)
        if scale == 0:
            break
        last, root = root, middle + (middle - low) * at / scale
        value = falling(root)
        if value == 0 or abs(root - last) <= 1e-12 * root:
            break
        for x, y in ((middle, at), (root, value)):
            if y > 0 and x > low:
                low, below = x, y
            elif y <= 0 and x < high:
                high, above = x, y
    return root
