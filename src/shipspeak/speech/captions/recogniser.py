"""JSON as speech recognisers write it. Times in seconds.

- Whisper, whisperX, OpenAI: `segments` (or a bare list of them) with `start`, `end`, `text`, perhaps `speaker`, `words`
- whisperX alone: `word_segments`
- Deepgram: `results.utterances`, else `results.channels[0].alternatives[0].words`
"""

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from shipspeak.speech.captions.cue import CUES, DAY, Cue, clean, clean_name
from shipspeak.speech.captions.errors import BadCaptionLine, NotATranscript, TranscriptTooLarge
from shipspeak.speech.model import Word


def read_json(text: str) -> list[Cue]:
    """Cues in the file's order; an entry is named by its number, as lines mean little in JSON. Raises
    `NotATranscript` for other JSON, `BadCaptionLine` for a time that is none.
    """
    try:
        whole: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as broken:
        raise NotATranscript(what="broken JSON") from broken
    entries = _entries(whole)
    if len(entries) > CUES:
        raise TranscriptTooLarge(limit=f"{CUES:,} entries")
    cues = [_cue(number, entry) for number, entry in enumerate(entries, start=1) if isinstance(entry, dict)]
    if entries and not any(cue.text for cue in cues):
        raise NotATranscript(what="JSON without a recogniser's segments or words")
    return cues


def _entries(whole: object) -> list[Any]:
    """The first list that a known recogniser would have filled. An empty one is an answer too: nobody spoke."""
    if isinstance(whole, list):
        return whole
    for found in _places(whole) if isinstance(whole, dict) else ():
        if isinstance(found, list):
            return found
    raise NotATranscript(what="JSON without a recogniser's segments or words")


def _places(whole: dict[str, Any]) -> Iterator[Any]:
    results = whole.get("results")
    holders = [whole, results] if isinstance(results, dict) else [whole]
    for holder in holders:
        yield from (holder.get(key) for key in ("segments", "utterances", "word_segments", "words"))
        found: Any = holder.get("channels")
        for key in ("alternatives", "words"):
            first = found[0] if isinstance(found, list) and found else None
            found = first.get(key) if isinstance(first, dict) else None
        yield found


def _cue(number: int, entry: dict[str, Any]) -> Cue:
    text = _text(entry, "text", "transcript", "punctuated_word", "word")
    start, end = _time(number, entry, "start"), _time(number, entry, "end")
    listed = entry.get("words")
    timed = [_word(number, item) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    words = [word for word in timed if word is not None]
    if start is not None and end is not None and "word" in entry and not words and text:
        words = [Word(start, max(start + 1, end), text, _probability(entry))]
    whole = len(words) == len(timed) > 0 or (len(words) == 1 and not timed)
    return Cue(
        start=start,
        end=end if start is not None and end is not None and end > start else None,
        name=_name(entry.get("speaker")),
        text=text or " ".join(word.text for word in words),
        words=tuple(words) if whole else (),
    )


def _word(number: int, item: dict[str, Any]) -> Word | None:
    """None for a word without times, which whisperX leaves where it cannot align (numbers, for example), or with times
    that cannot be. None lasts no time at all: nobody would have spoken.
    """
    text = _text(item, "punctuated_word", "word", "text")
    start, end = _time(number, item, "start"), _time(number, item, "end")
    if start is None or end is None or end < start or not text:
        return None
    return Word(start, max(start + 1, end), text, _probability(item))


def _text(entry: dict[str, Any], *keys: str) -> str:
    found = next((entry[key] for key in keys if isinstance(entry.get(key), str)), "")
    return clean(found, markup=False)


def _name(speaker: object) -> str | None:
    if isinstance(speaker, str):
        return clean_name(speaker)
    return f"Speaker {speaker + 1}" if isinstance(speaker, int) and 0 <= speaker < 1_000 else None


def _time(number: int, entry: dict[str, Any], key: str) -> int | None:
    seconds = entry.get(key)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not math.isfinite(seconds):
        raise BadCaptionLine(line=f"(entry {number})", problem="has a time that is no number", fix="Write seconds")
    if not 0 <= seconds * 1000 <= DAY:
        problem = "has a time before the beginning or after a day"
        raise BadCaptionLine(line=f"(entry {number})", problem=problem, fix="Write seconds from the meeting's start")
    return round(seconds * 1000)


def _probability(item: dict[str, Any]) -> float | None:
    found = next((item[key] for key in ("probability", "confidence", "score") if key in item), None)
    right = isinstance(found, (int, float)) and not isinstance(found, bool) and 0 <= found <= 1
    return float(found) if right and found is not None else None
