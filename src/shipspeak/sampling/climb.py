"""Buy more when an interval came out too wide, up to the preset's cap.

The second wave is no new draw. The random start of the first looks once more, a little further along the circle
(`systematic`), so the larger sample contains the smaller one, is paid for only where it is new, and has inclusion
probabilities that were fixed before anything was heard. Whether the second look is taken depends on what the first one
found, as in every sequential interval of wanted width; such intervals keep their coverage as samples grow (Chow &
Robbins 1965), and for samples as small as ours the tests count it over thousands of seeds. On the last rung everything
is heard, and nothing is left to estimate.
"""

from collections.abc import Sequence
from dataclasses import replace

from shipspeak.base import Turn, subtract, total
from shipspeak.sampling.choose import checked, everything, focal_chance, worth_hearing
from shipspeak.sampling.configurations import DEFAULT
from shipspeak.sampling.estimate import too_wide
from shipspeak.sampling.frame import Frame, lay_out
from shipspeak.sampling.model import Cue, Estimate, Guarantee, Plan, Role, Rung, Unit, Width
from shipspeak.sampling.moments import moments
from shipspeak.sampling.presets import Configuration, budget
from shipspeak.sampling.purse import Purse


def width(metric: str, estimate: Estimate, configuration: Configuration = DEFAULT) -> Width:
    """What the ladder decides by, for one figure."""
    wide = too_wide(estimate, relative=configuration.enough)
    return Width(metric, estimate.low, estimate.high, wide)


def climb(
    plan: Plan,
    widths: Sequence[Width],
    *,
    turns: Sequence[Turn],
    cues: Sequence[Cue],
    configuration: Configuration = DEFAULT,
    frame: Frame | None = None,
) -> Plan:
    """The plan with one more decision on its `ladder`, and more units if that decision was to buy.

    `turns`, `cues` and `configuration` as they were given to `choose`, `frame` to `choose_from`. All that was bought
    before is in the new plan too, under the role that now carries it; a span that a moment bought may be the coached
    person's now. Ask again with the new widths until `ladder[-1].bought` is 0. O(n log n).
    """
    ladder = configuration.presets[plan.preset]
    at = sum(rung.bought > 0 for rung in plan.ladder)
    start = budget(plan.duration, plan.preset, configuration)
    frame = frame or lay_out(plan.duration, turns, plan.focal, start, configuration)
    wide = " and ".join(one.metric for one in widths if one.wide)
    if reason := _stay(plan, wide, last=at + 1 >= len(ladder)):
        return replace(plan, ladder=(*plan.ladder, Rung(tuple(widths), ladder[at], 0, reason)))
    limit = budget(plan.duration, plan.preset, configuration, at + 1)
    best: tuple[Guarantee, ...] = ()
    if total(frame.speech) <= limit:
        units = everything(frame, configuration)
    else:
        units, best = _wider(plan, frame, cues, limit, start, configuration)
    units.sort(key=lambda unit: unit.span)
    bought = total(unit.span for unit in units) - plan.chosen
    rung = Rung(tuple(widths), ladder[at + 1], bought, f"Too little was heard to tell {wide}.")
    if bought <= 0:
        return replace(
            plan, ladder=(*plan.ladder, replace(rung, why="Nothing more could be bought for the next share."))
        )
    held = (*checked(frame, units, limit, configuration), *best)
    return replace(plan, budget=limit, units=tuple(units), guarantees=held, ladder=(*plan.ladder, rung))


def _stay(plan: Plan, wide: str, *, last: bool) -> str:
    """Why nothing is bought; "" when something should be."""
    if not wide:
        return "What was heard is enough."
    if all(unit.probability >= 1 for unit in plan.units if unit.role is Role.FOCAL):
        return "All that you said was heard; more of the meeting would not tell more."
    return "The most that this preset may pay for is reached." if last else ""


def _wider(
    plan: Plan, frame: Frame, cues: Sequence[Cue], limit: int, start: int, configuration: Configuration
) -> tuple[list[Unit], tuple[Guarantee, ...]]:
    """The same draws with a second look at the coached person, the moments that were bought, and further ones."""
    shift = frame.design.shift(limit - start)
    drawn = frame.design.units(focal_chance(plan.seed), shift)
    kept = [unit for unit in plan.units if unit.role in {Role.EDGE, Role.AUDIT}]
    units = [*kept, *drawn, *_moments(plan, drawn)]
    purse = Purse(limit, frame.speech, configuration.sliver)
    purse.buy(unit.span for unit in units)
    bought, best = moments(worth_hearing(frame, cues, configuration), purse, frame.seams, configuration)
    after = 1 + max((unit.draw for unit in units if unit.role is Role.MOMENT), default=-1)
    units += [replace(unit, draw=unit.draw + after) for unit in bought]
    return units, (best,)


def _moments(plan: Plan, drawn: Sequence[Unit]) -> list[Unit]:
    """What was bought as moments and is not the coached person's sample now."""
    spans = sorted(unit.span for unit in drawn)
    return [
        replace(unit, span=rest)
        for unit in plan.units
        if unit.role is Role.MOMENT
        for rest in subtract((unit.span,), spans)
    ]
