"""Reads ICSI meetings in the MRDA corpus's "dadb" form, one dialogue act a line (its manual's order):

start, end, id, channel letter, words as start+end+word joined by |, tags, channel, speaker, original tags, adjacency
pair in two forms, hot spot, comments …
"""

import gzip
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from shipspeak.base import Span
from shipspeak.quality.study.errors import NotAMeeting
from shipspeak.quality.study.meeting import Act, Corpus, Meeting, turns_of
from shipspeak.speech import Word

SUFFIX = ".dadb.gz"
_FIELDS = 12
_WORDS, _TAGS, _SPEAKER, _HOT = 4, 5, 7, 11
_TAG = re.compile(r"[a-z0-9%-]+")
_UNFINISHED = re.compile(r"%")


def read_icsi(path: Path) -> Meeting:
    """The meeting of one file. Words without a known time are left out. Raises NotAMeeting."""
    name = path.name.removesuffix(SUFFIX)
    words: dict[str, list[Word]] = defaultdict(list)
    acts: list[Act] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            fields = line.rstrip("\n").split(",")
            if len(fields) < _FIELDS:
                raise NotAMeeting(name=name, line=number)
            spoken = _words(fields[_WORDS])
            if not spoken:
                continue
            tags = frozenset(_TAG.findall(fields[_TAGS]))
            words[fields[_SPEAKER]] += _punctuated(spoken, fields[_TAGS], tags)
            span = Span(spoken[0].start, max(word.end for word in spoken))
            acts.append(Act(span, fields[_SPEAKER], tags, bool(fields[_HOT].strip())))
    if not words:
        raise NotAMeeting(name=name, line=1)
    told = {who: tuple(sorted(words[who], key=lambda word: (word.start, word.end))) for who in sorted(words)}
    turns = sorted(turn for who in told for turn in turns_of(who, told[who]))
    acts.sort(key=lambda act: (act.span, act.speaker))
    return Meeting(name, Corpus.ICSI, max(turn.end for turn in turns), tuple(turns), told, tuple(acts))


def asks(tags: frozenset[str]) -> bool:
    """Whether an act is a question: MRDA's tags for them (qy, qw, qh, qr, qrr, qo) begin with q."""
    return any(tag.startswith("q") for tag in tags)


def _words(field: str) -> list[Word]:
    parts = (part.split("+", 2) for part in field.split("|") if part.count("+") >= 2)
    # XXXX stands where no time is known.
    return [Word(_ms(start), _ms(end), text) for start, end, text in parts if start[0].isdigit() and end[0].isdigit()]


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)


def _punctuated(spoken: list[Word], field: str, tags: frozenset[str]) -> list[Word]:
    """With the mark that an act's end would have in writing: dadb words carry none, and coaching reads them."""
    mark = "?" if asks(tags) else "" if _UNFINISHED.search(field) else "."
    return [*spoken[:-1], replace(spoken[-1], text=spoken[-1].text + mark)]
