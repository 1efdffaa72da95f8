"""Choose what to pay for.

The budget goes to the coached person's own turns, then to moments with what was said around them, then to a random
audit of everything else. Draws are made before moments are bought, so that no probability depends on a moment; moments
take what the draws left: first what was put to the coached person, with how the answer begins.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from shipspeak.base import ShipSpeakError, Turn, subtract, total
from shipspeak.sampling import guarantees
from shipspeak.sampling.audit import Spending, audit_units, bill_spread
from shipspeak.sampling.configurations import DEFAULT
from shipspeak.sampling.exchanges import RAISING, exchanges
from shipspeak.sampling.frame import Frame, lay_out
from shipspeak.sampling.model import Cue, Guarantee, Plan, Preset, Role, Unit
from shipspeak.sampling.moments import Moment, around, moments
from shipspeak.sampling.presets import Configuration, budget
from shipspeak.sampling.purse import Purse
from shipspeak.sampling.repair import for_gaps, repair
from shipspeak.sampling.said import WORDED, said
from shipspeak.sampling.units import cut


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
    """The plan for a meeting of `duration` ms, at the start of the preset's ladder: depends on these arguments alone.
    O(n log n).

    `turns` in any order, of any overlap; what lies outside [0, duration] is left out. `focal` is the coached person's
    voice id, or None while unknown: then there are moments and a random audit of all speech. `cues` say where to look
    for moments, from sound and turns (`cues`) and, where a cheap pass wrote everything down, from words; no draw and no
    probability depends on them. Raises NothingToChoose.
    """
    if duration <= 0:
        raise NothingToChoose
    limit = budget(duration, preset, configuration)
    frame = lay_out(duration, turns, focal, limit, configuration)
    return choose_from(frame, cues=cues, preset=preset, seed=seed, configuration=configuration)


def choose_from(frame: Frame, *, cues: Sequence[Cue], preset: Preset, seed: int, configuration: Configuration) -> Plan:
    """The same from what `lay_out` gave for the budget of `preset`: for who asks with many seeds."""
    limit = budget(frame.duration, preset, configuration)
    best: tuple[Guarantee, ...] = ()
    if total(frame.speech) <= limit:
        units = everything(frame, configuration)
    else:
        units, best = _part(frame, cues, limit, seed, configuration)
    units.sort(key=lambda unit: unit.span)
    held = (*checked(frame, units, limit, configuration), *best)
    return Plan(preset, seed, frame.duration, frame.focal, limit, tuple(units), held, configuration.version)


def everything(frame: Frame, configuration: Configuration) -> list[Unit]:
    """All speech, when it fits: no sampling at all."""
    own = cut(frame.own, configuration.unit, ())
    others = cut(subtract(frame.speech, frame.own), configuration.unit, ())
    return [
        *(Unit(span, Role.FOCAL, 1.0, "your turn", number) for number, span in enumerate(own)),
        *(Unit(span, Role.AUDIT, 1.0, "everything fits", number) for number, span in enumerate(others)),
    ]


def checked(frame: Frame, units: Sequence[Unit], limit: int, configuration: Configuration) -> tuple[Guarantee, ...]:
    """What the plan promises, checked on these units (sorted)."""
    return guarantees.check(
        units=units,
        keys=frame.keys,
        speech=frame.speech,
        focal=frame.own,
        budget=limit,
        duration=frame.duration,
        configuration=configuration,
    )


def focal_chance(seed: int) -> Random:
    """The coached person's draw: one random start, the same whenever this seed is asked."""
    return Random(f"{seed} focal")  # noqa: S311 -- no secret


def worth_hearing(frame: Frame, cues: Sequence[Cue], configuration: Configuration) -> list[Moment]:
    """Exchanges, and what words name where a cheap pass wrote them down."""
    found = frame.asked
    if any(cue.kind in RAISING for cue in cues):
        found = exchanges(frame.turns, frame.focal, cues, configuration)
    worded = said(frame.turns, frame.focal, cues, configuration)
    if not worded:
        return list(found)
    return [*worded, *(replace(moment, strength=configuration.unsaid * moment.strength) for moment in found)]


def _part(
    frame: Frame, cues: Sequence[Cue], limit: int, seed: int, configuration: Configuration
) -> tuple[list[Unit], tuple[Guarantee, ...]]:
    """Edges, the coached person, the audit, exchanges, repairs, moments: in this order, within the limit."""
    purse = Purse(limit, frame.speech, configuration.sliver)
    units = [*frame.edges, *frame.design.units(focal_chance(seed))]
    purse.buy(unit.span for unit in units)
    drawn = _audit(frame, purse, limit, seed, configuration)
    purse.buy(unit.span for unit in drawn)
    units += drawn

    worth = worth_hearing(frame, cues, configuration)
    keep = frame.reserve + for_gaps(purse, frame.duration, configuration)
    bought, best = moments(worth, purse, frame.seams, configuration, keep=keep)
    units += bought
    units += repair(units, frame.keys, purse, frame.duration, configuration)
    worth += [around(cue, frame.duration, configuration) for cue in cues if cue.kind not in WORDED]
    units += moments(worth, purse, frame.seams, configuration)[0]
    return units, (best,)


def _audit(frame: Frame, purse: Purse, limit: int, seed: int, configuration: Configuration) -> list[Unit]:
    # In a short meeting of many people the check comes before hearing each of them twice.
    most = max(purse.left // 2, purse.left - frame.reserve, min(purse.left, frame.floor + bill_spread(frame.floor)))
    # While nobody is coached chance gets what moments may not take; a coached person's moments come before more chance.
    wanted = frame.floor if frame.focal else min(most, purse.left - int(configuration.moment_share * limit))
    rest = [span for span in frame.others if span.length >= configuration.sliver]
    if total(rest) < frame.floor:
        rest = frame.others
    chance = Random(f"{seed} audit")  # noqa: S311 -- no secret
    return audit_units(rest, Spending(frame.floor, wanted, most), frame.seams, chance, configuration)
