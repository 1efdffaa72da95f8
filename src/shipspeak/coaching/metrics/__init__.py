"""What can be counted, each with the tier of evidence it stands on (DESIGN §2)."""

from shipspeak.coaching.language.talk import listen
from shipspeak.coaching.metrics import answers, delivery, floor, questions, wording
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.model import Kind, Metric
from shipspeak.sampling import Plan, Width, configuration, width
from shipspeak.speech import Census, Transcript


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
    talk = listen(census, transcript, focal)
    counter = Counter(talk, plan, listen(census, rough, focal) if rough else None)
    heard = listen(census, whole, focal) if whole and whole is not transcript else talk
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


def widths(
    census: Census, plan: Plan, transcript: Transcript, focal: str, rough: Transcript | None = None
) -> tuple[Width, ...]:
    """How wide the intervals of all sampled rates are: what the ladder decides by."""
    counter = Counter(listen(census, transcript, focal), plan, listen(census, rough, focal) if rough else None)
    found = {
        "pace": counter.words_per_time(60_000) if counter.timed else None,
        "fillers": counter.per_words(wording.hesitations, wording.PER) if wording.counts_fillers(counter) else None,
        "hedges": counter.per_words(wording.hedged, wording.PER),
        "questions": questions.rate(counter),
    }
    chosen_by = configuration(plan.configuration)
    return tuple(width(metric, estimate, chosen_by) for metric, estimate in found.items() if estimate)
