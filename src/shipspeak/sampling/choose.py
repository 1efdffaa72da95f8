"""Choose what to pay for.

The budget goes to the coached person's own turns, then to moments with what was said around them, then to a random
audit of everything else. Draws are made before moments are bought, so that no probability depends on a moment; moments
take what the draws left: first what was put to the coached person, with how the answer begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from random import Random

from shipspeak.base import ShipSpeakError, Span, Turn, subtract, total
from shipspeak.sampling import guarantees
from shipspeak.sampling.audit import Spending, audit_units
from shipspeak.sampling.configurations import DEFAULT
from shipspeak.sampling.exchanges import exchanges
from shipspeak.sampling.focal import focal_units
from shipspeak.sampling.model import Cue, Plan, Preset, Role, Unit
from shipspeak.sampling.moments import around, moments
from shipspeak.sampling.presets import Configuration, budget
from shipspeak.sampling.purse import Purse
from shipspeak.sampling.repair import for_gaps, repair
from shipspeak.sampling.said import WORDED, said
from shipspeak.sampling.units import cut, in_order, length, voiced


class NothingToChoose(ShipSpeakError):
    """This recording has no length, so there is nothing to choose from; record or upload it again."""

    status = 422
    exit_code = 65


def choose(
    *,
    duration: int,
    turns: Sequence[Turn],
    focal: str | None,
    cues: Sequence[Cue],
    preset: Preset,
    seed: int,
    configuration: Configuration = DEFAULT,
) -> Plan:
    """The plan for a meeting of `duration` ms: depends on these arguments alone. O(n log n).

    `turns` in any order, of any overlap; what lies outside [0, duration] is left out. `focal` is the coached person's
    voice id, or None while unknown: then there are moments and a random audit of all speech. Raises NothingToChoose.
    """
    if duration <= 0:
        raise NothingToChoose
    inside = [replace(turn, start=max(0, turn.start), end=min(duration, turn.end)) for turn in turns]
    inside = in_order(turn for turn in inside if turn.length > 0)
    speech = voiced(inside, duration, configuration)
    own = voiced([turn for turn in inside if turn.speaker == focal], duration, configuration)
    limit = budget(duration, preset, configuration)
    if total(speech) <= limit:
        units = _everything(speech, own, configuration)
    else:
        units = _part(_Meeting(duration, inside, speech, own, focal), cues, limit, seed, configuration)
    units.sort(key=lambda unit: unit.span)
    held = guarantees.check(
        units=units,
        turns=inside,
        speech=speech,
        focal=own,
        budget=limit,
        duration=duration,
        configuration=configuration,
    )
    return Plan(preset, seed, duration, focal, limit, tuple(units), held, configuration.version)


@dataclass(frozen=True, slots=True)
class _Meeting:
    duration: int
    turns: Sequence[Turn]
    speech: Sequence[Span]
    own: Sequence[Span]
    focal: str | None


def _everything(speech: Sequence[Span], own: Sequence[Span], configuration: Configuration) -> list[Unit]:
    """All speech, when it fits: no sampling at all."""
    others = cut(subtract(speech, own), configuration.unit, ())
    return [
        *(
            Unit(span, Role.FOCAL, 1.0, "your turn", number)
            for number, span in enumerate(cut(own, configuration.unit, ()))
        ),
        *(Unit(span, Role.AUDIT, 1.0, "everything fits", number) for number, span in enumerate(others)),
    ]


def _part(meeting: _Meeting, cues: Sequence[Cue], limit: int, seed: int, configuration: Configuration) -> list[Unit]:
    """Edges, the coached person, the audit, exchanges, repairs, moments: in this order, within the limit."""
    seams = sorted({mark for turn in meeting.turns for mark in (turn.start, turn.end)})
    purse = Purse(limit, meeting.speech, configuration.sliver)
    units = _edges(meeting.speech, min(configuration.edge, limit // 8))
    purse.buy(unit.span for unit in units)
    edges = sorted(unit.span for unit in units)

    others = total(meeting.speech) - total(meeting.own)
    floor = ceil(configuration.audit_share * others)
    reserve = _for_key_speakers(meeting, configuration)
    kept = floor + max(floor // 4, 3 * length(floor, configuration)) + reserve
    frame = subtract(meeting.own, edges)
    allowance = _for_focal(total(frame), purse.left, kept, configuration)
    # Certain for what the turns alone tell: no cue has a say in any probability.
    first = exchanges(meeting.turns, meeting.focal, (), configuration)
    random = Random(f"{seed} focal")  # noqa: S311 -- no secret
    drawn = focal_units(frame, allowance, seams, random, configuration, first=first)
    purse.buy(unit.span for unit in drawn)
    units += drawn

    most = max(purse.left // 2, purse.left - reserve)
    # Whom nobody coaches leaves everything to chance and moments; a coached person's moments come before more chance.
    wanted = floor if meeting.focal else min(most, purse.left - int(configuration.moment_share * limit))
    spending = Spending(floor, wanted, most)
    rest = [
        span for span in subtract(subtract(meeting.speech, meeting.own), edges) if span.length >= configuration.sliver
    ]
    drawn = audit_units(rest, spending, seams, Random(f"{seed} audit"), configuration)  # noqa: S311 -- no secret
    purse.buy(unit.span for unit in drawn)
    units += drawn

    worth = exchanges(meeting.turns, meeting.focal, cues, configuration)
    if worded := said(meeting.turns, meeting.focal, cues, configuration):
        worth = [*worded, *(replace(moment, strength=configuration.unsaid * moment.strength) for moment in worth)]
    keep = reserve + for_gaps(purse, meeting.duration, configuration)
    units += moments(worth, purse, seams, configuration, keep=keep)
    units += repair(units, meeting.turns, purse, meeting.duration, configuration)
    worth += [around(cue, meeting.duration, configuration) for cue in cues if cue.kind not in WORDED]
    units += moments(worth, purse, seams, configuration)
    return units


def _for_focal(frame: int, left: int, kept: int, configuration: Configuration) -> int:
    """Allowance in ms: a census may take more than a sample, which leaves room for what the person answers."""
    census = max(left // 2, min(int(configuration.focal_share * left), left - kept))
    return census if frame <= census else min(census, max(left // 2, int(configuration.drawn_share * left)))


def _for_key_speakers(meeting: _Meeting, configuration: Configuration) -> int:
    """Kept back from the draws, in ms: two seconds for each segment that a key speaker may still lack afterwards."""
    return 2_000 * configuration.key_segments * len(guarantees.key_speakers(meeting.turns, configuration))


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
