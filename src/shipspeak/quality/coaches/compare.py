"""Run each coach on each meeting, several times, and hold what it says against what is known."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from statistics import fmean
from time import perf_counter

from shipspeak.ai import Caller
from shipspeak.base import Span
from shipspeak.coaching import Findings, findings, judged
from shipspeak.database import DEFAULT_ORG
from shipspeak.quality.coaches.coach import WRONG, Coach
from shipspeak.quality.coaches.outcome import Outcome
from shipspeak.quality.coaches.subject import Planted, Subject

CALLER = Caller(DEFAULT_ORG, "quality.coaches")
"""Without a meeting: no answer is remembered from one run to the next."""
SLIP = re.compile(r"[<>@/*#!]|https?|www|\b(?:weak|bored|nervous|confiden\w*|excellent|always|loves)\b", re.IGNORECASE)
"""Signs and words of what a card may not say, looked for without the code that keeps it away."""

Text = str
Claimed = tuple[str, Span]


async def compare(coach: Coach, subject: Subject, runs: int) -> Outcome:
    """One coach on one meeting. Raises what `ai.Gateway.ask` raises when a meeting is deleted, which none is."""
    began = perf_counter()
    told = [await _run(coach, subject, run) for run in range(runs)]
    seconds = (perf_counter() - began) / runs
    (sheet, ours, after), everyone = told[0], [one for _, _, one in told]
    claims = [(one.claim.pattern, Span(one.evidence[0].start, one.evidence[0].end)) for one in sheet.found]
    claims += [
        (card.pattern, Span(card.evidence[0].start, card.evidence[0].end))
        for card in after.focus
        if card.seen_by == "model"
    ]
    shown = [(card.pattern, Span(card.evidence[0].start, card.evidence[0].end)) for card in after.focus]
    quotes = [_stands(subject, quote) for quote in _quotes(after)]
    changes = {one.claim.pattern for one in sheet.found if one.claim.tone == "change"} | {
        card.pattern for card in after.focus if card.tone == "change"
    }
    written = [text for text in _texts(after) if text not in set(_texts(ours))]
    known = subject.planted
    return Outcome(
        coach=coach.name,
        meeting=subject.name,
        planted=None if known is None else len(known),
        found=None if known is None else sum(any(_is(claim, one) for claim in claims) for one in known),
        false_claims=None
        if known is None
        else sum(claim[0] in changes and not any(_is(claim, one) for one in known) for claim in claims),
        cards=len(after.focus),
        cards_planted=None if known is None else sum(any(_is(card, one) for one in known) for card in shown),
        claims=len(claims) + after.dropped + after.author.dropped,
        dropped=after.dropped + after.author.dropped,
        quotes=len(quotes),
        quotes_stand=sum(quotes),
        written=len(written),
        replaced=after.author.replaced,
        slips=sum(_slips(text) for text in written),
        overlap=_overlap(everyone),
        spread=_spread(everyone),
        asked=after.author.asked,
        usd=after.author.usd,
        seconds=seconds,
        why=after.author.why,
    )


async def _run(coach: Coach, subject: Subject, run: int) -> tuple[judged.Sheet, Findings, Findings]:
    census, plan, words = subject.census, subject.plan, subject.transcript
    found = findings(census, plan, words, subject.focal, subject.kind)
    sheet = judged.lay_out(census, plan, words, subject.focal, subject.kind, found.metrics)
    asker = coach.asker(subject, run)
    if asker is None:
        return sheet, found, found
    return sheet, found, await judged.write(asker, CALLER, sheet, found, judged.prompt(), subject.names)


def _is(claim: Claimed, planted: Planted) -> bool:
    pattern, span = claim
    return pattern == planted.pattern and planted.span.overlap(span) > 0


def _quotes(found: Findings) -> Iterator[tuple[str, str, Span, str]]:
    shown = [card.evidence for card in found.focus] + [score.evidence for score in found.scores]
    for proof in chain.from_iterable(shown):
        yield proof.passage, proof.speaker, Span(proof.start, proof.end), proof.words


def _stands(subject: Subject, quote: tuple[str, str, Span, str]) -> bool:
    """Looked for without the gate's own code: the very words, in that passage, by that person, at that time."""
    id, speaker, span, words = quote
    for passage in subject.transcript.passages:
        if passage.id == id and passage.speaker == speaker and passage.start <= span.start <= span.end <= passage.end:
            return words in " ".join(word.text for word in passage.words)
    return False


def _texts(found: Findings) -> list[Text]:
    return [text for card in found.focus for text in (card.happened, card.matters, card.instead, card.practise)]


def _slips(text: Text) -> bool:
    return SLIP.search(text) is not None or any(wrong in text for wrong in WRONG)


def _overlap(told: Sequence[Findings]) -> float:
    """Mean over all pairs of runs; 1 for one run."""
    sets = [{(card.pattern, card.evidence[0].passage) for card in one.focus} for one in told]
    shared = [len(one & other) / len(one | other) if one | other else 1.0 for one, other in combinations(sets, 2)]
    return fmean(shared) if shared else 1.0


def _spread(told: Sequence[Findings]) -> float:
    """In points of 100: a level of five is worth 25 of them; one that is there only sometimes, all."""
    widest = 0.0
    for scores in zip(*(one.scores for one in told), strict=True):
        levels = {score.level for score in scores}
        known = [level for level in levels if level is not None]
        one = 100.0 if None in levels and known else 25.0 * (max(known) - min(known)) if known else 0.0
        widest = max(widest, one)
    return widest
