"""Answers: moments that were heard, never extrapolated to the rest of the meeting."""

from statistics import median

from shipspeak.coaching.language.answers import Opening, advice, opening
from shipspeak.coaching.language.phrases import SEEKS_RECOMMENDATION
from shipspeak.coaching.language.talk import Talk
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.rows import NO_CLOCK, Subject
from shipspeak.coaching.model import Basis, Kind, Metric
from shipspeak.kit.page import plural


def answer_first(talk: Talk) -> Metric:
    """Of the questions put to the person inside what was transcribed: how many answers open with the answer."""
    judged = [(exchange, opening(exchange)) for exchange in talk.exchanges]
    clear = [(exchange, how) for exchange, how in judged if how is not Opening.UNCLEAR]
    asked = sum(exchange.question is not None for exchange, _ in judged)
    subject = Subject("answer_first", "Answers that open with the answer", f"of {plural(len(clear), 'answer')}")
    heard = f"{plural(asked, 'question')} to you {'was' if asked == 1 else 'were'} heard"
    if not clear:
        return subject.thin(f"{heard}; none of the answers could be judged by rule.")
    first = sum(how is Opening.ANSWER for _, how in clear)
    note = f"{heard}, {plural(len(clear), 'answer')} could be judged. Only what was transcribed."
    spans = [exchange.reply.lines[0].sentences[0].span for exchange, _ in clear] if talk.census.timed else []
    return subject.exact(first, note, spans, Basis.MOMENT)


def time_to_recommendation(talk: Talk, kind: Kind) -> Metric:
    """From the end of a question to the sentence that recommends, seconds: middle value of those heard."""
    key = "time_to_recommendation"
    subject = Subject(key, "Time to recommendation", "s", band(key, kind))
    if not talk.census.timed:
        return subject.unmeasured(NO_CLOCK)
    found = [
        (given, given.sentence.span.start - exchange.prompt.span.end)
        for exchange in talk.exchanges
        if exchange.question is not None
        and SEEKS_RECOMMENDATION.within(exchange.question.text)
        and (given := advice(exchange.reply)) is not None
    ]
    if not found:
        return subject.thin("No question that asks for a recommendation was heard with its recommendation.")
    value = median(max(0, waited) for _, waited in found) / 1000
    count = "one answer" if len(found) == 1 else f"{len(found)} answers"
    note = f"From the end of the question to your recommendation, {count} heard. Only what was transcribed."
    return subject.exact(value, note, [given.sentence.span for given, _ in found], Basis.MOMENT)
