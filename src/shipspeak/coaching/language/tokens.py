"""Words as they are compared: lower case, no punctuation. Robust to what a small speech engine writes."""

import re
import unicodedata
from collections.abc import Sequence

from shipspeak.speech import Word

_TOKEN = re.compile(r"(?:\d+(?:[.,]\d+)+|[^\W_]+)(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`", "'"))

FILLERS = frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm", "ehm", "hm", "hmm"})
"""Hesitation sounds. Not "like" or "you know": listeners weigh those less (research/ai-and-sampling.md §G)."""


def tokens(text: str) -> tuple[str, ...]:
    """`"Six-week delay, isn't it?"` becomes `("six", "week", "delay", "isn't", "it")`; `%` is a word."""
    bare = text.rstrip(".,?!")
    if bare.isascii() and bare.isalpha():  # nine words of ten: nothing to normalise, one token
        return (bare.lower(),)
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold().replace("%", " percent ")
    return tuple(_TOKEN.findall(plain))


BACKCHANNELS = frozenset(
    tokens(
        "yeah yes yep yup mm hm hmm mhm uh huh okay ok right sure exactly true great good cool nice oh ah i see got it "
        "wow alright of course no absolutely definitely totally fine thanks thank you um er indeed agreed that's"
    )
)
"""What a listener says without taking the floor."""


def is_filler(words: Sequence[Word], at: int) -> bool:
    """Whether word `at` is a hesitation sound; "mm hmm" and "uh-huh" are a listener's yes and are not."""
    said = tokens(words[at].text)
    if len(said) != 1 or said[0] not in FILLERS:
        return False
    before = tokens(words[at - 1].text)[-1:] if at else ()
    after = tokens(words[at + 1].text)[:1] if at + 1 < len(words) else ()
    return before != ("mm",) and after != ("huh",)


def is_backchannel(said: Sequence[str]) -> bool:
    """At most five tokens, all of them a listener's words. Nothing at all counts too."""
    return len(said) <= 5 and all(token in BACKCHANNELS for token in said)
