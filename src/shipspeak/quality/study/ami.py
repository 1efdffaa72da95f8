"""Reads AMI meetings: words from QMSum (no times), who speaks when from RTTM (no words).

The two are joined. Which role is which voice: of all assignments the one under which the transcript's turns, laid out,
come in their order best. A person's words are spread over that person's speech, evenly but with pauses at the ends of
sentences where they fit, so every word time is APPROXIMATE (seconds off, not tenths), and so is every count near the
edge of a unit. What is counted over the whole meeting is exact.
"""

import gzip
import json
import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
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
PAUSE = 500
"""Milliseconds within one person's speech that are worth a break in the text."""
REACH = 8
"""Words by which a break may be moved to where a sentence ends."""
_MARKUP = re.compile(r"\{[^}]*\}")
_MARK = re.compile(r"^[.,?!;:…]+$")

Said = tuple[str, tuple[str, ...]]
"""Who, and the words of one turn of the transcript."""


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
        self.spans = union(spans, gap=PAUSE)
        self.before = [0, *accumulate(span.length for span in self.spans)]

    def at(self, share: float) -> int:
        """The meeting's time when `share` (0…1) of the speech is over."""
        spoken = min(self.before[-1], round(share * self.before[-1]))
        index = min(bisect_right(self.before, spoken), len(self.spans)) - 1
        return self.spans[index].start + spoken - self.before[index]


class _Laid:
    """The transcript on the meeting's clock."""

    def __init__(self, said: Sequence[Said], voice_of: Mapping[str, str], clocks: Mapping[str, _Clock]) -> None:
        self.names = {voice: role for role, voice in voice_of.items()}
        self.words = {
            role: tuple(_spread([texts for who, texts in said if who == role], clocks[voice_of[role]]))
            for role in sorted(voice_of)
        }
        self.spans: list[Span] = []
        done = dict.fromkeys(voice_of, 0)
        for role, texts in said:
            words = self.words[role][done[role] : done[role] + len(texts)]
            done[role] += len(texts)
            at = self.spans[-1].end if self.spans else 0
            self.spans.append(Span(words[0].start, max(word.end for word in words)) if words else Span(at, at))


def _spread(turns: Sequence[Sequence[str]], clock: _Clock) -> Iterator[Word]:
    """The words of one person, evenly within each stretch of speech; pauses fall between sentences where they can."""
    texts = [text for turn in turns for text in turn]
    ends = set(accumulate(len(turn) for turn in turns))
    first = 0
    for number, span in enumerate(clock.spans, start=1):
        due = round(len(texts) * clock.before[number] / clock.before[-1])
        last = len(texts) if number == len(clock.spans) else _cut(texts, ends, max(first, due))
        step = span.length / max(1, last - first)
        for at, text in enumerate(texts[first:last]):
            yield Word(round(span.start + at * step), max(1, round(span.start + (at + 1) * step)), text)
        first = max(first, last)


def _cut(texts: Sequence[str], ends: Container[int], due: int) -> int:
    """Near `due` words, where a turn or a sentence ends, or at least a clause."""

    def price(at: int) -> int:
        whole = at in ends or texts[at - 1].endswith((".", "?", "!"))
        return abs(at - due) + (0 if whole else 3 if texts[at - 1].endswith(",") else 6)

    return min(range(max(1, due - REACH), min(len(texts), due + REACH) + 1), key=price, default=due)


def _joined(said: Sequence[Said], roles: Sequence[str], turns: Sequence[Turn], voices: Sequence[str]) -> _Laid:
    clocks = {voice: _Clock([turn.span for turn in turns if turn.speaker == voice]) for voice in voices}
    starts = {(role, voice): _starts(said, role, clocks[voice]) for role in roles for voice in voices}
    best = min(permutations(voices, len(roles)), key=lambda seats: _disorder(said, roles, seats, starts))
    return _Laid(said, dict(zip(roles, best, strict=True)), clocks)


def _starts(said: Sequence[Said], role: str, clock: _Clock) -> list[int]:
    lengths = [len(words) for who, words in said if who == role]
    whole = sum(lengths) or 1
    return [clock.at(before / whole) for before in [0, *accumulate(lengths)][: len(lengths)]]


def _disorder(
    said: Sequence[Said],
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
