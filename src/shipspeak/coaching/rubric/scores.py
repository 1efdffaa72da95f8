"""From proven claims to a level of 0…4, or "not observed". Never 0 for lack of evidence."""

from collections import Counter
from collections.abc import Sequence

from shipspeak.coaching.evidence import Admitted
from shipspeak.coaching.metrics.rows import often
from shipspeak.coaching.model import Basis, Metric, Score, Skill, Standing, Tone
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.rubric.skills import SKILLS

GOOD = {skill: judged.GOOD for skill, judged in SKILLS.items()}
ANCHORS = {skill: judged.ANCHORS for skill, judged in SKILLS.items()}

MANY = 3
"""From so many occurrences on, "again and again"."""
SHOWN = 3
"""Pieces of evidence beside a level."""

_MEASURED = {
    Skill.DELIVERY: ("pace", "fillers"),
    Skill.CONCISION: ("longest_monologue",),
}
"""Skills that numbers show as well."""


def score(admitted: Sequence[Admitted], metrics: Sequence[Metric]) -> tuple[Score, ...]:
    """One for each skill, in the rubric's order. Where something was seen:

    only good → 3, again and again → 4; good and not so good → 2; only not so good → 1, again and again → 0. A figure
    inside or outside its band counts as one observation.
    """
    return tuple(_score(skill, [one for one in admitted if one.claim.skill is skill], metrics) for skill in SKILLS)


def _score(skill: Skill, seen: Sequence[Admitted], metrics: Sequence[Metric]) -> Score:
    rows = [row for row in metrics if row.key in _MEASURED.get(skill, ()) and row.basis is not Basis.MOMENT]
    inside = sum(row.standing is Standing.IN_BAND for row in rows)
    outside = sum(row.standing in {Standing.ABOVE, Standing.BELOW} for row in rows)
    strengths = sum(one.claim.tone is Tone.STRENGTH for one in seen)
    changes = len(seen) - strengths
    # A long stretch is both a claim and a row: count it once.
    outside = max(0, outside - changes) if skill is Skill.CONCISION else outside
    level = _level(strengths + inside, changes + outside)
    if level is None:
        return Score(skill, None, "Our rules saw nothing of it in what was written down.", ())
    why = " ".join([ANCHORS[skill][level], *_what(seen), *_where(rows)])
    best = sorted(seen, key=lambda one: (-one.claim.weight, one.claim.start))[:SHOWN]
    return Score(skill, level, why, tuple(one.evidence[0] for one in best))


def _what(seen: Sequence[Admitted]) -> list[str]:
    """What was seen, by name and number: "Seen: answer first, 3 times."."""
    told = []
    for tone, begin in ((Tone.STRENGTH, "To keep"), (Tone.CHANGE, "To change")):
        times = Counter(PATTERNS[one.claim.pattern].label for one in seen if one.claim.tone is tone)
        listed = [f"{label[:1].lower()}{label[1:]} ({often(number)})" for label, number in times.items()]
        told += [f"{begin}: {', '.join(listed)}."] if listed else []
    return told


def _where(rows: Sequence[Metric]) -> list[str]:
    """Where the numbers of the skill lie."""
    places = {Standing.IN_BAND: "in", Standing.ABOVE: "above", Standing.BELOW: "below"}
    return [f"{row.name}: {places[row.standing]} the usual range." for row in rows if row.standing in places]


def _level(good: int, bad: int) -> int | None:
    if good and bad:
        return 2
    if good:
        return 4 if good >= MANY else 3
    if bad:
        return 0 if bad >= MANY else 1
    return None
