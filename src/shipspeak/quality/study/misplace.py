"""Who spoke when, with the errors of diarisation: ends shifted, speech given to the neighbour, short turns lost.

A diarisation error of 10 or 20 % is made of 55 % speech given to others, 20 % shifted ends and 25 % short turns lost
or, where those do not suffice, more speech given to others. The mix is an assumption: what our own hearing gets wrong
was not taken apart so. What was made is measured and reported.
"""

from collections.abc import Sequence
from random import Random

from shipspeak.base import Turn, intersect, total, union
from shipspeak.quality.study.heard import Heard, as_it_was, relabelled
from shipspeak.quality.study.meeting import Meeting

OF_OTHERS, OF_ENDS = 0.55, 0.20
SHORT = 1_000
"""Milliseconds: such turns are what is lost first."""
LEAST = 50
"""Milliseconds: a turn shorter than this is not there any more."""


def misplaced(meeting: Meeting, rate: float, seed: int, written: Heard | None = None) -> Heard:
    """The words that an engine wrote, human ones if not given, laid over wrong turns by the product's own rule. `rate`
    0…1: the diarisation error to be made. The turns are wrong alike for the same seed, whoever wrote.
    """
    written = written or as_it_was(meeting)
    return relabelled(meeting.duration, wrong_turns(meeting, rate, seed), written.words, written.engine)


def wrong_turns(meeting: Meeting, rate: float, seed: int) -> list[Turn]:
    """The same for the same seed."""
    random = Random(f"{seed} {meeting.name} {rate}")  # noqa: S311 -- no secret
    speech = sum(turn.length for turn in meeting.turns)
    turns = list(meeting.turns)
    lost = _lost(turns, (1 - OF_OTHERS - OF_ENDS) * rate * speech, random)
    kept = [turn for at, turn in enumerate(turns) if at not in lost]
    short_of = rate * speech * (1 - OF_ENDS) - sum(turns[at].length for at in lost)
    given = _given(kept, short_of, random)
    return sorted(_shifted(given, OF_ENDS * rate * speech, meeting.duration, random))


def error_rate(truth: Sequence[Turn], found: Sequence[Turn]) -> float:
    """Missed, invented and confused speech over all speech; voices keep their names here, so nothing is matched."""
    missed = invented = 0
    for who in {turn.speaker for turn in truth} | {turn.speaker for turn in found}:
        real = union(turn.span for turn in truth if turn.speaker == who)
        said = union(turn.span for turn in found if turn.speaker == who)
        both = total(intersect(real, said))
        missed += total(real) - both
        invented += total(said) - both
    # Speech given to another is missed with one and invented with the other, and counts once.
    whole = sum(total(union(turn.span for turn in truth if turn.speaker == who)) for who in _people(truth))
    return max(missed, invented) / whole


def _people(turns: Sequence[Turn]) -> set[str]:
    return {turn.speaker for turn in turns}


def _lost(turns: Sequence[Turn], most: float, random: Random) -> set[int]:
    short = [at for at, turn in enumerate(turns) if turn.length < SHORT]
    random.shuffle(short)
    lost: set[int] = set()
    for at in short:
        if most <= 0:
            break
        most -= turns[at].length
        lost.add(at)
    return lost


def _given(turns: Sequence[Turn], most: float, random: Random) -> list[Turn]:
    """Turns given to whoever spoke before: voices are taken for their neighbours'."""
    given = list(turns)
    for at in random.sample(range(len(given)), len(given)):
        turn = turns[at]
        neighbour = next((turns[b].speaker for b in range(at - 1, -1, -1) if turns[b].speaker != turn.speaker), None)
        if neighbour is not None and turn.length <= most:
            most -= turn.length
            given[at] = Turn(turn.start, turn.end, neighbour)
    return given


def _shifted(turns: Sequence[Turn], much: float, duration: int, random: Random) -> list[Turn]:
    """Every end by a normal error; its mean size is 0.8 standard deviations."""
    spread = much / max(1, 2 * len(turns)) / 0.8
    moved = []
    for turn in turns:
        start = max(0, round(turn.start + random.gauss(0, spread)))
        end = min(duration, round(turn.end + random.gauss(0, spread)))
        if end - start >= LEAST:
            moved.append(Turn(start, end, turn.speaker))
    return moved
