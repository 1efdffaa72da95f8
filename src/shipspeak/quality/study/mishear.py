"""Human words as the local engine would have written them: rates measured on rendered speech, applied with a seed.

`mishearing.json` is written by `./ship bench mishearing --record`; nothing in it is typed by hand. Rendered speech is
the easier kind: on half a minute of a real meeting the same engine makes four times as many word errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from shipspeak.quality.study.heard import Heard
from shipspeak.quality.study.meeting import Meeting
from shipspeak.speech import Engine, Measure, Word

HESITATIONS = frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm"})
SHORT = 3
"""Letters: shorter words are lost more often."""


class Fate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a kind of word: shares, 0…1; what is left is written as said."""

    said: int
    """How many this rests on."""
    dropped: float
    replaced: float


class Mishearing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates of one engine."""

    engine: str
    measured_by: str
    on: str
    fillers: Fate
    short: Fate
    """Words of up to SHORT letters."""
    long: Fate
    invented: float
    """Words written for each word said where none was."""
    questions_marked: float
    """Share of questions that end with a question mark …"""
    statements_marked: float
    """… and of other sentences that wrongly do."""
    ends_marked: float
    """Share of sentence ends with any mark."""
    instead: tuple[str, ...]
    """What it wrote for words that it got wrong: drawn from these."""


@cache
def measured() -> Mishearing:
    """The committed table."""
    return msgspec.json.decode(Path(__file__).with_name("mishearing.json").read_bytes(), type=Mishearing)


def misheard(meeting: Meeting, rates: Mishearing, seed: int) -> Heard:
    """Human turns, and words as the engine would write them; the same for the same seed."""
    words = {}
    for who in sorted(meeting.words):
        random = Random(f"{seed} {meeting.name} {who}")  # noqa: S311 -- no secret
        wrong = tuple(_written(meeting.words[who], rates, random))
        words[who] = tuple(sorted(wrong, key=lambda word: word.start + word.end))
    return Heard(meeting.duration, meeting.turns, words, engine(rates))


def engine(rates: Mishearing) -> Engine:
    """What the product may believe of it: fillers only as far as it writes them down."""
    recall: dict[Measure, float | None] = {
        Measure.WORDS: 1 - rates.long.dropped - rates.long.replaced,
        Measure.FILLERS: round(1 - rates.fillers.dropped - rates.fillers.replaced, 3),
        Measure.PUNCTUATION: rates.ends_marked,
    }
    return Engine(rates.engine, "", "", recall)


def _written(words: Sequence[Word], rates: Mishearing, random: Random) -> Iterator[Word]:
    for word in words:
        bare, mark = _parted(word.text)
        lot = random.random()
        fate = _fate(bare, rates)
        text = "" if lot < fate.dropped else bare
        if fate.dropped <= lot < fate.dropped + fate.replaced:
            text = random.choice(rates.instead)
        mark = _marked(mark, rates, random)
        if text:
            yield replace(word, text=text + mark)
        if random.random() < rates.invented:
            yield Word(word.end, word.end + 1, random.choice(rates.instead))


def _fate(bare: str, rates: Mishearing) -> Fate:
    if bare.casefold() in HESITATIONS:
        return rates.fillers
    return rates.short if len(bare) <= SHORT else rates.long


def _parted(text: str) -> tuple[str, str]:
    bare = text.rstrip(".,?!;:…")
    return bare, text[len(bare) :]


def _marked(mark: str, rates: Mishearing, random: Random) -> str:
    """A lost question mark becomes a full stop, a lost full stop nothing."""
    if "?" in mark:
        return "?" if random.random() < rates.questions_marked else "."
    if "." in mark or "!" in mark:
        if random.random() < rates.statements_marked:
            return "?"
        return "." if random.random() < rates.ends_marked else ""
    return mark
