"""A random check of everything that is not the coached person's: what the choice would otherwise be blind to."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shipspeak.base import Span
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.systematic import at_least, at_most, draw, extent
from shipspeak.sampling.units import Block, blocks, cut, length

FINEST = 1_000
"""Milliseconds: shorter blocks hold no word to check."""


def bill_spread(floor: int) -> int:
    """Milliseconds by which the dearest draw of the finest blocks may cost more than the floor, generously."""
    return max(floor // 4, 6 * FINEST)


@dataclass(frozen=True, slots=True)
class Spending:
    """Milliseconds for the audit."""

    floor: int
    """Bought by every draw, if `most` allows."""
    wanted: int
    """Spent if it is more than the floor."""
    most: int
    """Never exceeded by any draw."""


def audit_units(
    frame: Sequence[Span], spending: Spending, seams: Sequence[int], random: Random, configuration: Configuration
) -> list[Unit]:
    """A systematic sample of `frame` (all other speech; sorted, disjoint); every block of it has p > 0.

    Every draw buys the floor wherever `most` leaves room for it and for one of the finest blocks. No unit when even one
    block is more than `most`: the guarantee then says so.
    """
    unit = length(min(spending.most, max(spending.floor, spending.wanted)), configuration)
    packed, chances = _design(frame, spending, seams, unit)
    # Bills of coarse blocks differ by a block or two with the start; in a short meeting that can be the whole slack.
    while extent(chances, _sizes(packed))[0] < spending.floor <= spending.most and unit >= 2 * FINEST:
        unit //= 2
        packed, chances = _design(frame, spending, seams, unit)
    return draw(packed, chances, random, Role.AUDIT, "random check")


def _design(
    frame: Sequence[Span], spending: Spending, seams: Sequence[int], unit: int
) -> tuple[list[Block], list[int]]:
    """Blocks of about `unit` and their probabilities: no draw costs more than `most`, and if it can be none buys less
    than the floor.
    """
    packed = blocks(cut(frame, unit, seams), unit)
    sizes = _sizes(packed)
    chances = at_most(sizes, spending.wanted) if spending.wanted > spending.floor else [0] * len(sizes)
    if extent(chances, sizes)[0] < spending.floor:
        chances = at_least(sizes, spending.floor)
    if extent(chances, sizes)[1] > spending.most:
        chances = at_most(sizes, spending.most)
    return packed, chances


def _sizes(packed: Sequence[Block]) -> list[int]:
    return [block.size for block in packed]
