"""How much of what was said in a whole meeting is still there in a part: by words, not by judgement.

For each question that QMSum's annotators asked and answered: of the words of their answer that can be found in the
whole transcript, how many can be found in the part. Strict, since an answer put otherwise is lost, and the same for
everyone.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from shipspeak.base import Span, intersect
from shipspeak.quality.study.meeting import Meeting, Query
from shipspeak.speech import Word

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_STOP_TEXT = (
    "a about after all also an and any are as at be because been but by can could did do does for from had has "
    "have he her his how i if in into is it its just like me more my no not of on one only or other our out said "
    "she should so some such than that the their them then there these they this those to too up very was we well "
    "were what when which who why will with would you your"
)
_STOP = frozenset(_STOP_TEXT.split())


@dataclass(frozen=True, slots=True)
class Kept:
    """Mean over the queries of one meeting; shares, 0…1."""

    words: float
    """Of the answers' words that the whole transcript holds."""
    pairs: float
    """Of neighbouring words, likewise."""
    evidence: float
    """Of the words that annotators marked as evidence."""
    decisions: float | None
    """Of the evidence for questions about decisions; None where nobody asked about one."""


class Content:
    """One meeting's words and queries, prepared once."""

    def __init__(self, meeting: Meeting) -> None:
        self._said = {who: _Said(meeting.words[who]) for who in meeting.words}
        self._queries = meeting.queries
        whole = (Span(0, meeting.duration + 1),)
        words, pairs = self._held(whole)
        self._wanted = [_wanted(query, words, pairs) for query in meeting.queries]
        self._of = [self._count(query.evidence) for query in meeting.queries]

    def kept(self, spans: Sequence[Span]) -> Kept | None:
        """What `spans` (sorted, disjoint) keep; None without queries."""
        if not self._queries:
            return None
        words, pairs = self._held(spans)
        heard = [
            (self._count(intersect(query.evidence, spans)) / of, query)
            for query, of in zip(self._queries, self._of, strict=True)
            if of
        ]
        decided = [share for share, query in heard if re.search(r"deci|agree|conclu", query.text, re.IGNORECASE)]
        return Kept(
            fmean(len(wanted & words) / len(wanted) for wanted, _ in self._wanted if wanted),
            fmean(len(wanted & pairs) / len(wanted) for _, wanted in self._wanted if wanted),
            fmean(share for share, _ in heard),
            fmean(decided) if decided else None,
        )

    def _count(self, spans: Sequence[Span]) -> int:
        return sum(said.count(spans) for said in self._said.values())

    def _held(self, spans: Sequence[Span]) -> tuple[set[str], set[tuple[str, str]]]:
        words: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for said in self._said.values():
            for span in spans:
                first, last = said.within(span)
                words.update(said.texts[first:last])
                pairs.update(pairwise(said.texts[first:last]))
        return words, pairs


class _Said:
    def __init__(self, words: Sequence[Word]) -> None:
        ordered = sorted(words, key=lambda word: word.start + word.end)
        told = [((word.start + word.end) // 2, text) for word in ordered for text in _WORD.findall(word.text.lower())]
        self._at = [at for at, _ in told]
        self.texts = [text for _, text in told]

    def within(self, span: Span) -> tuple[int, int]:
        return bisect_left(self._at, span.start), bisect_left(self._at, span.end)

    def count(self, spans: Sequence[Span]) -> int:
        return sum(last - first for first, last in map(self.within, spans))


def _wanted(
    query: Query, words: set[str], pairs: set[tuple[str, str]]
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    texts = _WORD.findall(query.answer.lower())
    return frozenset(texts) & words - _STOP, frozenset(pairwise(texts)) & pairs
