"""The form of an answer: strict (every property required, none additional), and read as strictly."""

import msgspec

from shipspeak.coaching.rubric.patterns import PATTERNS

ADDABLE = (
    "figure-missing",
    "risk-not-named",
    "decision-without-owner",
    "answer-first",
    "acknowledged-pushback",
    "aim-named",
    "number-given",
    "owner-and-date",
    "recap",
    "clear-ask",
    "trade-off-stated",
    "stop-rule",
    "term-explained",
    "paraphrase",
    "open-question",
)
"""Behaviours that words alone show. What is counted or timed (interruptions, bursts, long stretches, late
recommendations) is seen by code or not at all.
"""
ANSWERS = frozenset({"figure-missing", "risk-not-named", "answer-first", "acknowledged-pushback"})
"""Of these, the behaviours that are an answer to somebody."""
OF_OTHERS = ANSWERS | {"paraphrase"}
"""… and those that nobody can tell who does not read what somebody else said: rules alone see them then."""
MOST_CARDS = 6
LONGEST = 40_000
"""Characters of an answer; what is longer is no answer."""
ADVICE = ("matters", "instead", "practise")
"""What is shown of a card."""
TEXTS = ("happened", *ADVICE)
"""What is asked for: to say first what was done makes the advice fit it, and what people read of that is code's."""


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model may say: which behaviour, where, and four texts."""

    pattern: str
    said: str
    """Id of a sentence."""
    asked: str | None
    happened: str
    matters: str
    instead: str
    practise: str

    def __repr__(self) -> str:
        return f"Card({self.said})"


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: list[Card]


_DECODER = msgspec.json.Decoder(Answer)


class NotInTheForm(Exception):
    """An answer that is none; says what is wrong with it, to the model."""


def read(text: str) -> tuple[Card, ...]:
    """The cards of an answer. Raises NotInTheForm."""
    if len(text) > LONGEST:
        raise NotInTheForm("The answer is far too long.")
    try:
        cards = _DECODER.decode(text).cards
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise NotInTheForm("The answer is not JSON of the given form.") from None
    if len(cards) > MOST_CARDS:
        raise NotInTheForm(f"There are more than {MOST_CARDS} cards.")
    return tuple(cards)


def schema() -> str:
    """JSON Schema of `Answer`, in the subset that strict structured output takes."""
    text: dict[str, object] = {"type": "string"}
    properties: dict[str, object] = {
        "pattern": {"type": "string", "enum": list(PATTERNS)},
        "said": text,
        "asked": {"type": ["string", "null"]},
        **dict.fromkeys(TEXTS, text),
    }
    card = _object(properties)
    return msgspec.json.encode(_object({"cards": {"type": "array", "items": card}})).decode()


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
