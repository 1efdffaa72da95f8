"""What has been written down of a meeting, sealed beside its sound: who wants other words of it pays, or waits, for
those alone.
"""

from dataclasses import dataclass

import msgspec

from shipspeak.base import Span, intersect, union
from shipspeak.coaching.tools import Tools, folder
from shipspeak.outside import FileMissing
from shipspeak.speech import Word, within
from shipspeak.vault import Place


@dataclass(frozen=True, slots=True)
class Bought:
    """Words, by which models, and of what; sorted and disjoint."""

    covered: tuple[Span, ...] = ()
    words: tuple[Word, ...] = ()
    models: tuple[str, ...] = ()
    anchored: int = 0
    """Words that have the time of a rough word."""

    def joined(self, other: "Bought") -> "Bought":
        return Bought(
            union((*self.covered, *other.covered)),
            tuple(sorted((*self.words, *other.words), key=lambda word: (word.start, word.end))),
            tuple(sorted({*self.models, *other.models})),
            self.anchored + other.anchored,
        )

    def within(self, spans: tuple[Span, ...]) -> "Bought":
        """What of it lies in `spans`."""
        words = tuple(word for word in self.words if within((word.start + word.end) // 2, spans))
        share = len(words) / len(self.words) if self.words else 0.0
        return Bought(intersect(self.covered, spans), words, self.models, round(self.anchored * share))


BOUGHT, ROUGH = "bought", "rough"
"""What a provider was paid for; what this machine wrote down before."""


def load(tools: Tools, what: str) -> Bought:
    """Nothing where nothing was written down yet. Blocking. Raises KeyDestroyed."""
    try:
        sealed = tools.files.get(_name(tools, what))
    except FileMissing:
        return Bought()
    return msgspec.json.decode(tools.vault.open(sealed, _place(tools, what)), type=Bought)


def save(tools: Tools, what: str, bought: Bought) -> None:
    """Instead of what was there. Blocking. Raises DiskFull, KeyDestroyed."""
    tools.files.put(_name(tools, what), tools.vault.seal(msgspec.json.encode(bought), _place(tools, what)))


def _name(tools: Tools, what: str) -> str:
    return f"{folder(tools.org, tools.meeting)}/{what}"


def _place(tools: Tools, what: str) -> Place:
    return Place(tools.org, tools.meeting, "files", "content", _name(tools, what))
