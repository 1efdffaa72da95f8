"""Answer first: the answer, then the reasons (Minto's pyramid; BLUF)."""

from collections.abc import Iterator

from shipspeak.coaching.language.answering import answering
from shipspeak.coaching.language.answers import LATE_SENTENCES, Opening, advice, is_late, opening, reasoned, waited
from shipspeak.coaching.language.phrases import (
    REASON,
    RECOMMEND_STRONG,
    SEEKS_FIGURE,
    SEEKS_RECOMMENDATION,
    SEEKS_RISK,
)
from shipspeak.coaching.language.talk import Exchange, Stretch
from shipspeak.coaching.metrics.answers import late_unasked
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene

GOOD = "A direct question gets its answer in the first sentence, and the reason right after it."
ANCHORS = (
    "Direct questions got background, and the answer came late each time.",
    "The answer came after the background.",
    "Some answers came first, others after the background.",
    "The answer came first, with a reason.",
    "Answers came first, with a reason, again and again.",
)
LEAST_WORDS = 8
DEVELOPED = 20
"""Words from which an answer also shows that the order was kept under way."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Recommendations that came late, and answers that came first."""
    heard = {id(exchange.reply): exchange for exchange in scene.talk.exchanges if exchange.question is not None}
    for stretch in scene.own:
        exchange = heard.get(id(stretch))
        if exchange is None:
            yield from _unasked(scene, stretch)
        else:
            yield from _buried(scene, exchange)
            yield from _first(scene, exchange)


def _unasked(scene: Scene, stretch: Stretch) -> Iterator[Claim]:
    """The question was not heard; how long the floor had been held is known all the same."""
    late = late_unasked(scene.talk, stretch)
    if late is not None:
        given, held = late
        facts = {"held": str(round(held / 1000))}
        yield scene.claim("buried-recommendation", given.sentence, hit=given.hit, strength=0.9, facts=facts, whole=True)


def _buried(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    given = advice(exchange.reply)
    if given is None or not is_late(exchange):
        return
    facts = {"seconds": str(round(waited(exchange, given) / 1000))} if scene.timed else {}
    if given.sentences_before >= LATE_SENTENCES and not scene.timed:
        facts["sentences"] = str(given.sentences_before)
    yield scene.claim(
        "buried-recommendation", given.sentence, hit=given.hit, asked=exchange.question, facts=facts, whole=True
    )


def _first(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    question, reply = exchange.question, exchange.reply
    if question is None or opening(exchange) is not Opening.ANSWER or reply.words < LEAST_WORDS:
        return
    weighty = any(
        cue.within(question.text) for cue in (SEEKS_RECOMMENDATION, RECOMMEND_STRONG, SEEKS_FIGURE, SEEKS_RISK)
    )
    said = answering(reply)
    if weighty and reasoned(reply):
        facts = {"reason": "with its reason"} if REASON.within(said.text) else {}
        strength = 1.0 if reply.words >= DEVELOPED else 0.9
        yield scene.claim("answer-first", said, asked=question, strength=strength, facts=facts)
