"""How much more of a person's talk would have to be written down before a figure can be told."""

from math import sqrt

from shipspeak.sampling import Estimate, too_wide

_STEPS = 40
_ALL = 0.95
"""From this share of the talk on, only all of it is worth asking for."""
_ENOUGH_UNITS = 1_000


def more(estimate: Estimate, seen: int, spoken: int) -> int | None:
    """Milliseconds besides the `seen` of `spoken`; all the rest where only that would do; None where nothing is seen.

    The interval of a simple random sample narrows with sqrt(1/f - 1), f the share seen (Cochran 1977, 2.6): the
    stratified sample of the plan does a little better, so this asks rather too much than too little.
    """
    if not 0 < seen < spoken:
        return None
    share, half = seen / spoken, (estimate.high - estimate.low) / 2
    for step in range(1, _STEPS + 1):
        wanted = share + (1 - share) * step / _STEPS
        narrow = half * sqrt((1 / wanted - 1) / (1 / share - 1))
        low, high = estimate.value - narrow, estimate.value + narrow
        if wanted >= _ALL or not too_wide(Estimate(estimate.value, low, high, _ENOUGH_UNITS, census=False)):
            return spoken - seen if wanted >= _ALL else round((wanted - share) * spoken)
    return spoken - seen


def sentence(estimate: Estimate, seen: int, spoken: int) -> str:
    """Why there is no figure, and what would close it."""
    low, high = (f"{end:.0f}" if estimate.high >= 5 else f"{end:.1f}" for end in (max(0, estimate.low), estimate.high))
    wide = f"From the part that was written down it may be anything from {low} to {high}."
    missing = more(estimate, seen, spoken)
    if missing is None:
        return wide
    if missing >= spoken - seen:
        return f"{wide} All of your words would tell: {_minutes(missing)} more."
    return f"{wide} About {_minutes(missing)} more of your words would tell."


def _minutes(ms: int) -> str:
    """Half minutes up to five, then whole ones, rounded up."""
    halves = -(-ms // 30_000)
    return f"{halves / 2:g} min" if halves <= 10 else f"{-(-ms // 60_000)} min"
