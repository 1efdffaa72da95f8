"""The coached person's own turns: all of them where they fit, otherwise a probability sample."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from shipspeak.base import Span, intersect, subtract, total, union
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.moments import Moment
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.systematic import at_most, draw
from shipspeak.sampling.units import blocks, cut, length


def focal_units(
    frame: Sequence[Span],
    allowance: int,
    seams: Sequence[int],
    random: Random,
    configuration: Configuration,
    *,
    first: Sequence[Moment] = (),
) -> list[Unit]:
    """Units of `frame` (the person's speech; sorted, disjoint) for at most `allowance` ms, whatever the random start.

    When the frame fits, every unit has p = 1: a census, no sampling error. Otherwise their part of `first`, strongest
    first, up to `first_share` of the allowance, is taken for certain (a stratum of its own with p = 1, so `first` must
    not depend on anything drawn), and of the rest a systematic sample of blocks with probabilities proportional to
    size; units of one block share their `draw`.
    """
    if total(frame) <= allowance:
        pieces = cut(frame, configuration.unit, seams)
        return [Unit(piece, Role.FOCAL, 1.0, "your turn", number) for number, piece in enumerate(pieces)]
    taken = _first(frame, int(configuration.first_share * allowance), first, configuration)
    pieces = cut(taken, configuration.unit, seams)
    certain = [Unit(piece, Role.FOCAL, 1.0, "your longest answers", number) for number, piece in enumerate(pieces)]
    rest, left = subtract(frame, taken), allowance - total(taken)
    unit = length(left, configuration)
    packed = blocks(cut(rest, unit, seams), unit)
    chances = at_most([block.size for block in packed], left)
    drawn = draw(packed, chances, random, Role.FOCAL, "your turn, drawn at random")
    return [*certain, *(replace(unit, draw=unit.draw + len(certain)) for unit in drawn)]


def _first(
    frame: Sequence[Span], most: int, wanted: Sequence[Moment], configuration: Configuration
) -> tuple[Span, ...]:
    """The frame's part of the strongest moments, each whole or not at all, for at most `most` ms."""
    taken: tuple[Span, ...] = ()
    for moment in sorted(wanted, key=lambda moment: (-moment.strength, moment.window)):
        fresh = subtract(intersect(frame, (moment.window,)), taken)
        fresh = tuple(span for span in fresh if span.length >= configuration.sliver)
        if total(taken) + total(fresh) <= most:
            taken = union((*taken, *fresh))
    return taken
