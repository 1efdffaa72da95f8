"""Concision: as long as it needs to be."""

from collections.abc import Iterator, Sequence

from shipspeak.coaching.language.answering import answering
from shipspeak.coaching.language.answers import Opening, opening
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import SEEKS_FIGURE, SEEKS_RECOMMENDATION
from shipspeak.coaching.model import Claim, Standing
from shipspeak.coaching.rubric.scene import Scene

GOOD = "A direct question is answered in under forty words, and nobody waits longer than a minute and a half for "
"the floor."
ANCHORS = (
    "Several stretches alone were long.",
    "A stretch alone was long.",
    "Some answers were short; one stretch alone was long.",
    "Answers were short, or no stretch alone was long.",
    "Answers were short, again and again.",
)
SHORT = 40
LEAST = 6
TELLING = 6
MANY_WORDS = 350
"""Words in one stretch where no clock was given: over two minutes at 160 words a minute."""


def detect(scene: Scene) -> Iterator[Claim]:
    """The longest stretch alone when it is out of the band, and short, direct answers."""
    yield from _monologue(scene)
    for exchange in scene.talk.exchanges:
        question, reply = exchange.question, exchange.reply
        if question is None or not LEAST <= reply.words <= SHORT or opening(exchange) is not Opening.ANSWER:
            continue
        if SEEKS_FIGURE.within(question.text) or SEEKS_RECOMMENDATION.within(question.text):
            facts = {"seconds": str(max(1, round(reply.span.length / 1000)))} if scene.timed else {}
            yield scene.claim("short-answer", answering(reply), asked=question, facts=facts)


def _monologue(scene: Scene) -> Iterator[Claim]:
    if not scene.timed:
        longest = max(scene.own, key=lambda stretch: stretch.words, default=None)
        if longest is not None and longest.words >= MANY_WORDS:
            yield scene.claim("long-monologue", _telling(longest.sentences), facts={"words": str(longest.words)})
        return
    metric = scene.metric("longest_monologue")
    if metric is None or metric.standing is not Standing.ABOVE or metric.value is None or metric.band is None:
        return
    held = metric.spans[0]
    sentences = [
        s for stretch in scene.own for s in stretch.sentences if held.start <= s.span.start and s.span.end <= held.end
    ]
    if sentences:
        said = _telling(sentences)
        over = metric.value / (metric.band.high or metric.value)
        yield scene.claim("long-monologue", said, strength=min(1.3, over), facts={"seconds": str(round(metric.value))})


def _telling(sentences: Sequence[Sentence]) -> Sentence:
    """The first sentence that says something."""
    return next((sentence for sentence in sentences if len(sentence.tokens) >= TELLING), sentences[0])
