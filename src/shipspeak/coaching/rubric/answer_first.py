"""Answer first: the answer, then the reasons (Minto's pyramid; BLUF)."""

from collections.abc import Iterator

from shipspeak.coaching.language.answers import Opening, advice, is_late, opening, reasoned
from shipspeak.coaching.language.phrases import RECOMMEND_STRONG, SEEKS_FIGURE, SEEKS_RECOMMENDATION, SEEKS_RISK
from shipspeak.coaching.language.talk import Exchange, Stretch
from shipspeak.coaching.metrics.turns import floors
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, opening_of, quotable

GOOD = "A direct question gets its answer in the first sentence, and the reason right after it."
ANCHORS = (
    "Direct questions got background, and the answer came late each time.",
    "The answer came after the background.",
    "Some answers came first, others after the background.",
    "The answer came first, with a reason.",
    "Answers came first, with a reason, again and again.",
)
LEAST_WORDS = 8
LATE = 45_000
"""Milliseconds of holding the floor before a recommendation that nobody is known to have asked for: half of the
longest stretch alone that the bands leave in peace."""
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
    given = advice(stretch)
    if given is None or not scene.timed or not RECOMMEND_STRONG.within(given.hit.text):
        return
    at = given.sentence.span.start
    floor = next(
        (f for f in floors(scene.talk.census.turns) if f.speaker == stretch.speaker and f.start <= at < f.end), None
    )
    if floor is not None and at - floor.start >= LATE:
        facts = {"held": str(round((at - floor.start) / 1000))}
        yield scene.claim("buried-recommendation", quotable(given.sentence, given.hit), strength=0.9, facts=facts)


def _buried(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    question = exchange.question
    given = advice(exchange.reply)
    if given is not None and is_late(exchange) and opening(exchange) is not Opening.ANSWER:
        facts = {"words": str(given.words_before)}
        if scene.timed:
            facts["seconds"] = str(round(given.milliseconds_before / 1000))
        yield scene.claim("buried-recommendation", quotable(given.sentence, given.hit), asked=question, facts=facts)


def _first(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    question, reply = exchange.question, exchange.reply
    if question is None or opening(exchange) is not Opening.ANSWER or reply.words < LEAST_WORDS:
        return
    weighty = any(
        cue.within(question.text) for cue in (SEEKS_RECOMMENDATION, RECOMMEND_STRONG, SEEKS_FIGURE, SEEKS_RISK)
    )
    if reasoned(reply) and weighty:
        yield scene.claim(
            "answer-first", opening_of(reply), asked=question, strength=1.0 if reply.words >= DEVELOPED else 0.9
        )
