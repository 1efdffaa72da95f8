"""How money is written for people; decided here alone, exact figures are for programs. Pure."""

import re
from decimal import ROUND_UP, Decimal

_LEAST_USD = 0.0001


def money(usd: float | Decimal) -> str:
    """Dollars that were paid: 0 -> "$0", 0.0414321 -> "$0.0414", 0.25 -> "$0.25", 7.8 -> "$7.80". Below a dollar four
    decimals at most; what is not nothing is never written as 0.
    """
    if usd <= 0:
        return "$0"
    if usd < _LEAST_USD:
        return f"less than ${_LEAST_USD}"
    return f"${usd:,.2f}" if usd >= 1 else "$" + re.sub("0{1,2}$", "", f"{usd:.4f}")


def money_about(usd: float | Decimal) -> str:
    """Dollars that are expected, as exact as that may sound: 0.04163 -> "$0.042", 1.234 -> "$1.23"."""
    return money(float(f"{usd:.2g}") if usd < 1 else usd)


def money_at_most(usd: float | Decimal) -> str:
    """Dollars that are promised not to be exceeded, rounded up as exactly: 0.0812 -> "$0.082", 1.231 -> "$1.24"."""
    exact = Decimal(str(usd))
    return money(exact.quantize(Decimal(1).scaleb(max(-4, min(-2, exact.adjusted() - 1))), ROUND_UP))
