"""What can be counted, each with the tier of evidence it stands on (DESIGN §2)."""

from shipspeak.coaching.language.talk import listen
from shipspeak.coaching.metrics import answers, delivery, floor, questions, wording
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.model import Kind, Metric
from shipspeak.sampling import Configuration, Plan, Width, configuration, width
from shipspeak.speech import Census, Transcript


def counted(census: Census, plan: Plan, transcript: Transcript, focal: str, rough: Counter | None = None) -> Counter:
    """The words that a plan bought, read once for all that is asked of them. `rough`: those of a cheap engine."""
    return Counter(listen(census, transcript, focal), plan, rough)


def measure(
    census: Census,
    plan: Plan,
    transcript: Transcript,
    focal: str,
    kind: Kind,
    rough: Transcript | None = None,
    *,
    whole: Transcript | None = None,
) -> tuple[Metric, ...]:
    """All rows of the report for one coached person, in reading order. Always the same keys: what cannot be measured
    is a row that says why, never 0. `rough`: all words as a cheap engine wrote them, where there was one.
    `whole`: with what was asked for besides; only moments, which claim nothing of the rest, may rest on it.
    """
    counter = counted(census, plan, transcript, focal, counted(census, plan, rough, focal) if rough else None)
    heard = listen(census, whole, focal) if whole and whole is not transcript else counter.talk
    return (
        floor.talk_share(census, focal, kind),
        floor.longest_monologue(census, focal, kind),
        floor.interruptions_made(census, focal, kind),
        floor.interruptions_suffered(census, focal, kind),
        floor.response_gap(census, focal, kind),
        delivery.pace(counter, kind),
        delivery.pauses(census, focal, kind),
        wording.fillers(counter, kind),
        wording.hedges(counter, kind),
        questions.asked(counter, kind),
        questions.open_asked(counter, kind),
        answers.answer_first(heard),
        answers.time_to_recommendation(heard, kind),
    )


def rates(counter: Counter, kind: Kind) -> tuple[Metric, ...]:
    """Of `measure`, the rows that a sample of the words is extrapolated for."""
    return (
        delivery.pace(counter, kind),
        wording.fillers(counter, kind),
        wording.hedges(counter, kind),
        questions.asked(counter, kind),
    )


def widths(
    census: Census, plan: Plan, transcript: Transcript, focal: str, rough: Transcript | None = None
) -> tuple[Width, ...]:
    """How wide the intervals of all sampled rates are: what the ladder decides by."""
    counter = counted(census, plan, transcript, focal, counted(census, plan, rough, focal) if rough else None)
    return widths_of(counter, configuration(plan.configuration).given(words=rough is not None))


def widths_of(counter: Counter, chosen_by: Configuration) -> tuple[Width, ...]:
    """The same of words that were read."""
    found = {
        "pace": counter.words_per_time(60_000) if counter.timed else None,
        "fillers": counter.per_words(wording.hesitations, wording.PER) if wording.counts_fillers(counter) else None,
        "hedges": counter.per_words(wording.hedged, wording.PER),
        "questions": questions.rate(counter),
    }
    return tuple(width(metric, estimate, chosen_by) for metric, estimate in found.items() if estimate)
