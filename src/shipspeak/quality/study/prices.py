"""What a selection costs, by the prices a ledger would book: the one place where these figures stand."""

from dataclasses import dataclass
from typing import Final

from shipspeak.base import Span, total, union

TRANSCRIPTION: Final = 0.0045
"""Dollars for a minute of audio: gpt-transcribe, list price of November 2026."""
TOKENS_IN, TOKENS_OUT = 0.10, 0.50
"""Dollars for a million tokens: gpt-6-luna, list price of November 2026."""
PER_WORD = 4 / 3
"""Tokens for each English word."""
PROMPT, ANSWER = 1_500, 2_000
"""Tokens of rubric, phrases and schema, and of the findings: the same for a part as for the whole."""
LEAD = 200
"""Milliseconds sent on each side of a stretch beyond what was chosen (its padding included), as the local engine reads
them: shown as a second figure, since who sends a stretch may leave them out.
"""
HEARING, WRITING = 0.0093, 0.0422
"""Processor seconds for each second heard, of everything and by whatever selector, and for each second then written
down, packing included: `./ship bench pipeline` on the machine of the README.
"""


@dataclass(frozen=True, slots=True)
class Bill:
    """Of one meeting."""

    dollars: float
    """Sent as chosen, padding included, and analysed."""
    with_lead: float
    """The same with LEAD around every stretch."""
    engine: float
    """Processor seconds when everything runs locally."""


def bill(spans: tuple[Span, ...], words: int, duration: int) -> Bill:
    """For `spans` (sorted, disjoint) that hold so many words, of a recording of `duration` ms."""
    analysis = ((PROMPT + words * PER_WORD) * TOKENS_IN + ANSWER * TOKENS_OUT) / 1_000_000
    led = union(Span(max(0, span.start - LEAD), min(duration, span.end + LEAD)) for span in spans)
    dollars, with_lead = (total(sent) / 60_000 * TRANSCRIPTION + analysis for sent in (spans, led))
    return Bill(dollars, with_lead, (HEARING * duration + WRITING * total(spans)) / 1_000)


def bill_of_all(words: int, duration: int) -> Bill:
    """The whole recording sent as it is, pauses included, and analysed."""
    return bill((Span(0, duration),), words, duration)
