"""Answers: moments that were heard, never extrapolated to the rest of the meeting."""

from statistics import median

from shipspeak.coaching.language.answering import answering
from shipspeak.coaching.language.answers import Advice, Opening, advice, opening
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import RECOMMEND_STRONG, SEEKS_RECOMMENDATION
from shipspeak.coaching.language.talk import Exchange, Stretch, Talk
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.rows import NO_CLOCK, Subject
from shipspeak.coaching.metrics.turns import floors
from shipspeak.coaching.model import Basis, Kind, Metric
from shipspeak.kit.page import plural

FEWEST = 3
"""Of fewer answers a share says nothing."""
LATE_UNASKED = 45_000
"""Milliseconds of holding the floor before a recommendation that nobody is known to have asked for: half of the
longest stretch alone that the bands leave in peace."""


def answer_first(talk: Talk) -> Metric:
    """Of the answers inside what was written down: how many open with the answer. A recommendation that came late
    counts as one that does not, also where its question was not heard.
    """
    judged = [(exchange, opening(exchange)) for exchange in talk.exchanges]
    clear = [(exchange.reply, how is Opening.ANSWER) for exchange, how in judged if how is not Opening.UNCLEAR]
    questioned = {id(exchange.reply) for exchange, _ in judged if exchange.question is not None}
    unasked = [one for one in talk.own if id(one) not in questioned and late_unasked(talk, one) is not None]
    clear += [(stretch, False) for stretch in unasked]
    subject = Subject("answer_first", "Answers that open with the answer", f"of {len(clear)} answers")
    heard = f"{plural(len(questioned), 'question')} to you {'was' if len(questioned) == 1 else 'were'} written down"
    if len(clear) < FEWEST:
        few = {0: "none of the answers", 1: "one answer"}.get(len(clear), f"{len(clear)} answers")
        return subject.thin(f"{heard}; {few} could be judged by rule, too few to count.")
    late = " The late recommendation counts, though its question was not written down." if unasked else ""
    first = sum(opens for _, opens in clear)
    note = f"{heard}; the opening of {len(clear)} answers could be judged by rule.{late} Cards praise only answers to "
    note += "a weighty question that also give the reason."
    spans = [stretch.lines[0].sentences[0].span for stretch, _ in clear] if talk.census.timed else []
    return subject.exact(first, note, spans, Basis.MOMENT)


def late_unasked(talk: Talk, stretch: Stretch) -> tuple[Advice, int] | None:
    """A recommendation that came late though no question for it was heard, and the milliseconds for which the floor had
    been held by then.
    """
    given = advice(stretch)
    if given is None or not talk.census.timed or not RECOMMEND_STRONG.within(given.hit.text):
        return None
    at = given.start
    held = next(
        (at - f.start for f in floors(talk.census.turns) if f.speaker == stretch.speaker and f.start <= at < f.end), 0
    )
    return (given, held) if held >= LATE_UNASKED else None


def time_to_recommendation(talk: Talk, kind: Kind) -> Metric:
    """From the end of a question to the sentence that recommends, seconds: middle value of those heard."""
    key = "time_to_recommendation"
    subject = Subject(key, "Time to recommendation", "s", band(key, kind))
    if not talk.census.timed:
        return subject.unmeasured(NO_CLOCK)
    found = [
        (said, max(0, at - exchange.prompt.span.end))
        for exchange in talk.exchanges
        if exchange.question is not None
        and SEEKS_RECOMMENDATION.within(exchange.question.text)
        and (given := _recommending(exchange)) is not None
        for said, at in (given,)
    ]
    if not found:
        return subject.thin("No question for your recommendation was written down together with its answer.")
    value = median(wait for _, wait in found) / 1000
    count = "one answer" if len(found) == 1 else f"{len(found)} answers"
    note = f"From the end of the question to your recommendation, {count} written down."
    return subject.exact(value, note, [said.span for said, _ in found], Basis.MOMENT)


def _recommending(exchange: Exchange) -> tuple[Sentence, int] | None:
    """The sentence that answers a question for a recommendation (a plain yes or no at once, or the recommendation), and
    when that is said.
    """
    if opening(exchange) is Opening.ANSWER:
        said = answering(exchange.reply)
        return said, said.span.start
    given = advice(exchange.reply)
    return (given.sentence, given.start) if given else None
