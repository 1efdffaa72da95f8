"""At most three cards: the strongest things seen, of different skills and turns, one of them a strength where one was
seen.
"""

from collections import Counter
from collections.abc import Sequence

from shipspeak.base import Turn
from shipspeak.coaching.evidence import PLAINLY, VOICE, Admitted
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.metrics.rows import often
from shipspeak.coaching.model import Focus, Kind, Tone
from shipspeak.coaching.rubric.words import CARDS, KINDS, Words

CARDS_SHOWN = 3
AGAIN = 0.04
"""What a second and third occurrence of the same behaviour add to its weight."""
UNSURE, MOST_UNSURE = 0.03, 4
"""What each word that the engine was not sure of takes from it, up to so many: of things that matter alike, what reads
clean comes first.
"""


def focus(admitted: Sequence[Admitted], kind: Kind, held: Sequence[Turn] = ()) -> tuple[Focus, ...]:
    """Cards, strongest first. Deterministic: ties go to what came first in the meeting. `held`: who had the floor."""
    times = count(admitted)
    return tuple(card(one, kind, times[one.claim.pattern]) for one in choose(admitted, held))


def choose(
    admitted: Sequence[Admitted], held: Sequence[Turn] = (), sofar: Sequence[Admitted] = ()
) -> tuple[Admitted, ...]:
    """What gets a card, beside those that have one: at most three in all, one of them a strength."""
    times = count(admitted)
    ranked = sorted(admitted, key=lambda one: (-_strength(one, times), one.claim.start, one.claim.pattern))
    chosen: list[Admitted] = []
    best = next((one for one in ranked if one.claim.tone is Tone.STRENGTH), None)
    kept = any(one.claim.tone is Tone.STRENGTH for one in sofar)
    if best is not None and not kept and len(sofar) < CARDS_SHOWN:
        chosen.append(best)
    for one in ranked:
        room = len(sofar) + len(chosen) < CARDS_SHOWN
        if room and one.claim.tone is Tone.CHANGE and not _repeats(one, (*sofar, *chosen), held):
            chosen.append(one)
    return tuple(sorted(chosen, key=ranked.index))


def count(admitted: Sequence[Admitted]) -> Counter[str]:
    """How often each behaviour was seen."""
    return Counter(one.claim.pattern for one in admitted)


def card(one: Admitted, kind: Kind, times: int = 1, words: Words | None = None) -> Focus:
    """The sentences of one card, from its template (or other `words`) and the claim's facts."""
    claim = one.claim
    words = words or CARDS[claim.pattern]
    more = f" It happened {often(times)} in what was written down." if times > 1 else ""
    return Focus(
        skill=claim.skill,
        tone=claim.tone,
        pattern=claim.pattern,
        happened=_happened(words, claim.facts) + more,
        matters=words.matters_in.get(kind, words.matters).format(kind=KINDS[kind]),
        evidence=one.evidence,
        instead=_instead(words, claim.facts),
        practise=words.practise,
        other=claim.facts.get(VOICE, ""),
    )


def _happened(words: Words, facts: dict[str, str]) -> str:
    """The fullest sentence whose facts are all known."""
    for template in words.happened:
        try:
            return template.format_map(facts)
        except KeyError:
            continue
    raise AssertionError("the last template of a card needs no fact")


def _instead(words: Words, facts: dict[str, str]) -> str:
    """In the person's own words where they could be had, else the pattern to fill."""
    if not words.own or PLAINLY not in facts:
        return words.instead
    reasoned = "because" in tokens(facts[PLAINLY])
    return words.own.format(plainly=facts[PLAINLY], because="" if reasoned else " Add “because …”.")


def _strength(one: Admitted, times: Counter[str]) -> float:
    misheard = UNSURE * min(MOST_UNSURE, sum(piece.unsure for piece in one.evidence))
    return one.claim.weight + AGAIN * min(2, times[one.claim.pattern] - 1) - misheard


def _repeats(one: Admitted, chosen: Sequence[Admitted], held: Sequence[Turn]) -> bool:
    """The same skill or the same turn to change, or the same words, twice on one page. A recommendation that came late
    in a long monologue is one thing to change, not two.
    """
    for other in chosen:
        alike = other.claim.tone is one.claim.tone
        if alike and (other.claim.skill is one.claim.skill or _turn(one, held) == _turn(other, held)):
            return True
        if other.evidence[0].passage == one.evidence[0].passage and other.claim.quote == one.claim.quote:
            return True
    return False


def _turn(one: Admitted, held: Sequence[Turn]) -> Turn | str:
    """The turn that the quote stands in; where there is no clock, its passage."""
    said = one.evidence[0]
    mine = (turn for turn in held if turn.speaker == said.speaker and turn.start <= said.start < turn.end)
    return next(mine, said.passage)
