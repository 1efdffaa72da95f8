"""The coached person's own turns: all of them where they fit, otherwise a probability sample."""

from collections.abc import Sequence
from random import Random

from shipspeak.base import Span, total
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.systematic import at_most, draw
from shipspeak.sampling.units import blocks, cut, length


def focal_units(
    frame: Sequence[Span], allowance: int, seams: Sequence[int], random: Random, configuration: Configuration
) -> list[Unit]:
    """Units of `frame` (the person's speech; sorted, disjoint) for at most `allowance` ms, whatever the random start.

    When the frame fits, every unit has p = 1: a census, no sampling error. Otherwise a systematic sample of blocks with
    probabilities proportional to size; units of one block share their `draw`.
    """
    if total(frame) <= allowance:
        pieces = cut(frame, configuration.unit, seams)
        return [Unit(piece, Role.FOCAL, 1.0, "your turn", number) for number, piece in enumerate(pieces)]
    unit = length(allowance, configuration)
    packed = blocks(cut(frame, unit, seams), unit)
    chances = at_most([block.size for block in packed], allowance)
    return draw(packed, chances, random, Role.FOCAL, "your turn, drawn at random")
