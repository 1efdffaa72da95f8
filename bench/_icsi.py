"""Reads the shared ICSI meetings: who spoke when, with which words, and what was asked.

One dialogue act a line: start, end, id, channel letter, words as start+end+word joined by |, tags, channel, speaker …
"""

import gzip
import hashlib
import os
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from shipspeak.base import Span, Turn

FILLERS = frozenset({"um", "uh", "uhm"})
QUESTION = re.compile(r"(?:^|[|:])q")
"""MRDA's tags for questions (qy, qw, qh, qr, qo) begin with q, in any part of a split act."""


@dataclass(frozen=True, slots=True)
class Said:
    """One person's words, by the moment in their middle; questions, by their first word's (ms, sorted) and whole."""

    words: tuple[int, ...]
    fillers: tuple[int, ...]
    questions: tuple[int, ...]
    asked: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    name: str
    duration: int
    turns: tuple[Turn, ...]
    said: dict[str, Said]

    def participants(self, least: float) -> list[str]:
        """Who has at least this share of all talk."""
        talk = {who: sum(turn.length for turn in self.turns if turn.speaker == who) for who in self.said}
        return sorted(who for who in talk if talk[who] >= least * sum(talk.values()))


def folder() -> Path:
    """Where the shared data lies: SHIPSPEAK_DATA, or ../shared/data beside the project."""
    given = os.environ.get("SHIPSPEAK_DATA")
    return Path(given) if given else Path(__file__).parents[2] / "shared" / "data"


def paths() -> list[Path]:
    return sorted((folder() / "meetings" / "icsi").glob("*.dadb.gz"))


def reported(path: Path) -> bool:
    """Whether a meeting belongs to the third that is reported on and never tuned on; decided by its name alone."""
    return hashlib.sha256(path.name.split(".")[0].encode()).digest()[0] % 3 == 0


def read(path: Path, pause: int = 500) -> Meeting:
    """A meeting; words of one person at most `pause` ms apart are one turn."""
    words: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    asked: dict[str, list[tuple[int, Span]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split(",")
            heard = [word.split("+", 2) for word in fields[4].split("|") if word.count("+") >= 2]
            spoken = [
                (round(float(start) * 1000), round(float(end) * 1000), text)
                for start, end, text in heard
                if start[0].isdigit()  # XXXX: no time known
            ]
            words[fields[7]] += spoken
            if spoken and QUESTION.search(fields[5]):
                whole = Span(spoken[0][0], max(end for _, end, _ in spoken))
                asked[fields[7]].append(((spoken[0][0] + spoken[0][1]) // 2, whole))
    turns = [turn for who in words for turn in _turns(who, sorted(words[who]), pause)]
    said = {
        who: Said(
            words=tuple(sorted((start + end) // 2 for start, end, _ in words[who])),
            fillers=tuple(sorted((start + end) // 2 for start, end, text in words[who] if text in FILLERS)),
            questions=tuple(sorted(first for first, _ in asked[who])),
            asked=tuple(sorted(act for _, act in asked[who])),
        )
        for who in words
    }
    return Meeting(path.name.split(".")[0], max(turn.end for turn in turns), tuple(sorted(turns)), said)


def within(times: tuple[int, ...], span: Span) -> int:
    """How many of sorted `times` lie in `span`."""
    return bisect_left(times, span.end) - bisect_left(times, span.start)


def _turns(who: str, words: list[tuple[int, int, str]], pause: int) -> list[Turn]:
    turns: list[Turn] = []
    for start, end, _ in words:
        if turns and start - turns[-1].end <= pause:
            turns[-1] = Turn(turns[-1].start, max(turns[-1].end, end), who)
        else:
            turns.append(Turn(start, max(end, start + 10), who))
    return turns
