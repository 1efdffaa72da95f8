"""What is a question, and does it leave room for an answer."""

import re

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import OPEN_REQUEST
from shipspeak.coaching.language.tokens import FILLERS, tokens

_STARTERS = r"(?:(?:so|and|but|okay|ok|well|um|uh|right|yeah|now|then|also|because|all right|just|sorry|or) )*"
_WHO = "(?:you|we|they|i|he|she|there|that|this|anyone|anybody|everyone|everybody|people|your|our)"
_AUX = "(?:do|does|did|is|are|was|were|can|could|should|would|will|have|has|shall|isn't|aren't|don't|didn't|won't)"
_WH = "(?:what|why|how|when|where|who|which|whose)"
_NOT_OPEN = "don't we|don't you|not|many|much|long|often|far|soon|big|old|late|time|date|day|percent|percentage|number"
_OPEN_WH = rf"(?:what|why|how)(?! (?:{_NOT_OPEN})\b)"

_ASKS = re.compile(
    rf"^{_STARTERS}(?:{_WH}(?: \S+)? {_AUX} |(?:what|how) (?:about|if|come)\b|why not\b|{_AUX} {_WHO} |"
    r"what do you |how many |how much |how long )"
)
_OPEN = re.compile(rf"(?:^{_STARTERS}(?:\S+ )?|\b){_OPEN_WH}(?:'s|'re|'d|'ll)? (?:{_AUX}|might|else|about|if|'s)\b")
_OPEN_START = re.compile(rf"^{_STARTERS}(?:\S+ )?{_OPEN_WH}\b")
_TAG = re.compile(
    r"(?:^|\b)(?:right|okay|ok|yeah|you know|huh|eh|isn't it|doesn't it|is it|isn't that|see|got it|no|really|alright)$"
)
_SHORT = frozenset({"why", "why not", "how", "how so", "how come", "like what", "such as"})
_REPAIR = frozenset({"what", "sorry", "pardon", "excuse me", "what's that", "say that again", "come again", "you what"})

LEAST_CLAUSE = 4
"""Words of a question that was joined to something else."""


def is_question(sentence: Sentence) -> bool:
    """A question that wants an answer. "…, right?" seeks agreement, "Sorry?" a repetition: neither counts.

    With a question mark most forms count; without one (small engines lose them) only a form that can hardly be
    anything else, so that an engine's missing punctuation costs recall and not precision.
    """
    text = sentence.text
    if text in _SHORT:
        return sentence.marked
    if text in _REPAIR or len(sentence.tokens) < 3:
        return False
    formed = _ASKS.match(text) is not None
    if sentence.marked:
        return formed or _TAG.search(text) is None
    formed = formed or _ASKS.match(_last_clause(sentence)) is not None
    return (formed and not _stopped(sentence)) or OPEN_REQUEST.opens(_bare(text))


def is_open(sentence: Sentence) -> bool:
    """Of a question: it asks for more than yes, no, a name, a number or a date."""
    text = _bare(sentence.text)
    return text in _SHORT or OPEN_REQUEST.within(text) or bool(_OPEN.search(text) or _OPEN_START.match(text))


def _stopped(sentence: Sentence) -> bool:
    """The engine ended it with a full stop although it does write question marks elsewhere in this passage."""
    words = sentence.line.passage.words
    return sentence.words[-1].text.endswith(".") and any(word.text.endswith("?") for word in words)


def _last_clause(sentence: Sentence) -> str:
    """What follows the last comma: small engines join a question to the sentence before it."""
    words = sentence.words
    comma = max((at for at, word in enumerate(words[:-1]) if word.text.endswith(",")), default=len(words))
    said = [token for word in words[comma + 1 :] for token in tokens(word.text) if token not in FILLERS]
    return " ".join(said) if len(said) >= LEAST_CLAUSE else ""


def _bare(text: str) -> str:
    return re.sub(rf"^{_STARTERS}", "", text)
