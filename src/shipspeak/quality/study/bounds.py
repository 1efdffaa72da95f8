"""How sure a share is: its lower 95 % bound, whole meetings drawn anew. Vectorised."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.stats import beta

DRAWS = 10_000
SEED = 20_260_126
LEVEL = 0.05


@cache
def _drawn(clusters: int, draws: int) -> npt.NDArray[np.float64]:
    """How often each of so many meetings is in each draw with replacement; shape (draws, clusters)."""
    generator = np.random.default_rng([SEED, clusters])
    return generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=draws).astype(np.float64)


def lower_bound(held: Sequence[float], of: Sequence[float], draws: int = DRAWS) -> float:
    """The lower 95 % bound of Σheld / Σof, one-sided; one entry for each meeting, 0 <= held <= of.

    The smaller of two: `drawn_bound`, and the exact one of Clopper & Pearson (1934) for so many persons. Where all
    holds, no draw ever differs, and the bootstrap alone would say that it always must. For a mean of several figures of
    each person the exact one is stricter than it need be: it takes them to hold or fail together.
    """
    return min(drawn_bound(held, of, draws), exact_bound(float(np.sum(held)), float(np.sum(of))))


def drawn_bound(held: Sequence[float], of: Sequence[float], draws: int = DRAWS) -> float:
    """As `lower_bound`, by the bootstrap alone: the 5 % quantile over meetings drawn with replacement (persons of one
    meeting are alike).
    """
    top, bottom = np.asarray(held, float), np.asarray(of, float)
    if bottom.sum() <= 0:
        return 0.0
    weights = _drawn(len(top), draws)
    below = weights @ bottom
    shares = np.divide(weights @ top, below, out=np.zeros(draws), where=below > 0)
    return float(np.quantile(shares, LEVEL))


def exact_bound(held: float, of: float) -> float:
    """The lower 95 % bound of Clopper & Pearson (1934), one-sided, for `held` of so many that do not depend on each
    other; 0 <= held <= of.
    """
    return float(beta.ppf(LEVEL, held, of - held + 1)) if held > 0 else 0.0
