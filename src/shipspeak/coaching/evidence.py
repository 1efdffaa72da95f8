"""No invented quote: a claim is admitted only if its words stand where it says they stand.

Code, never the coach, fills in the words and the times. What fails is dropped and counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shipspeak.coaching.language.lines import Line, Sentence, is_unsure, read
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Claim, Evidence
from shipspeak.speech import Transcript

TOLERANCE = 50
"""Milliseconds by which a claim's start and end may miss the words (rounding of seconds to two places, and no more:
the shortest word of a meeting lasts longer)."""
LEAST_TOKENS = 3
"""A shorter quote stands in too many places to prove anything; a passage that is shorter may be quoted whole."""
ASKED = "asked"
"""A fact that quotes: the question that the quoted words answer. It must stand in a cited passage too."""
GOES_ON = "goes_on"
"""A fact that quotes: what the same person goes on with as a condition of the quoted words, in a cited passage."""
OTHER, VOICE = "other", "voice"
"""Facts about whoever else a card speaks of: what they are called without a given name, and the voice's id."""
PLAINLY = "plainly"
"""A fact made of the quoted words, in their order, some left out; what holds any other word is taken away."""

_NEGATIONS = frozenset({"not", "never", "without", "hardly", "cannot"})
_NEGATION_REACH = 3
_TURNS = frozenset({"nobody", "no", "none", "neither", "nor", "nothing", "unless"})
"""Of a clause that they stand in front of; said by themselves ("no, …") they answer somebody."""
_CLAUSES = frozenset({"but", "because", "so", "and"})


@dataclass(frozen=True, slots=True)
class Admitted:
    """A claim with its proof."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    """First the quote; then the question it answers and what it goes on with, where the claim cites them."""


def admit(claims: Iterable[Claim], transcript: Transcript) -> tuple[tuple[Admitted, ...], int]:
    """The claims that hold, in order, and how many were dropped."""
    admitted, dropped = [], 0
    for claim in claims:
        quote = check(claim, transcript)
        besides = [_besides(claim, fact, transcript) for fact in (ASKED, GOES_ON) if fact in claim.facts]
        found = [one for one in besides if one is not None]
        if quote is None or len(found) < len(besides):
            dropped += 1
        else:
            admitted.append(Admitted(_of_these_words(claim, (quote, *found)), (quote, *found)))
    return tuple(admitted), dropped


def check(claim: Claim, transcript: Transcript) -> Evidence | None:
    """The quote as it stands in the transcript, or None.

    All of these must hold: every cited passage exists; the quote's normalised words stand in one run inside ONE cited
    passage; that passage's speaker is the claimed one; the claimed time lies in the passage and covers the run
    (within TOLERANCE); and the run does not begin right behind a negation that it leaves out.
    """
    lines = _cited(claim, transcript)
    wanted = tokens(claim.quote)
    if not lines or not wanted:
        return None
    for line in lines:
        if line.speaker != claim.speaker:
            continue
        for run in _runs(line, wanted):
            if _timed(claim, run) and not cut_from_negation(run):
                return _evidence(run)
    return None


def cut_from_negation(run: Sentence) -> bool:
    """Whether the run starts up to three words behind a "not" of its own sentence, or further on in the clause that it
    denies: quoted alone it would say the opposite.
    """
    line, begin = run.line, run.line.sentence_at(run.first).first
    clause = next((at + 1 for at in range(run.first - 1, begin - 1, -1) if _ends_clause(line, at)), begin)
    near = line.tokens[max(begin, run.first - _NEGATION_REACH) : run.first]
    before = line.tokens[clause : run.first]
    return any(map(_negates, (*near, *before))) or not _TURNS.isdisjoint(before)


def _negates(token: str) -> bool:
    return token in _NEGATIONS or token.endswith("n't")


def _ends_clause(line: Line, at: int) -> bool:
    return line.tokens[at] in _CLAUSES or line.passage.words[line.word_of[at]].text.endswith((",", ";", ":"))


def _cited(claim: Claim, transcript: Transcript) -> list[Line]:
    """The cited passages, read; none at all when one of them does not exist."""
    found = [transcript.passage(id) for id in claim.passages]
    return [read(passage, 0) for passage in found if passage is not None] if None not in found else []


def _runs(line: Line, wanted: tuple[str, ...]) -> Iterator[Sentence]:
    if len(wanted) < LEAST_TOKENS and wanted != line.tokens:
        return
    for first in range(len(line.tokens) - len(wanted) + 1):
        if line.tokens[first : first + len(wanted)] == wanted:
            yield Sentence(line, first, first + len(wanted))


def _timed(claim: Claim, run: Sentence) -> bool:
    passage = run.line.passage
    inside = passage.start - TOLERANCE <= claim.start <= claim.end <= passage.end + TOLERANCE
    return inside and claim.start <= run.span.start + TOLERANCE and claim.end >= run.span.end - TOLERANCE


def _besides(claim: Claim, fact: str, transcript: Transcript) -> Evidence | None:
    """The words of a fact that quotes: a question of somebody else, or what the same person goes on with."""
    wanted = tokens(claim.facts[fact])
    by_other = fact == ASKED
    lines = [line for line in _cited(claim, transcript) if (line.speaker != claim.speaker) is by_other]
    runs = [run for line in lines for run in _runs(line, wanted) if not cut_from_negation(run)]
    runs = [run for run in runs if by_other or run.span.start + TOLERANCE >= claim.start]
    return _evidence(runs[-1]) if wanted and runs else None


def _of_these_words(claim: Claim, evidence: tuple[Evidence, ...]) -> Claim:
    """Without what is said to be the quoted words and is not."""
    told = tokens(claim.facts.get(PLAINLY, ""))
    said = iter([token for one in evidence if one.speaker == claim.speaker for token in tokens(one.words)])
    if all(token in said for token in told):  # each is looked for behind the one before
        return claim
    return replace(claim, facts={key: fact for key, fact in claim.facts.items() if key != PLAINLY})


def _evidence(run: Sentence) -> Evidence:
    span = run.span
    begins = run.line.sentence_at(run.first).first == run.first
    ends = run.line.sentence_at(run.last - 1).last == run.last
    where = (run.line.passage.id, run.line.speaker, span.start, span.end, run.quote)
    pieces = (is_unsure(word) for word in run.words for _ in word.text.split())
    unsure_at = tuple(at for at, unsure in enumerate(pieces) if unsure)
    return Evidence(*where, unsure=len(run.unsure), cut=(not begins, not ends), unsure_at=unsure_at)
