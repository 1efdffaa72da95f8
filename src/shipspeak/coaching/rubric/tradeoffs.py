"""Trade-offs: what is given up for what, and when the plan is off."""

from collections.abc import Iterator

from shipspeak.coaching.language.phrases import NAMES_RISK, NO_RISK, SEEKS_RISK, STOP_RULE, TRADE_OFF
from shipspeak.coaching.language.talk import Exchange
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, first_hits, sentence_of

GOOD = "What is given up is named beside what is gained, with the point at which the choice would change."
ANCHORS = (
    "Asked for the risk, the answers named none, again and again.",
    "Asked for the risk, the answer named none.",
    "A trade-off was named, and a risk was left open.",
    "A trade-off or a stop rule was named.",
    "Trade-offs and their limits were named, again and again.",
)
LEAST_WORDS = 5
OPENING = 60


def detect(scene: Scene) -> Iterator[Claim]:
    """Trade-offs and stop rules that were said; risks that were asked for and waved away."""
    for _, hit in first_hits(scene.own, TRADE_OFF):
        yield scene.claim("trade-off-stated", sentence_of(hit))
    for _, hit in first_hits(scene.own, STOP_RULE):
        yield scene.claim("stop-rule", sentence_of(hit))
    for exchange in scene.talk.exchanges:
        yield from _waved_away(scene, exchange)


def _waved_away(scene: Scene, exchange: Exchange) -> Iterator[Claim]:
    question, reply = exchange.question, exchange.reply
    if question is None or reply.words < LEAST_WORDS or not SEEKS_RISK.within(question.text):
        return
    hit = next((found for found, before in reply.find(NO_RISK) if before < OPENING), None)
    rest = reply.opening(2 * OPENING).replace(hit.text, "") if hit else ""
    if hit is not None and not NAMES_RISK.within(rest):
        yield scene.claim("risk-not-named", sentence_of(hit), asked=question)
