"""A random check of everything that is not the coached person's: what the choice would otherwise be blind to."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shipspeak.base import Span
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.systematic import at_least, at_most, draw, extent
from shipspeak.sampling.units import blocks, cut, length


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

    No unit when even one block is more than `most`: the guarantee then says so.
    """
    unit = length(min(spending.most, max(spending.floor, spending.wanted)), configuration)
    packed = blocks(cut(frame, unit, seams), unit)
    sizes = [block.size for block in packed]
    chances = at_most(sizes, spending.wanted) if spending.wanted > spending.floor else [0] * len(sizes)
    if extent(chances, sizes)[0] < spending.floor:
        chances = at_least(sizes, spending.floor)
    if extent(chances, sizes)[1] > spending.most:
        chances = at_most(sizes, spending.most)
    return draw(packed, chances, random, Role.AUDIT, "random check")
