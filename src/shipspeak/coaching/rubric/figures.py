"""Evidence: a figure, its base, where it comes from."""

from collections.abc import Iterator

from shipspeak.coaching.language.answering import answering, answers
from shipspeak.coaching.language.phrases import (
    ANY_NUMBER,
    EVIDENCE,
    PUSHBACK,
    RECOMMEND_STRONG,
    SEEKS_FIGURE,
    SEEKS_RECOMMENDATION,
    VAGUE_AMOUNT,
)
from shipspeak.coaching.language.talk import Exchange
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, sentence_of

GOOD = "A claim comes with its figure, and a missing figure is named with the day it will be there."
ANCHORS = (
    "Asked for figures, the answers gave none, again and again.",
    "Asked for a figure, the answer gave none.",
    "Some answers rest on figures, others do not.",
    "A figure was given where it was needed.",
    "Figures were given where they were needed, again and again.",
)
LEAST_WORDS = 8
PATIENCE = 120
"""Words within which a figure that was asked for should come."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Figures given in an argument, and figures asked for and not given."""
    asked = {id(exchange.reply): exchange for exchange in scene.talk.exchanges}
    for stretch in scene.own:
        hits = [hit for hit, _ in stretch.find(EVIDENCE)]
        exchange = asked.get(id(stretch))
        argued = exchange is not None and _called_for(exchange)
        told = argued or len(hits) >= 2 or RECOMMEND_STRONG.within(stretch.text)
        if hits and told and not (exchange and _in_place_of_advice(exchange)):
            yield scene.claim("number-given", sentence_of(hits[0]), strength=min(1.2, 0.8 + 0.2 * len(hits)))
        if exchange is not None:
            yield from _missing(scene, exchange)


def _called_for(exchange: Exchange) -> bool:
    question = exchange.question
    objected = any(PUSHBACK.within(sentence.text) for sentence in exchange.prompt.latest(60))
    return objected or (question is not None and len(question.tokens) >= 4)


def _in_place_of_advice(exchange: Exchange) -> bool:
    """A recommendation was asked for and did not come first: the figures in such a reply are no strength."""
    question = exchange.question
    sought = question is not None and SEEKS_RECOMMENDATION.within(question.text)
    return question is not None and sought and not answers(question, answering(exchange.reply))


def _missing(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    question, reply = exchange.question, exchange.reply
    if question is None or reply.words < LEAST_WORDS or not SEEKS_FIGURE.within(question.text):
        return
    answer = reply.opening(PATIENCE)
    if VAGUE_AMOUNT.within(answer) and not ANY_NUMBER.within(answer):
        yield scene.claim("figure-missing", answering(reply), asked=question)
