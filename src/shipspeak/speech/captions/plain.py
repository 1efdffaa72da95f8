"""Plain text: `Name: text`, with or without a time before or behind the name. One pass over the lines."""

import re
from collections.abc import Sequence

from shipspeak.speech.captions.cue import CUES, Cue, clean, clean_name, milliseconds, split_name
from shipspeak.speech.captions.errors import BadCaptionLine, NotATranscript, TranscriptTooLarge

_STAMP = r"[\[(]?(\d{1,4}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?)[\])]?"
_BEFORE = re.compile(rf"{_STAMP}[ \t]*[-–—]?[ \t]*(?=\S)")
_BEHIND = re.compile(rf"\[?([^:\[\](\t]{{1,80}}?)\]?[ \t]*{_STAMP}[ \t]*(:|$)")
"""`Name (00:01:02): text`, and `Name  1:02` or `[Name] 10:01:02` with the text on the following lines."""
_TIME_OF_DAY = 30 * 60_000
"""Milliseconds."""
_FEWEST = 0.1
"""Share of lines that must name a speaker: below it, this is some other text."""


def read_plain(lines: Sequence[str]) -> list[Cue]:
    """Cues in the file's order; lines without a name go on with the speaker before. Raises `NotATranscript` for a text
    in which nobody is named, `BadCaptionLine` for a time that cannot be.
    """
    cues: list[tuple[int | None, str, list[str]]] = []
    filled = 0
    for number, raw in enumerate(lines, start=1):
        line = clean(raw, markup=False)
        if not line:
            continue
        filled += 1
        at, name, text = _parts(number, line)
        if name:
            cues.append((at, name, [text]))
        elif cues:
            cues[-1][2].append(line)
        if len(cues) > CUES:
            raise TranscriptTooLarge(limit=f"{CUES:,} entries")
    if len(cues) < max(1, _FEWEST * filled):
        raise NotATranscript(what="a text in which no line begins with a speaker's name and a colon")
    begin = _first_moment([at for at, _, _ in cues])
    return [Cue(None if at is None else max(0, at - begin), None, name, " ".join(text)) for at, name, text in cues]


def _first_moment(times: Sequence[int | None]) -> int:
    """Some tools write the time of day: a meeting whose first words come after half an hour began then."""
    first = next((at for at in times if at is not None), 0)
    return first if first > _TIME_OF_DAY else 0


def _parts(number: int, line: str) -> tuple[int | None, str | None, str]:
    before = _BEFORE.match(line)
    if before:
        name, text = split_name(line[before.end() :])
        return (_time(number, before.group(1)) if name else None), name, text
    behind = _BEHIND.match(line)
    if behind:
        name, _ = split_name(f"{behind.group(1)}: ")
        if name:
            return _time(number, behind.group(2)), clean_name(name), line[behind.end() :].strip()
    name, text = split_name(line)
    return None, name, text


def _time(number: int, stamp: str) -> int:
    at = milliseconds(stamp)
    if at is None:
        problem = "has a time that is none (hours:minutes:seconds, between 0 and a day)"
        raise BadCaptionLine(line=number, problem=problem, fix="Write it like [00:01:02]")
    return at
