"""What somebody said, without the words that weaken it: their own words in their own order, and no other word.

Only where that is safe: the engine was sure of what it wrote, what is left is long enough to be a sentence, and only
whole phrases that may go without changing what is said were cut. Else a card keeps its template.
"""

from collections.abc import Iterator

from shipspeak.coaching.evidence import PLAINLY
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import HEDGE_GENERAL, MAY_GO
from shipspeak.coaching.language.tokens import FILLERS, tokens

LEAST = 5
"""Words that must be left."""
_LEAD = FILLERS | {"so", "well", "okay", "ok", "right", "and", "but", "like"}
_APPROXIMATE = {("kind", "of"), ("sort", "of"), ("kinda",), ("sorta",)}
_WITH_HEDGES = frozenset({"hedged-reply", "hedge-burst", "decision-without-owner"})
_PATTERNS = _WITH_HEDGES | {"buried-recommendation", "filler-burst"}
_ENDS = ".?!…"


def plainly(pattern: str, said: Sentence, hit: Sentence | None = None, rest: Sentence | None = None) -> dict[str, str]:
    """The fact PLAINLY of a claim on `said`, or none. Of a recommendation (`hit`) what stands before it is cut, and
    `rest`, what it goes on with, is joined to it.
    """
    parts = [part for part in (said, rest) if part is not None]
    if pattern not in _PATTERNS or any(part.unsure for part in parts):
        return {}
    if pattern == "buried-recommendation" and hit is not None:
        parts[0] = Sentence(said.line, hit.first, max(hit.last, said.last))
    cut = pattern in _WITH_HEDGES
    told = _joined([list(_left(part, hedges=cut)) for part in parts])
    changed = hit is not None or tokens(told) != said.tokens  # a recommendation moves to the front
    return {PLAINLY: told} if changed and len(tokens(told)) >= LEAST else {}


def _left(said: Sentence, *, hedges: bool) -> Iterator[str]:
    """The words that stay, as they were written; a full stop of one that goes moves to the word before."""
    line = said.line
    hits = [*MAY_GO.find(line), *(h for h in HEDGE_GENERAL.find(line) if h.tokens in _APPROXIMATE)] if hedges else []
    gone = {at for hit in hits for at in range(hit.first, hit.last)}
    stays = {line.word_of[at] for at in line.fluent if said.first <= at < said.last and at not in gone}
    begun, last = "", ""
    for at in range(line.word_of[said.first], line.word_of[said.last - 1] + 1):
        text = line.passage.words[at].text
        if at in stays and not (not begun and set(tokens(text)) <= _LEAD):
            if begun:
                yield begun
            begun = text
        elif begun:
            last = text[-1:] if text[-1:] in _ENDS else ""
            begun = begun.rstrip(",") + ("" if begun[-1:] in _ENDS else last)
    if begun:
        yield begun


def _joined(parts: list[list[str]]) -> str:
    """One sentence of parts between which an engine set a full stop too early; capitals and the last stop put right."""
    words: list[str] = []
    for part in parts:
        if words and part:
            words[-1] = words[-1].rstrip(_ENDS + ",") + ","
            part = [part[0][:1].lower() + part[0][1:], *part[1:]]  # noqa: PLW2901 -- the same words
        words += part
    shown = [w[:1].upper() + w[1:] if not at or words[at - 1][-1:] in _ENDS else w for at, w in enumerate(words)]
    told = " ".join(shown).rstrip(",;: ")
    return told if told[-1:] in _ENDS or not told else f"{told}."
