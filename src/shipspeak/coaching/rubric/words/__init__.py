"""What the cards say. Plain short sentences: the behaviour, why it matters here, what to say instead, a drill."""

from shipspeak.coaching.rubric.words.changes import CHANGES
from shipspeak.coaching.rubric.words.model import KINDS, Words
from shipspeak.coaching.rubric.words.strengths import STRENGTHS

__all__ = ["CARDS", "KINDS", "Words"]

CARDS: dict[str, Words] = CHANGES | STRENGTHS
"""By pattern; every pattern of the table has one (a test holds it)."""
