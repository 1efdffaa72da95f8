"""How an answer opens, and where its recommendation stands."""

from dataclasses import dataclass
from enum import StrEnum

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import (
    CONTEXT,
    NUMBER,
    REASON,
    RECOMMEND,
    RECOMMEND_STRONG,
    SEEKS_FIGURE,
    SEEKS_RECOMMENDATION,
    YES_NO,
)
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.talk import Exchange, Stretch
from shipspeak.coaching.language.tokens import FILLERS, tokens

LATE_WORDS = 40
"""Words before a recommendation that was asked for: OPENING_WORDS are the consensus, the rest is a dead band."""
OPENING_WORDS = 25
"""An answer is expected within so many words or ten seconds (Minto's pyramid, BLUF in AR 25-50: expert consensus)."""
SHORTEST_ANSWER = 4
"""Words; less is a listener's "yeah" and judged by nobody."""

_LEAD = FILLERS | {"so", "well", "okay", "ok", "right", "and", "but", "mean", "like", "oh"}
_IDLE = _LEAD | {"yeah", "i", "think", "you", "know", "the", "a", "an", "to", "of", "it", "is", "that", "this", "in"}


class Opening(StrEnum):
    """What the first words of an answer do."""

    ANSWER = "answer"
    CONTEXT = "context"
    """Background first: the answer comes later or not at all."""
    UNCLEAR = "unclear"
    """Rules cannot tell; counted neither way."""


@dataclass(frozen=True)
class Advice:
    """A recommendation and how much was said before it."""

    sentence: Sentence
    hit: Sentence
    """The words that recommend."""
    words_before: int
    milliseconds_before: int


def opening(exchange: Exchange) -> Opening:
    """Judge the first OPENING_WORDS of the reply to a question; UNCLEAR without a question or for a mere "yeah"."""
    question, reply = exchange.question, exchange.reply
    if question is None or reply.words < SHORTEST_ANSWER or is_question(reply.sentences[0]):
        return Opening.UNCLEAR
    start = reply.opening(OPENING_WORDS)
    if _answers(question, reply, start):
        return Opening.ANSWER
    context = CONTEXT.within(start) and reply.words > 2 * OPENING_WORDS
    return Opening.CONTEXT if context or is_late(exchange) else Opening.UNCLEAR


def is_late(exchange: Exchange) -> bool:
    """A recommendation was asked for, and LATE_WORDS or more came before it."""
    if exchange.question is None or not SEEKS_RECOMMENDATION.within(exchange.question.text):
        return False
    given = advice(exchange.reply)
    return given is not None and given.words_before >= LATE_WORDS


def advice(stretch: Stretch) -> Advice | None:
    """The first recommendation in a stretch."""
    hits = [*stretch.find(RECOMMEND_STRONG), *stretch.find(RECOMMEND)]
    if not hits:
        return None
    hit, before = min(hits, key=lambda found: found[1])
    sentence = hit.line.sentence_at(hit.first)
    return Advice(sentence, hit, before, max(0, sentence.span.start - stretch.span.start))


def reasoned(stretch: Stretch, words: int = 2 * OPENING_WORDS) -> bool:
    """Whether a reason stands near the beginning."""
    return REASON.within(stretch.opening(words))


def _answers(question: Sentence, reply: Stretch, start: str) -> bool:
    if RECOMMEND_STRONG.within(start) or RECOMMEND.within(start):
        return True
    plain = start.split(" ")
    while plain and plain[0] in _LEAD:
        plain.pop(0)
    if SEEKS_FIGURE.within(question.text):
        return NUMBER.within(_first_said(reply))
    if YES_NO.opens(" ".join(plain)):
        # "It's …" answers whether something is so, not what should be done.
        return not SEEKS_RECOMMENDATION.within(question.text) or plain[0] not in {"it", "that", "yeah"}
    return NUMBER.within(" ".join(plain[:12])) and _echoes(question, plain)


def _first_said(reply: Stretch) -> str:
    """The first sentence, and the next where the first is a mere "Well."."""
    said = ""
    for sentence in reply.sentences:
        said = f"{said} {sentence.text}".strip()
        if len(said.split(" ")) >= SHORTEST_ANSWER:
            break
    return said


def _echoes(question: Sentence, plain: list[str]) -> bool:
    """A content word of the question comes back at once ("what does it cost" … "it costs")."""
    asked = {stem(token) for token in question.tokens} - {stem(word) for word in _IDLE}
    return any(stem(token) in asked for token in plain[:8])


def stem(token: str) -> str:
    """Enough of a word to see "cost" in "costs"; short words are left whole."""
    word = tokens(token)[0] if tokens(token) else token
    return word[:4] if len(word) >= 4 else word
