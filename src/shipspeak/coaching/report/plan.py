"""The plan as a person reads it: one sentence; behind it what was chosen and why, what was promised, what it took."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from shipspeak.base import Span, intersect, subtract, total, union
from shipspeak.coaching.asked import spoken, unwritten
from shipspeak.coaching.model import Basis, Report
from shipspeak.coaching.provenance import Part
from shipspeak.coaching.report.plan_drawing import draw_shares
from shipspeak.coaching.report.words import TIERS
from shipspeak.coaching.stages import STAGES
from shipspeak.kit.page import lasting, percent, plural
from shipspeak.sampling import Role, Unit

ALL = 0.98
"""Share of somebody's talk that counts as all of it: what is left is the edges of turns."""

LOST = 1_000
"""Milliseconds of chosen talk without words that are worth a sentence."""

ROLES = {
    Role.EDGE: ("Start and end", "Always: where the point is made, and where it is agreed who does what.", "yes"),
    Role.FOCAL: ("Your turns", "The coaching is about you, so your words come first.", "yes"),
    Role.MOMENT: (
        "Moments",
        "Something seems to happen: a question put to you, a long pause, several at once.",
        "never",
    ),
    Role.AUDIT: (
        "Random check",
        "Drawn from what the others said, so that the choice is blind to nothing.",
        "not yours",
    ),
}
"""Role -> its name, why it is written down, whether your rates rest on it; in the order shown."""
ASKED = ("You asked", "Picked by you: words, moments and clips.", "never")

PROMISES = {
    "budget": "No more was written down than the preset allows",
    "paid once": "Nothing was written down twice",
    "opening and closing": "How the meeting opened and closed was written down",
    "key speakers": "Everybody with a say was heard at least twice",
    "no long gap": "No long stretch of talk was left out whole",
    "moments": "The moments are near the best that could be had for their seconds",
    "audit": "Enough of the others' talk was drawn at random",
}
"""What the plan's guarantees mean to a person; one that is not here is shown by its own name."""


@dataclass(frozen=True, slots=True)
class Share:
    """What was written down for one reason."""

    name: str
    why: str
    rates: str
    """Whether your rates rest on it."""
    length: int
    units: tuple[tuple[Span, str], ...]
    """Each stretch and its own reason."""


@dataclass(frozen=True, slots=True)
class Promise:
    words: str
    held: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a reader may want to know of it."""

    sentence: str
    shares: tuple[Share, ...]
    picture: Markup | None
    promises: tuple[Promise, ...]
    tiers: tuple[tuple[str, str], ...]
    """What a tier is called, and the numbers that stand on it."""
    parts: tuple[Part, ...]
    """What each step took, by its name for people."""
    seconds: float


def account(report: Report) -> Account:
    """Everything about the plan."""
    shares = _shares(report) if _chosen(report) else ()
    drawable = report.timed and report.duration > 0 and bool(shares)
    return Account(
        sentence=sentence(report),
        shares=shares,
        picture=draw_shares(report.duration, shares) if drawable else None,
        promises=tuple(Promise(PROMISES.get(g.name, g.name), g.held, g.detail) for g in report.plan.guarantees),
        tiers=_tiers(report),
        parts=_parts(report),
        seconds=sum(part.seconds for part in report.made.parts),
    )


def sentence(report: Report) -> str:
    """For who does not care: how much was written down, and of what."""
    if brought(report):
        return "The words came with your file: all of them were read."
    missing = unwritten(report.turns, report.covered, report.duration)
    if total(missing) < 1_000:
        return "We heard all of it and wrote down all of the talk."
    kinds = [_own(report), _moments(report)]
    kinds += ["a random check of the rest"] if _of(report, Role.AUDIT) else []
    kinds += ["what you asked for"] if report.asked else []
    said = [kind for kind in kinds if kind]
    listed = f"{', '.join(said[:-1])}{',' if len(said) > 2 else ''} and {said[-1]}" if len(said) > 1 else "".join(said)
    length = f"{lasting(total(union(report.covered)))} of {lasting(report.duration)}"
    return f"We heard all of it and wrote down {length}{': ' if listed else ''}{listed}.{_lost(report)}"


def _lost(report: Report) -> str:
    """What was chosen and brought no words."""
    chosen = intersect(spoken(report.turns, report.duration), union((*report.plan.spans, *report.asked)))
    lost = total(subtract(chosen, report.covered))
    return f" {lasting(lost)} of it brought no words, so nothing rests on that." if lost >= LOST else ""


def brought(report: Report) -> bool:
    """Whether the words came with the file: they were read, and none was heard."""
    return report.made.engine.came_along


def _own(report: Report) -> str:
    own = union(turn.span for turn in report.turns if turn.speaker == report.focal)
    if not total(own):
        return ""
    if total(intersect(own, union(report.covered))) >= ALL * total(own):
        return "all of your words"
    drawn = union(unit.span for role in (Role.EDGE, Role.FOCAL) for unit in _of(report, role))
    return f"a fair {percent(total(intersect(own, drawn)) / total(own))} of your words"


def _moments(report: Report) -> str:
    count = len({unit.draw for unit in _of(report, Role.MOMENT)})
    return plural(count, "moment") if count else ""


def _of(report: Report, role: Role) -> tuple[Unit, ...]:
    return tuple(unit for unit in report.plan.units if unit.role is role)


def _chosen(report: Report) -> bool:
    """Whether anything was left out, so that there was a choice."""
    talk = spoken(report.turns, report.duration)
    return not brought(report) and total(subtract(talk, union(report.plan.spans))) >= 1_000


def _shares(report: Report) -> tuple[Share, ...]:
    shares = [
        Share(*ROLES[role], sum(unit.span.length for unit in units), tuple((unit.span, unit.reason) for unit in units))
        for role in ROLES
        if (units := _of(report, role))
    ]
    if report.asked:
        shares.append(Share(*ASKED, total(report.asked), tuple((span, "you asked for it") for span in report.asked)))
    return tuple(shares)


def _tiers(report: Report) -> tuple[tuple[str, str], ...]:
    found: Sequence[tuple[Basis, str]] = [(metric.basis, metric.name) for metric in report.findings.metrics]
    named = ((tier, ", ".join(name for basis, name in found if basis is tier)) for tier in TIERS)
    return tuple((TIERS[tier], names) for tier, names in named if names)


def _parts(report: Report) -> tuple[Part, ...]:
    """A step that was done several times, for one stretch after the other, is one line."""
    spent: dict[str, Part] = {}
    for part in report.made.parts:
        sofar = spent.get(part.stage, Part(STAGES.get(part.stage, part.stage), 0.0))
        spent[part.stage] = replace(sofar, seconds=sofar.seconds + part.seconds, usd=sofar.usd + part.usd)
    return tuple(spent.values())
