"""The coached person's own turns: all of them where they fit, otherwise a probability sample."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from shipspeak.base import Span, intersect, subtract, total, union
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.moments import Moment
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.systematic import at_most, draw, extent, farthest
from shipspeak.sampling.units import Block, blocks, cut, length


@dataclass(frozen=True, slots=True)
class Design:
    """How the coached person is heard: fixed before anything is drawn, so that a larger draw can follow it."""

    certain: Sequence[Span]
    """A stratum of its own with p = 1."""
    reason: str
    blocks: Sequence[Block]
    """Drawn from, in time order."""
    chances: Sequence[int]
    """First-look probabilities of the blocks, fixed point."""

    @property
    def sizes(self) -> list[int]:
        return [block.size for block in self.blocks]

    @property
    def census(self) -> bool:
        return not self.blocks

    def shift(self, more: int) -> int:
        """How much further along the same start may look when `more` ms may be spent on top, whatever the start."""
        return farthest(self.chances, self.sizes, extent(self.chances, self.sizes)[0] + more)

    def units(self, random: Random, shift: int = 0) -> list[Unit]:
        """What the random start picks, with the certain ones before; those of one block share their `draw`."""
        certain = [Unit(piece, Role.FOCAL, 1.0, self.reason, number) for number, piece in enumerate(self.certain)]
        drawn = draw(self.blocks, self.chances, random, Role.FOCAL, "your turn, drawn at random", shift)
        return [*certain, *(replace(unit, draw=unit.draw + len(certain)) for unit in drawn)]


def design(
    frame: Sequence[Span],
    allowance: int,
    seams: Sequence[int],
    configuration: Configuration,
    *,
    first: Sequence[Moment] = (),
) -> Design:
    """For `frame` (the person's speech; sorted, disjoint) and at most `allowance` ms, whatever the random start.

    When the frame fits, every unit has p = 1: a census, no sampling error. Otherwise their part of `first`, strongest
    first, up to `first_share` of the allowance, is taken for certain (a stratum of its own with p = 1, so `first` must
    not depend on anything drawn), and of the rest a systematic sample of blocks with probabilities proportional to
    size.
    """
    if total(frame) <= allowance:
        return Design(cut(frame, configuration.unit, seams), "your turn", (), ())
    taken = _first(frame, int(configuration.first_share * allowance), first, configuration)
    rest, left = subtract(frame, taken), allowance - total(taken)
    unit = length(left, configuration)
    packed = blocks(cut(rest, unit, seams), unit)
    chances = at_most([block.size for block in packed], left)
    return Design(cut(taken, configuration.unit, seams), "your longest answers", packed, chances)


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
