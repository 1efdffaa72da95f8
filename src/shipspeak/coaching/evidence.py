"""No invented quote: a claim is admitted only if its words stand where it says they stand.

Code, never the coach, fills in the words and the times. What fails is dropped and counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shipspeak.coaching.language.lines import Line, Sentence, read
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Claim, Evidence
from shipspeak.speech import Transcript

TOLERANCE = 50
"""Milliseconds by which a claim's start and end may miss the words (rounding of seconds to two places, and no more:
the shortest word of a meeting lasts longer)."""
LEAST_TOKENS = 3
"""A shorter quote stands in too many places to prove anything; a passage that is shorter may be quoted whole."""
ASKED = "asked"
"""The one fact that quotes: the question that the quoted words answer. It must stand in a cited passage too."""

_NEGATIONS = frozenset({"not", "never", "without", "hardly", "cannot"})
_NEGATION_REACH = 3


@dataclass(frozen=True, slots=True)
class Admitted:
    """A claim with its proof."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    """First the quote; then the question it answers, where the claim cites one."""


def admit(claims: Iterable[Claim], transcript: Transcript) -> tuple[tuple[Admitted, ...], int]:
    """The claims that hold, in order, and how many were dropped."""
    admitted, dropped = [], 0
    for claim in claims:
        quote = check(claim, transcript)
        asked = _asked(claim, transcript) if ASKED in claim.facts else ()
        if quote is None or asked is None:
            dropped += 1
        else:
            admitted.append(Admitted(claim, (quote, *asked)))
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
    """Whether the run starts up to three words behind a "not" of its own sentence: quoted alone it would say the
    opposite.
    """
    begin = run.line.sentence_at(run.first).first
    before = run.line.tokens[max(begin, run.first - _NEGATION_REACH) : run.first]
    return any(token in _NEGATIONS or token.endswith("n't") for token in before)


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


def _asked(claim: Claim, transcript: Transcript) -> tuple[Evidence, ...] | None:
    """The question, in a cited passage of somebody else."""
    wanted = tokens(claim.facts[ASKED])
    others = [line for line in _cited(claim, transcript) if line.speaker != claim.speaker]
    runs = [run for line in others for run in _runs(line, wanted) if not cut_from_negation(run)]
    return (_evidence(runs[-1]),) if wanted and runs else None


def _evidence(run: Sentence) -> Evidence:
    span = run.span
    return Evidence(run.line.passage.id, run.line.speaker, span.start, span.end, run.quote)
