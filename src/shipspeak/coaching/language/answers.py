"""How an answer opens, and where its recommendation stands. What is judged is the sentence that a card would quote."""

from dataclasses import dataclass
from enum import StrEnum

from shipspeak.coaching.language.answering import LEAD_IN, answering, answers
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import CONTEXT, REASON, RECOMMEND, RECOMMEND_STRONG, SEEKS_RECOMMENDATION
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.talk import Exchange, Stretch

LATE_WORDS = 40
"""Words before a recommendation that was asked for: OPENING_WORDS are the consensus, the rest is a dead band."""
LATE = 15_000
"""Milliseconds from the question to the recommendation: as long as LATE_WORDS take at 160 words a minute."""
LATE_SENTENCES = 3
"""The same where the first sentence says itself that it is background."""
OPENING_WORDS = 25
"""An answer is expected within so many words or ten seconds (Minto's pyramid, BLUF in AR 25-50: expert consensus)."""
SHORTEST_ANSWER = 4
"""Words; less is a listener's "yeah" and judged by nobody."""


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
    sentences_before: int

    @property
    def start(self) -> int:
        """Milliseconds: when its sentence begins, or its own words where a lot stands before them in that."""
        led_in = self.hit.first - self.sentence.first <= LEAD_IN
        return (self.sentence if led_in else self.hit).span.start


def opening(exchange: Exchange) -> Opening:
    """Judge the sentence that a reply to a question opens with; UNCLEAR without a question or for a mere "yeah"."""
    question, reply = exchange.question, exchange.reply
    if question is None or reply.words < SHORTEST_ANSWER or is_question(reply.sentences[0]):
        return Opening.UNCLEAR
    if answers(question, answering(reply)):
        return Opening.ANSWER
    context = CONTEXT.within(reply.opening(OPENING_WORDS)) and reply.words > 2 * OPENING_WORDS
    return Opening.CONTEXT if context or is_late(exchange) else Opening.UNCLEAR


def is_late(exchange: Exchange) -> bool:
    """A recommendation was asked for, and LATE_WORDS, LATE milliseconds or LATE_SENTENCES came before it."""
    if exchange.question is None or not SEEKS_RECOMMENDATION.within(exchange.question.text):
        return False
    given = advice(exchange.reply)
    if given is None or answers(exchange.question, answering(exchange.reply)):
        return False
    announced = CONTEXT.within(answering(exchange.reply).text) and given.sentences_before >= LATE_SENTENCES
    long = given.words_before >= LATE_WORDS or (exchange.timed and waited(exchange, given) >= LATE)
    return long or announced


def waited(exchange: Exchange, given: Advice) -> int:
    """Milliseconds from the end of the question to the recommendation. Needs times."""
    return max(0, given.start - exchange.prompt.span.end)


def advice(stretch: Stretch) -> Advice | None:
    """The first recommendation in a stretch; "we recommended" tells of an old one and is none."""
    found = [*stretch.find(RECOMMEND_STRONG), *stretch.find(RECOMMEND)]
    hits = [(hit, before) for hit, before in found if "recommended" not in hit.tokens]
    if not hits:
        return None
    hit, before = min(hits, key=lambda found: found[1])
    sentence = hit.line.sentence_at(hit.first)
    return Advice(sentence, hit, before, stretch.sentences.index(sentence))


def reasoned(stretch: Stretch) -> bool:
    """Whether a reason stands in the sentence that answers, or in the next."""
    first = stretch.sentences.index(answering(stretch, joined=False))
    return any(REASON.within(sentence.text) for sentence in stretch.sentences[first : first + 2])
