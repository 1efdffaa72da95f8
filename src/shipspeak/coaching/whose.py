"""Which voice a person meant, after voices were counted anew: its number changes, where it spoke does not. Pure."""

import re
from collections.abc import Mapping, Sequence

from shipspeak.base import Span, Turn, intersect, total, union

LONGEST = 3
"""Turns by which a voice is known: its longest, in which it is least mistaken for another."""
NUMBER = re.compile(r"S[0-9]{1,3}")
_PLACE = re.compile(r"@[0-9]{1,10}-[0-9]{1,10}(,[0-9]{1,10}-[0-9]{1,10})*")


def called(voice: str, name: str | None) -> str:
    """What a person reads: the name where one was given, else "Speaker 2"."""
    return name or f"Speaker {voice.removeprefix('S')}"


def place_of(voice: str, turns: Sequence[Turn]) -> str:
    """The voice's longest turns, as in "@62000-67000,81000-88000"; the number itself where it has no turn, and what is
    no voice's number stays as it is.
    """
    own = sorted((turn.span for turn in turns if turn.speaker == voice), key=lambda span: -span.length)[:LONGEST]
    if not own or not NUMBER.fullmatch(voice):
        return voice
    return "@" + ",".join(f"{span.start}-{span.end}" for span in sorted(own))


def is_place(me: str) -> bool:
    return _PLACE.fullmatch(me) is not None


def voice_at(place: str, turns: Sequence[Turn]) -> str | None:
    """Who speaks there for more than half of the time; None: nobody. A voice's number stands for itself, and so does a
    name, though it begin like a place ("@maya").
    """
    if not is_place(place):
        return place
    spans = [Span(*map(int, part.split("-"))) for part in place[1:].split(",")]
    heard = {
        voice: total(intersect(union(turn.span for turn in turns if turn.speaker == voice), spans))
        for voice in {turn.speaker for turn in turns}
    }
    best = max(sorted(heard), key=lambda voice: heard[voice], default=None)
    return best if best is not None and 2 * heard[best] > total(spans) else None


def named(names: Mapping[str, str], turns: Sequence[Turn]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Voice -> name; and the names whose voice is not there any more, or has another name already."""
    found: dict[str, str] = {}
    lost: list[str] = []
    for place, name in names.items():
        voice = voice_at(place, turns)
        if voice is None or voice in found:
            lost.append(name)
        else:
            found[voice] = name
    return found, tuple(lost)
