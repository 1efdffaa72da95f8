"""What can be bought in a meeting, and how it will be drawn from: all that is fixed before any chance comes in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from shipspeak.base import Span, Turn, subtract, total
from shipspeak.sampling import guarantees
from shipspeak.sampling.exchanges import exchanges
from shipspeak.sampling.focal import Design, design
from shipspeak.sampling.model import Role, Unit
from shipspeak.sampling.moments import Moment
from shipspeak.sampling.presets import Configuration
from shipspeak.sampling.units import in_order, length, voiced


@dataclass(frozen=True, slots=True)
class Ground:
    """A meeting as it can be bought, whatever may be spent: depends on the turns, the coached person and the
    configuration's lengths.
    """

    duration: int
    turns: Sequence[Turn]
    """In order, inside the recording."""
    focal: str | None
    speech: Sequence[Span]
    """All that can be bought; sorted, disjoint."""
    own: Sequence[Span]
    """The coached person's part of it."""
    seams: Sequence[int]
    """Where some turn starts or ends."""
    asked: Sequence[Moment]
    """Exchanges and ends of long answers, as the turns alone tell of them."""
    keys: Sequence[guarantees.Key]
    """The key speakers, quietest last."""


@dataclass(frozen=True, slots=True)
class Frame(Ground):
    """Depends on the turns, the coached person, the budget and the configuration alone: on no cue and no seed."""

    edges: Sequence[Unit]
    design: Design
    floor: int
    """Milliseconds of audit that every draw buys."""
    reserve: int
    """Milliseconds kept back for key speakers who may be heard too little."""

    @property
    def others(self) -> list[Span]:
        """What is audited."""
        edges = sorted(unit.span for unit in self.edges)
        return list(subtract(subtract(self.speech, self.own), edges))


def lay_out(duration: int, turns: Sequence[Turn], focal: str | None, limit: int, configuration: Configuration) -> Frame:
    """The frame of a meeting of `duration` ms of which `limit` ms may be paid for. O(n log n)."""
    return staked(survey(duration, turns, focal, configuration), limit, configuration)


def survey(duration: int, turns: Sequence[Turn], focal: str | None, configuration: Configuration) -> Ground:
    """What `lay_out` does before it asks what may be paid for."""
    inside = [replace(turn, start=max(0, turn.start), end=min(duration, turn.end)) for turn in turns]
    inside = in_order(turn for turn in inside if turn.length > 0)
    speech = voiced(inside, duration, configuration)
    own = voiced([turn for turn in inside if turn.speaker == focal], duration, configuration)
    seams = sorted({mark for turn in inside for mark in (turn.start, turn.end)})
    # Certain for what the turns alone tell: no cue has a say in any probability.
    asked = exchanges(inside, focal, (), configuration)
    return Ground(duration, inside, focal, speech, own, seams, asked, guarantees.key_speakers(inside, configuration))


def staked(ground: Ground, limit: int, configuration: Configuration) -> Frame:
    """The frame on that ground for `limit` ms."""
    edges = _edges(ground.speech, min(configuration.edge, limit // 8))
    floor = ceil(configuration.audit_share * (total(ground.speech) - total(ground.own)))
    reserve = 2_000 * configuration.key_segments * len(ground.keys)
    kept = floor + max(floor // 4, 3 * length(floor, configuration)) + reserve
    drawable = subtract(ground.own, sorted(unit.span for unit in edges))
    allowance = _for_focal(total(drawable), limit - total(unit.span for unit in edges), kept, configuration)
    drawing = design(drawable, allowance, ground.seams, configuration, first=ground.asked)
    return Frame(
        ground.duration,
        ground.turns,
        ground.focal,
        ground.speech,
        ground.own,
        ground.seams,
        ground.asked,
        ground.keys,
        edges,
        drawing,
        floor,
        reserve,
    )


def _for_focal(frame: int, left: int, kept: int, configuration: Configuration) -> int:
    """Allowance in ms: a census may take more than a sample, which leaves room for what the person answers."""
    census = max(left // 2, min(int(configuration.focal_share * left), left - kept))
    return census if frame <= census else min(census, max(left // 2, int(configuration.drawn_share * left)))


def _edges(speech: Sequence[Span], size: int) -> list[Unit]:
    """The first and the last `size` ms of speech."""
    opening = _first(speech, size)
    closing = _first([Span(-span.end, -span.start) for span in reversed(speech)], size)
    return [
        *(Unit(span, Role.EDGE, 1.0, "the opening", number) for number, span in enumerate(opening)),
        *(
            Unit(Span(-span.end, -span.start), Role.EDGE, 1.0, "the closing", len(opening) + number)
            for number, span in enumerate(closing)
        ),
    ]


def _first(speech: Sequence[Span], size: int) -> list[Span]:
    taken: list[Span] = []
    for span in speech:
        if size <= 0:
            break
        taken.append(Span(span.start, min(span.end, span.start + size)))
        size -= taken[-1].length
    return taken
