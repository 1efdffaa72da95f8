"""Systematic sampling with unequal probabilities: one random start decides the whole draw.

Inclusion probabilities are proportional to size (Madow 1949; Särndal, Swensson & Wretman 1992, §3.6.2), capped at one.
Units stay in time order, so that every part of the meeting is drawn from in proportion.

The bill of such a draw depends on the start. Since a start is one point of a circle, and each unit is drawn exactly
when the start falls on its arc, the dearest and the cheapest bill over ALL starts are found by one sweep. The design is
made so that the dearest still fits: the budget holds for every seed, and no unit is dropped after the draw, which would
make the recorded probabilities untrue.

A draw can be made larger without drawing anew: the same start looks a second time, `shift` further along the circle
(systematic sampling with several starts, Gautschi 1957, Ann. Math. Statist. 28; here the second start follows from the
first). A unit is in when either look hits its arc, so the larger design contains the smaller one for every start, and
has probabilities of its own that are known beforehand and do not ask what the smaller one found.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.units import Block

ONE: Final = 1 << 40
"""Probability one, in fixed point: all sums are exact."""
REMEMBERED: Final = 64
"""Designs of each kind: who asks for several draws of a meeting asks for the same ones again, and each takes a sweep
for every bisection."""


def at_most(sizes: Sequence[int], most: int) -> list[int]:
    """Probabilities (fixed point) of the richest design whose every draw costs at most `most`; all 0 if there is
    none.
    """
    return _proportional(sizes, _richest(tuple(sizes), most))


def at_least(sizes: Sequence[int], least: int) -> list[int]:
    """Probabilities (fixed point) of the thriftiest design whose every draw buys `least`, or everything if less."""
    enough = min(least, sum(sizes))
    if enough <= 0:
        return [0] * len(sizes)
    return _proportional(sizes, _thriftiest(tuple(sizes), enough))


def farthest(chances: Sequence[int], sizes: Sequence[int], most: int) -> int:
    """The largest shift (fixed point, up to a half) at which both looks together cost at most `most`, whatever the
    start; 0 when no second look is affordable.
    """
    return _farthest(tuple(chances), tuple(sizes), most)


@lru_cache(REMEMBERED)
def _farthest(chances: tuple[int, ...], sizes: tuple[int, ...], most: int) -> int:
    low, high = 0, ONE // 2
    if extent(chances, sizes, high)[1] <= most:
        return high
    while high - low > ONE >> 10:
        middle = (low + high) // 2
        low, high = (middle, high) if extent(chances, sizes, middle)[1] <= most else (low, middle)
    return low


def either(chance: int, shift: int) -> int:
    """Probability (fixed point) of being hit by the first look or by one `shift` (0…½) further."""
    return min(ONE, chance + min(chance, shift))


def extent(chances: Sequence[int], sizes: Sequence[int], shift: int = 0) -> tuple[int, int]:
    """Cheapest and dearest bill over all random starts, of both looks if there is a `shift`. O(n log n)."""
    bill = at = 0
    steps: list[tuple[int, int]] = []
    for chance, size in zip(chances, sizes, strict=True):
        for begin, length in _arcs(at, chance, shift):
            if length >= ONE:
                bill += size
            else:
                bill += size if begin + length >= ONE else 0
                steps += [(begin, size), ((begin + length) % ONE, -size)]
        at += chance
    least, most = (bill, bill) if not steps or min(steps)[0] > 0 else (sum(sizes), 0)
    steps.sort()
    for index, (where, change) in enumerate(steps):
        bill += change
        if index + 1 == len(steps) or steps[index + 1][0] != where:
            least, most = min(least, bill), max(most, bill)
    return least, most


def draw(
    blocks: Sequence[Block], chances: Sequence[int], random: Random, role: Role, reason: str, shift: int = 0
) -> list[Unit]:
    """The units that one random start picks, with their inclusion probabilities; blocks keep their number."""
    start, at = random.randrange(ONE), 0
    units: list[Unit] = []
    for number, (block, chance) in enumerate(zip(blocks, chances, strict=True)):
        if (start - at) % ONE < chance or (start + shift - at) % ONE < chance:
            p = either(chance, shift) / ONE
            units += [Unit(span, role, min(1.0, p), reason, number) for span in block.spans]
        at += chance
    return units


def _arcs(at: int, chance: int, shift: int) -> list[tuple[int, int]]:
    """Where a start picks the unit that begins at `at`: begin and length, on a circle of ONE."""
    if chance <= 0:
        return []
    if chance >= shift:
        return [((at - shift) % ONE, either(chance, shift))]
    return [(at % ONE, chance), ((at - shift) % ONE, chance)]


@lru_cache(REMEMBERED)
def _richest(sizes: tuple[int, ...], most: int) -> int:
    return _bracket(sizes, lambda chances: extent(chances, sizes)[1] <= most)[0]


@lru_cache(REMEMBERED)
def _thriftiest(sizes: tuple[int, ...], enough: int) -> int:
    return _bracket(sizes, lambda chances: extent(chances, sizes)[0] < enough)[1]


def _bracket(sizes: Sequence[int], fits: Callable[[list[int]], bool]) -> tuple[int, int]:
    """Two probabilities per millisecond (fixed point), a thousandth apart: at the lower it fits (or it is 0), at the
    upper it does not (or everything is certain).
    """
    low, high = 0, -(-ONE // min(sizes, default=1))
    if fits(_proportional(sizes, high)):
        return high, high
    while high - low > max(1, low >> 10):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(_proportional(sizes, middle)) else (low, middle)
    return low, high


def _proportional(sizes: Sequence[int], density: int) -> list[int]:
    return [min(ONE, density * size) for size in sizes]
