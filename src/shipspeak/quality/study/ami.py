"""Reads AMI meetings: words from QMSum (no times), who speaks when from RTTM (no words).

The two are joined. Which role is which voice: of all assignments the one under which the transcript's turns, laid out,
come in their order best. A person's words are spread evenly over that person's speech, so every word time is
APPROXIMATE (seconds off, not tenths), and so is every count near the edge of a unit. What is counted over the whole
meeting is exact.
"""

import gzip
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise, permutations
from pathlib import Path
from typing import Any

from shipspeak.base import Span, Turn, union
from shipspeak.quality.study.errors import NotAMeeting
from shipspeak.quality.study.meeting import Corpus, Meeting, Query
from shipspeak.speech import Word

SUFFIX = ".json.gz"
TIMES = ".rttm.gz"
MOST_VOICES = 6
"""Assignments are tried one by one; 720 of them at most."""
_MARKUP = re.compile(r"\{[^}]*\}")
_MARK = re.compile(r"^[.,?!;:…]+$")


def read_ami(path: Path) -> Meeting:
    """The meeting of NAME.json.gz with NAME.rttm.gz beside it. Raises NotAMeeting."""
    name = path.name.removesuffix(SUFFIX)
    try:
        told = json.loads(gzip.decompress(path.read_bytes()))
        turns = _turns(gzip.decompress(path.with_name(name + TIMES).read_bytes()).decode())
        said = [(turn["speaker"], _spoken(turn["content"])) for turn in told["meeting_transcripts"]]
        asked = [*told.get("general_query_list", []), *told.get("specific_query_list", [])]
    except (OSError, ValueError, KeyError, TypeError):
        raise NotAMeeting(name=name, line=1) from None
    voices = sorted({turn.speaker for turn in turns})
    roles = sorted({role for role, _ in said})
    if not turns or len(voices) > MOST_VOICES or len(roles) > len(voices):
        raise NotAMeeting(name=name, line=1)
    laid = _joined(said, roles, turns, voices)
    names = laid.names
    renamed = sorted(Turn(turn.start, turn.end, names[turn.speaker]) for turn in turns if turn.speaker in names)
    queries = tuple(_query(one, laid.spans) for one in asked)
    duration = max(turn.end for turn in renamed)
    return Meeting(name, Corpus.AMI, duration, tuple(renamed), laid.words, queries=queries)


def _turns(rttm: str) -> list[Turn]:
    """RTTM: type, recording, channel, start s, length s, two unused, speaker …"""
    found = []
    for line in rttm.splitlines():
        _, _, _, start, length, _, _, speaker, *_ = line.split()
        begin = round(float(start) * 1000)
        found.append(Turn(begin, begin + max(10, round(float(length) * 1000)), speaker))
    return sorted(found)


def _spoken(content: str) -> tuple[str, ...]:
    """Words with the punctuation that stands after them; no markup ("{vocalsound}"), "L_C_D_" written "LCD"."""
    words: list[str] = []
    for part in _MARKUP.sub(" ", content).split():
        if _MARK.match(part):
            if words:
                words[-1] += part
        elif bare := part.replace("_", ""):
            words.append(bare)
    return tuple(words)


class _Clock:
    """One voice's speech as a clock of its own: so much said, so late."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = union(spans)
        self._before = [0, *accumulate(span.length for span in self._spans)]

    def at(self, share: float, *, end: bool = False) -> int:
        """The meeting's time when `share` (0…1) of the speech is over; of a pause its beginning, with `end`."""
        spoken = min(self._before[-1], round(share * self._before[-1]))
        index = bisect_right(self._before, spoken) - 1
        if index == len(self._spans) or (end and index and self._before[index] == spoken):
            index -= 1
        return self._spans[index].start + spoken - self._before[index]


class _Laid:
    """The transcript on the meeting's clock."""

    def __init__(
        self, said: Sequence[tuple[str, tuple[str, ...]]], voice_of: Mapping[str, str], clocks: Mapping[str, _Clock]
    ) -> None:
        self.names = {voice: role for role, voice in voice_of.items()}
        totals = {role: sum(len(words) for who, words in said if who == role) or 1 for role in voice_of}
        done = dict.fromkeys(voice_of, 0)
        words: dict[str, list[Word]] = {role: [] for role in sorted(voice_of)}
        self.spans: list[Span] = []
        for role, texts in said:
            clock, first = clocks[voice_of[role]], len(words[role])
            for text in texts:
                start = clock.at(done[role] / totals[role])
                done[role] += 1
                words[role].append(Word(start, max(start + 10, clock.at(done[role] / totals[role], end=True)), text))
            begin = words[role][first].start if texts else clock.at(done[role] / totals[role])
            self.spans.append(Span(begin, max(begin, words[role][-1].end) if texts else begin))
        self.words = {role: tuple(words[role]) for role in words}


def _joined(
    said: Sequence[tuple[str, tuple[str, ...]]], roles: Sequence[str], turns: Sequence[Turn], voices: Sequence[str]
) -> _Laid:
    clocks = {voice: _Clock([turn.span for turn in turns if turn.speaker == voice]) for voice in voices}
    starts = {(role, voice): _starts(said, role, clocks[voice]) for role in roles for voice in voices}
    best = min(permutations(voices, len(roles)), key=lambda seats: _disorder(said, roles, seats, starts))
    return _Laid(said, dict(zip(roles, best, strict=True)), clocks)


def _starts(said: Sequence[tuple[str, tuple[str, ...]]], role: str, clock: _Clock) -> list[int]:
    lengths = [len(words) for who, words in said if who == role]
    whole = sum(lengths) or 1
    return [clock.at(before / whole) for before in [0, *accumulate(lengths)][: len(lengths)]]


def _disorder(
    said: Sequence[tuple[str, tuple[str, ...]]],
    roles: Sequence[str],
    seats: Sequence[str],
    starts: Mapping[tuple[str, str], Sequence[int]],
) -> int:
    """Milliseconds by which turns begin before the one that the transcript has before them, all together."""
    voice_of = dict(zip(roles, seats, strict=True))
    waiting: dict[str, Iterator[int]] = {role: iter(starts[role, voice_of[role]]) for role in roles}
    order = [next(waiting[role]) for role, _ in said]
    return sum(max(0, earlier - later) for earlier, later in pairwise(order))


def _query(asked: Mapping[str, Any], spans: Sequence[Span]) -> Query:
    found: list[Span] = []
    for first, last in asked.get("relevant_text_span", []):
        inside = spans[int(first) : int(last) + 1]
        if inside:
            found.append(Span(min(span.start for span in inside), max(span.end for span in inside)))
    return Query(str(asked["query"]), str(asked["answer"]), union(found))
