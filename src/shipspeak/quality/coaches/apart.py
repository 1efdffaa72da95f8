"""What a report loses when nothing of what others said leaves: their words, and what the coached person says into them,
are written down by the engine on this machine. Rules coach from both; what they say of the better words is the measure.

Human words stand for the provider's, SIMULATED mishearing for this machine's (`study/mishear.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shipspeak.base import Span, near, subtract
from shipspeak.coaching import findings, mine, proven
from shipspeak.quality.coaches.outcome import Stay
from shipspeak.quality.coaches.subject import Subject, real_of
from shipspeak.quality.study.folder import read
from shipspeak.quality.study.heard import HUMAN, as_it_was
from shipspeak.quality.study.mishear import engine, measured, misheard
from shipspeak.speech import Engine, Measure, Transcript, Word, attribute

OPENING = 3_000
"""Milliseconds of a turn's beginning in which an answer to somebody stands or falls."""
PROVIDER = Engine("provider", "", "", HUMAN.recall | {Measure.FILLERS: None})
"""Nobody has measured how many hesitations a provider writes."""
WAYS = ("the provider writes all", "others stay here", "this machine writes all")

Claimed = tuple[str, Span]


@dataclass(frozen=True)
class _Told:
    claims: Sequence[Claimed]
    cards: Sequence[Claimed]


def apart(path: Path, seed: int = 1) -> tuple[Stay, ...]:
    """Of one meeting, as its subject. Raises NotAMeeting."""
    meeting = read(path)
    subject = real_of(meeting)
    right, wrong = as_it_was(meeting).words, misheard(meeting, measured(), seed).words
    whole = (Span(0, subject.census.duration),)
    may = mine(subject.census.turns, subject.focal, whole)
    mixed = {who: words if who != subject.focal else _mixed(right[who], words, may) for who, words in wrong.items()}
    local = engine(measured())
    both = {measure: _worse(PROVIDER.recall.get(measure), local.recall.get(measure)) for measure in Measure}
    engines = (PROVIDER, replace(PROVIDER, name="both", recall=both), local)
    written = [(words, _told(subject, words, by)) for words, by in zip((right, mixed, wrong), engines, strict=True)]
    base = written[0][1]
    return tuple(_stay(way, subject, right, *one, base) for way, one in zip(WAYS, written, strict=True))


def together(found: Sequence[Sequence[Stay]]) -> list[Stay]:
    """Each way, summed over meetings."""
    return [_sum(ways) for ways in zip(*found, strict=True)]


def _sum(stays: Sequence[Stay]) -> Stay:
    names = [name for name in Stay.__struct_fields__ if name != "way"]
    return Stay(way=stays[0].way, **{name: sum(getattr(one, name) for one in stays) for name in names})


def _mixed(right: Sequence[Word], wrong: Sequence[Word], may: Sequence[Span]) -> tuple[Word, ...]:
    """By the middle of each word, as where a word lies is decided everywhere."""
    rest = subtract((Span(0, max((word.end for word in (*right, *wrong)), default=0) + 1),), may)
    kept = [word for word in right if _inside(word, may)] + [word for word in wrong if _inside(word, rest)]
    return tuple(sorted(kept, key=lambda word: word.start + word.end))


def _inside(word: Word, spans: Sequence[Span]) -> bool:
    middle = Span((word.start + word.end) // 2, (word.start + word.end) // 2 + 1)
    return any(span.overlap(middle) for span in near(spans, middle))


def _told(subject: Subject, words: Mapping[str, Sequence[Word]], by: Engine) -> _Told:
    covered = (Span(0, subject.census.duration),)
    mixed = sorted((word for who in words for word in words[who]), key=lambda word: (word.start, word.end))
    transcript = Transcript(attribute(mixed, subject.census, covered), covered, by)
    found = findings(subject.census, subject.plan, transcript, subject.focal, subject.kind)
    claims, _ = proven(subject.census, subject.plan, transcript, subject.focal, subject.kind, found.metrics)
    return _Told(
        [(one.claim.pattern, Span(one.evidence[0].start, one.evidence[0].end)) for one in claims],
        [(card.pattern, Span(card.evidence[0].start, card.evidence[0].end)) for card in found.focus],
    )


def _stay(
    way: str,
    subject: Subject,
    right: Mapping[str, Sequence[Word]],
    words: Mapping[str, Sequence[Word]],
    told: _Told,
    base: _Told,
) -> Stay:
    own = right[subject.focal]
    others = [(right[who], words[who]) for who in right if who != subject.focal]
    opening = tuple(_openings(subject))
    return Stay(
        way=way,
        claims=len(base.claims),
        claims_kept=sum(_among(one, told.claims) for one in base.claims),
        claims_new=sum(not _among(one, base.claims) for one in told.claims),
        cards=len(base.cards),
        cards_kept=sum(_among(one, told.cards) for one in base.cards),
        own_words=len(own),
        own_wrong=_wrong(own, words[subject.focal]),
        opening_words=sum(_inside(word, opening) for word in own),
        opening_wrong=_wrong(
            [word for word in own if _inside(word, opening)],
            [word for word in words[subject.focal] if _inside(word, opening)],
        ),
        others_words=sum(len(one) for one, _ in others),
        others_wrong=sum(_wrong(*one) for one in others),
    )


def _openings(subject: Subject) -> Sequence[Span]:
    """Where the coached person begins to speak after somebody else did. Sorted, disjoint."""
    spans: list[Span] = []
    before = None
    for turn in subject.census.turns:
        if turn.speaker == subject.focal and before not in {None, subject.focal}:
            end = min(turn.end, turn.start + OPENING)
            start = max(turn.start, spans[-1].end if spans else 0)
            spans += [Span(start, end)] if start < end else []
        before = turn.speaker
    return spans


def _among(one: Claimed, others: Sequence[Claimed]) -> bool:
    return any(one[0] == other[0] and one[1].overlap(other[1]) > 0 for other in others)


def _wrong(said: Sequence[Word], written: Sequence[Word]) -> int:
    """Words lost or replaced, and words that were never said: mishearing leaves each word's times as they are."""
    right = {(word.start, word.end): _bare(word) for word in said}
    there = {(word.start, word.end): _bare(word) for word in written}
    return sum(there.get(at) != text for at, text in right.items()) + sum(at not in right for at in there)


def _bare(word: Word) -> str:
    return word.text.rstrip(".,?!;:…").casefold()


def _worse(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)
