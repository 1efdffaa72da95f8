"""Is this day or hour dearer than its own history lets one expect? Pure.

Costs are as uneven as what people do: twice the usual is nothing, and a mean is bent by the very day looked for.
So they are compared as logarithms, with the median and the median distance from it: the modified z-score, whose usual
threshold is 3.5 (Iglewicz and Hoaglin 1993). What alarms also has to be money, and a good deal more than usual. How
often it is wrong on histories made for it, `./ship bench ai anomalies` prints.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

THRESHOLD = 3.5
MAD_OF_A_NORMAL = 0.6745
"""The median distance of a normal distribution, in standard deviations."""
LEAST_SPREAD = 0.25
"""In logarithms: days that were all alike would make any other an alarm."""
LEAST_SEEN = 8
"""Days or hours with any cost before anything is said."""
LEAST_TIMES = 3.0
"""Times the usual."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """US dollars."""

    cost: float
    usual: float
    score: float
    """Modified z-score, of the logarithms."""


def unusual(cost: float, history: Sequence[float], least_usd: float) -> Unusual | None:
    """`history`: what days (or hours) of the same kind cost; those that cost nothing are left out. None: as usual, or
    less than `least_usd`, or too little is known.
    """
    seen = [math.log(one) for one in history if one > 0]
    if cost < least_usd or len(seen) < LEAST_SEEN:
        return None
    middle = median(seen)
    spread = max(LEAST_SPREAD, median(abs(one - middle) for one in seen) / MAD_OF_A_NORMAL)
    score, usual = (math.log(cost) - middle) / spread, math.exp(middle)
    return Unusual(cost, usual, score) if score >= THRESHOLD and cost >= LEAST_TIMES * usual else None
