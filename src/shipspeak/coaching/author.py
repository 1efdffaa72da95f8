"""Whose words a report's cards are in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the cards. Claims, scores, marks and figures are the rules' in any case."""

    model: str | None = None
    """None: the words are the rules' own."""
    prompt: str = ""
    """Name and version of what the model was told: "cards.1"."""
    written: int = 0
    """Cards in the model's words."""
    dropped: int = 0
    """Claims of the model that did not stand, after it was told so once."""
    replaced: int = 0
    """Sentences of the model that did not pass, and stand in the rules' words instead."""
    asked: int = 0
    usd: float = 0.0
    why: str = ""
    """Why the rules wrote although a model might have: the end of a sentence."""


RULES = Author()
"""Nobody else was asked."""
