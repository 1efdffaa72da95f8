"""Before the money is gone, less of it is spent: the order in which the service becomes smaller. Pure.

The way is chosen before the first call for a meeting, so a person always gets a report:

1. *as asked*, while every budget that applies is less than 80 % used (then it comes after 3) and has room for it;
2. *smaller model*: the last one of the route that judges. Audio is 95 % of the cost of a meeting, so this saves
   little, and little is lost;
3. *smaller sample*: that of the next cheaper preset, judged by the smaller model; its intervals are wider, and the
   report says so;
4. *local engine*: nothing is sent, nothing is spent. Always possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shipspeak.ai.model import Money, Standing

SOFT = Decimal("0.8")
"""From here on we save, so that there is something left for those who come later in the period."""


class Way(StrEnum):
    AS_ASKED = "as asked"
    SMALLER_MODEL = "smaller model"
    SMALLER_SAMPLE = "smaller sample"
    LOCAL_ENGINE = "local engine"


@dataclass(frozen=True, slots=True)
class Offer:
    """A way, and the most it can cost for this meeting."""

    way: Way
    cost_usd: Money


def way(offers: Sequence[Offer], budgets: Sequence[Standing]) -> Way:
    """The first way, in the order above, that every budget has room for.

    Offers may be incomplete (no smaller model known) and in any order. The local engine needs no offer.
    """
    room = min((budget.left_usd for budget in budgets), default=None)
    saving = any(budget.spent_usd + budget.reserved_usd >= SOFT * budget.limit_usd for budget in budgets)
    costs = {offer.way: offer.cost_usd for offer in offers}
    smaller = (Way.SMALLER_MODEL, Way.SMALLER_SAMPLE)
    for choice in (*smaller, Way.AS_ASKED) if saving else (Way.AS_ASKED, *smaller):
        if choice in costs and (room is None or costs[choice] <= room):
            return choice
    return Way.LOCAL_ENGINE
