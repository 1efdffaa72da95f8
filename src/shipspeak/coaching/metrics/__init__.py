"""What can be counted, each with the tier of evidence it stands on (DESIGN §2)."""

from shipspeak.coaching.language.talk import listen
from shipspeak.coaching.metrics import answers, delivery, floor, questions, wording
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.model import Kind, Metric
from shipspeak.sampling import Plan
from shipspeak.speech import Census, Transcript


def measure(census: Census, plan: Plan, transcript: Transcript, focal: str, kind: Kind) -> tuple[Metric, ...]:
    """All rows of the report for one coached person, in reading order. Always the same keys: what cannot be measured
    is a row that says why, never 0.
    """
    talk = listen(census, transcript, focal)
    counter = Counter(talk, plan)
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
        answers.answer_first(talk),
        answers.time_to_recommendation(talk, kind),
    )
