"""One entry of a transcript file, and the cleaning that every form of file needs. Pure."""

import html
import re
import unicodedata
from dataclasses import dataclass

from shipspeak.speech.model import Word

NAME = 80
"""Characters that a speaker's name may have; the rest is cut off."""
LINE = 100_000
"""Characters that one line may have: an hour of one person's speech."""
CUES = 200_000
DAY = 24 * 3_600_000
"""Milliseconds. No meeting has a later moment."""

_TAG = re.compile(r"<[^<>]{0,400}>")
_SPACE = re.compile(r"\s+")
_JOINERS = frozenset({0x200C, 0x200D})
_NOT_A_NAME = re.compile(r"[!?,;]\s|\w{4}\.\s|https?$", re.IGNORECASE)
"""A sentence within; "Dr. Ruiz" is none."""


class _Unseen(dict[int, str | None]):
    """For `str.translate`, filled as characters are met. Control characters become spaces. What is not seen but changes
    what is seen goes: direction overrides, zero-width characters, lone surrogates, tags. The joiners within emoji and
    some scripts stay.
    """

    def __missing__(self, code: int) -> str | None:
        kind = unicodedata.category(chr(code))
        hidden = kind in {"Cf", "Cs", "Co"} and code not in _JOINERS
        self[code] = " " if kind == "Cc" else None if hidden else chr(code)
        return self[code]


_UNSEEN = _Unseen()


@dataclass(frozen=True, slots=True)
class Cue:
    """What a file says at one place."""

    start: int | None
    """Milliseconds; None where the file has no times."""
    end: int | None
    """Milliseconds; None where the file does not say, or says something impossible."""
    name: str | None
    text: str
    words: tuple[Word, ...] = ()
    """Only from files that time every word."""


def clean(text: str, *, markup: bool = True) -> str:
    """Without tags, entities, control characters and direction overrides; one space between words. Linear time."""
    if markup:
        text = html.unescape(_TAG.sub("", text))
    if not text.isprintable():
        text = text.translate(_UNSEEN)
    return _SPACE.sub(" ", text).strip()


def clean_name(name: str) -> str | None:
    """A name fit to be shown; None when nothing is left of it."""
    return unicodedata.normalize("NFC", clean(name))[:NAME].strip(" :-–—,") or None


def split_name(text: str) -> tuple[str | None, str]:
    """`Name: text` apart. A name has at most six words, begins like one, and has no sentence in it; anything else
    before a colon ("and then he said:", "https:", "10:30") belongs to the text.
    """
    colon = text.find(":", 0, NAME + 1)
    if colon < 1 or text[colon + 1 : colon + 2] not in {" ", "\t", ""}:
        return None, text
    label = text[:colon].strip()
    words = label.split()
    if not words or len(words) > 6 or _NOT_A_NAME.search(label) or not label[0].isalnum():
        return None, text
    lower = sum(word[0].islower() for word in words)
    if lower > (1 if len(words) > 2 else 0) and len(words) > 1:
        return None, text
    return clean_name(label), text[colon + 1 :].strip()


def milliseconds(stamp: str) -> int | None:
    """`hh:mm:ss.mmm`, `mm:ss`, `h:mm:ss,mmm` … as milliseconds; None for anything else, below 0 or after a day."""
    whole, _, fraction = stamp.strip().replace(",", ".").partition(".")
    parts = whole.split(":")
    if len(parts) not in {2, 3} or not all(_digits(part) for part in parts) or (fraction and not _digits(fraction, 9)):
        return None
    hours, minutes, seconds = (int(part) for part in ["0", *parts][-3:])
    if seconds > 59 or (len(parts) == 3 and minutes > 59):
        return None
    at = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((fraction + "000")[:3])
    return at if at <= DAY else None


def _digits(part: str, most: int = 4) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= most
