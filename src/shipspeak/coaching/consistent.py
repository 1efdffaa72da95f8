"""No report says two things of one moment: of what contradicts, the weaker goes. Pure.

A pair contradicts when both stand on the same turn, or answer the same question: "your first sentence was the answer"
beside "your recommendation came late". What goes is no card, no mark and no part of a level. Praise goes too where a
row of the numbers says the opposite of the very moment.
"""

from collections.abc import Sequence

from shipspeak.base import Span
from shipspeak.coaching.evidence import Admitted
from shipspeak.coaching.language.talk import Stretch
from shipspeak.coaching.model import Metric, Standing, Tone

_LATE = frozenset({"buried-recommendation", "long-monologue"})
_HEDGED = frozenset({"hedged-reply", "hedge-burst"})
OPPOSED = {
    "answer-first": frozenset({"buried-recommendation", "figure-missing", "risk-not-named", "detours"}) | _HEDGED,
    "short-answer": _LATE | _HEDGED | {"figure-missing", "risk-not-named", "detours"},
    "number-given": _LATE | {"figure-missing"},
    "signposted": frozenset({"detours"}),
    "aim-named": frozenset({"detours"}),
    "recap": frozenset({"decision-without-owner"}),
    "owner-and-date": frozenset({"decision-without-owner"}),
    "trade-off-stated": frozenset({"risk-not-named"}),
    "stop-rule": frozenset({"risk-not-named"}),
    "acknowledged-pushback": _HEDGED,
    "term-explained": frozenset({"meaning-asked"}),
    "paraphrase": frozenset({"interruption"}),
    "clear-ask": _HEDGED,
}
"""What to keep -> what to change that says the opposite of the same words."""
ROWS = {
    "time_to_recommendation": frozenset({"answer-first", "short-answer"}),
    "longest_monologue": frozenset({"short-answer"}),
}
"""A row above its usual range -> praise of the moments behind it that cannot stand beside it."""


def consistent(
    admitted: Sequence[Admitted], metrics: Sequence[Metric] = (), own: Sequence[Stretch] = ()
) -> tuple[Admitted, ...]:
    """Those that can stand side by side, in their order. `own`: the person's turns."""
    praise = [one for one in admitted if one.claim.tone is Tone.STRENGTH and not _refuted(one, metrics, own)]
    changes = [one for one in admitted if one.claim.tone is Tone.CHANGE]
    beaten = [_weaker(one, other) for one in praise for other in changes if contradict(one, other, own)]
    return tuple(one for one in admitted if one not in beaten and (one in praise or one in changes))


def beside(
    more: Sequence[Admitted], found: Sequence[Admitted], metrics: Sequence[Metric], own: Sequence[Stretch]
) -> tuple[Admitted, ...]:
    """What of `more`, which somebody else saw, can stand beside all that was `found`."""
    return tuple(one for one in more if consistent((*found, one), metrics, own) == (*found, one))


def contradict(praise: Admitted, change: Admitted, own: Sequence[Stretch] = ()) -> bool:
    """Whether the two say opposite things of the same turn, or of the answer to the same question."""
    if change.claim.pattern not in OPPOSED.get(praise.claim.pattern, ()):
        return False
    cited = [{piece.passage for piece in one.evidence} for one in (praise, change)]
    mine = _turn(praise, own)
    return bool(cited[0] & cited[1]) or (mine is not None and mine is _turn(change, own))


def _turn(one: Admitted, own: Sequence[Stretch]) -> Stretch | None:
    said = one.evidence[0].passage
    return next((turn for turn in own if any(line.passage.id == said for line in turn.lines)), None)


def _weaker(one: Admitted, other: Admitted) -> Admitted:
    """Of two of equal weight the praise: undeserved praise costs more trust than a missing one."""
    return one if one.claim.weight <= other.claim.weight else other


def _refuted(one: Admitted, metrics: Sequence[Metric], own: Sequence[Stretch]) -> bool:
    """Whether a row is above its range because of the very turn that is praised."""
    rows = [row for row in metrics if one.claim.pattern in ROWS.get(row.key, ()) and row.standing is Standing.ABOVE]
    turn = _turn(one, own)
    where = turn.span if turn else Span(one.evidence[0].start, one.evidence[0].end)
    return any(where.overlap(span) for row in rows for span in row.spans)
