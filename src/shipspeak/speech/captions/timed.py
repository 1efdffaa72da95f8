"""WebVTT and SRT: blocks with a line `start --> end` and what is said then. One pass over the lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from shipspeak.speech.captions.cue import CUES, Cue, clean, clean_name, milliseconds, split_name
from shipspeak.speech.captions.errors import BadCaptionLine, TranscriptTooLarge

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]([^<>]{1,400})>")
"""WebVTT's voice span, as Teams writes it."""
_SKIPPED = ("WEBVTT", "NOTE", "STYLE", "REGION")


def read_timed(lines: Sequence[str]) -> list[Cue]:
    """Cues in the file's order. Raises `BadCaptionLine` for a time that cannot be read,
    `TranscriptTooLarge`.
    """
    if max(sum(line.count(mark) for line in lines) for mark in ("-->", "<v")) > CUES:
        raise TranscriptTooLarge(limit=f"{CUES:,} entries")
    found = [cue for block in _blocks(lines) for cue in _cues(block)]
    return _with_labels(found)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, str, list[str]]]:
    """Each cue's line number, timing line and payload. A cue ends at an empty line or at the next timing line; the
    number or id before that one is no speech.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if "-->" not in line:
            if line.lstrip("\ufeff").startswith(_SKIPPED):
                at = _to_empty(lines, at)
            continue
        number, begin = at, at
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        payload = list(lines[begin:at])
        if at < len(lines) and "-->" in lines[at] and payload and payload[-1].strip().isdigit():
            payload.pop()
        yield number, line, payload


def _to_empty(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
        at += 1
    return at


def _cues(block: tuple[int, str, list[str]]) -> list[Cue]:
    number, timing, payload = block
    start, end = _times(number, timing)
    text = "\n".join(payload)
    voices = list(_VOICE.finditer(text))
    if not voices:
        return [Cue(start, end, None, clean(text))]
    before = text[: voices[0].start()]
    spoken: list[tuple[str | None, str]] = [(None, before)] if clean(before) else []
    ends = [voice.start() for voice in voices[1:]] + [len(text)]
    spoken += [(clean_name(voice.group(1)), text[voice.end() : stop]) for voice, stop in zip(voices, ends, strict=True)]
    return [Cue(start, end, name, clean(said)) for name, said in spoken]


def _times(number: int, timing: str) -> tuple[int, int | None]:
    left, _, right = timing.partition("-->")
    start, end = milliseconds(left), milliseconds((right.split() or [""])[0])
    if start is None or end is None:
        problem = "has a time that is none (hours:minutes:seconds, between 0 and a day)"
        raise BadCaptionLine(line=number, problem=problem, fix="Write it like 00:01:02.500 --> 00:01:04.000")
    return start, end if end > start else None


def _with_labels(cues: list[Cue]) -> list[Cue]:
    """Zoom writes `Name: text`. A label counts when it comes twice, or when most cues have one: a single colon in
    plain captions is just a colon.
    """
    split = [split_name(cue.text) if cue.name is None else (None, cue.text) for cue in cues]
    seen = Counter(name for name, _ in split if name)
    most = sum(seen.values()) * 2 > len(cues)
    return [
        Cue(cue.start, cue.end, name, text) if name and (most or seen[name] > 1) else cue
        for cue, (name, text) in zip(cues, split, strict=True)
    ]
