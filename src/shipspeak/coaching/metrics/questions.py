"""Questions asked, per ten minutes of meeting."""

from dataclasses import replace

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.questions import is_open, is_question
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.count import Counter, Find
from shipspeak.coaching.metrics.delivery import FEWEST_WORDS, few_words
from shipspeak.coaching.metrics.rows import NO_CLOCK, NO_WORDS, Subject, built_on_words
from shipspeak.coaching.model import Kind, Metric
from shipspeak.kit.page import plural
from shipspeak.sampling import Estimate

TEN_MINUTES = 600_000
LEAST_EXPECTED = 10.0
"""Questions in ten minutes times minutes: where less than one is usual in the whole meeting, none is no sign."""


def asked(counter: Counter, kind: Kind) -> Metric:
    """All questions of one's own; "…, right?" does not count."""
    subject = Subject("questions", "Questions asked", "per 10 min", band("questions", kind))
    return _row(subject, counter, own_questions, "question")


def open_asked(counter: Counter, kind: Kind) -> Metric:
    """Those that leave room for more than yes, no or a figure."""
    subject = Subject("open_questions", "Open questions", "per 10 min", band("open_questions", kind))
    return _row(subject, counter, own_open_questions, "open question")


def own_questions(counter: Counter) -> list[Sentence]:
    """What was bought cuts sentences in two, and the rest of one ("… where are you going") often has a question's form:
    a fragment without its beginning counts only with its mark. Without this rule four in a hundred are too many.
    """
    return [
        sentence
        for line in counter.lines
        for sentence in line.sentences
        if is_question(sentence) and (sentence.marked or counter.begun(sentence.span))
    ]


def own_open_questions(counter: Counter) -> list[Sentence]:
    return [one for one in counter.found(own_questions) if is_open(one)]


def rate(counter: Counter, find: Find = own_questions) -> Estimate | None:
    """Questions per ten minutes of meeting; None where there is no clock or nothing of one's own."""
    # One asks only while one speaks, so the rate is taken over one's own speech and brought to the meeting's clock
    # with the talk time, which is known exactly: no error is added.
    spoken = sum(span.length for span in counter.turns)
    duration = counter.talk.census.duration
    return counter.per_time(find, TEN_MINUTES * spoken / duration) if duration and counter.timed else None


def _row(subject: Subject, counter: Counter, find: Find, what: str) -> Metric:
    if not counter.timed:
        return subject.unmeasured(NO_CLOCK)
    estimate, found = rate(counter, find), counter.found(find)
    if estimate is None or not counter.words:
        return subject.thin(NO_WORDS)
    if len(counter.words) < FEWEST_WORDS:
        return subject.thin(few_words(counter))
    minutes = counter.talk.census.duration / 60_000
    if not found and estimate.census and subject.band and (subject.band.low or 0) * minutes < LEAST_EXPECTED:
        subject = replace(subject, band=None)
    note = f"{plural(len(found), what)} written down in {plural(max(1, round(minutes)), 'minute')} of meeting."
    note = f"{note} {built_on_words(counter.engine)}"
    return subject.estimate(estimate, note, [one.span for one in found], talk=counter.heard, count=len(found))
