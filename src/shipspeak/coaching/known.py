"""What findings say of people, once it is known how they are called and how well they could be told apart. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from shipspeak.base import Span
from shipspeak.coaching.model import Evidence, Findings, Focus
from shipspeak.coaching.whose import called
from shipspeak.speech import Census, in_doubt


def as_known(findings: Findings, census: Census, names: Mapping[str, str]) -> Findings:
    """Cards call people by `names` (voice -> name, as a person gave them), and each quote says whether its speaker is
    in doubt.
    """
    before = {voice.id: called(voice.id, voice.name) for voice in census.voices}
    return replace(
        findings,
        focus=tuple(
            replace(_renamed(card, before, names), evidence=_weighed(card.evidence, census)) for card in findings.focus
        ),
        scores=tuple(replace(score, evidence=_weighed(score.evidence, census)) for score in findings.scores),
    )


def _renamed(card: Focus, before: Mapping[str, str], names: Mapping[str, str]) -> Focus:
    if card.other not in names or card.other not in before:
        return card
    old = re.compile(rf"(?<!\w){re.escape(before[card.other])}(?!\w)")
    return replace(card, happened=old.sub(lambda _: names[card.other], card.happened))


def _weighed(evidence: Iterable[Evidence], census: Census) -> tuple[Evidence, ...]:
    return tuple(
        replace(piece, doubted=in_doubt(census.turns, piece.speaker, Span(piece.start, piece.end)))
        for piece in evidence
    )
