"""Delivery: pace and pauses."""

from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.metrics.rows import NO_CLOCK, NO_WORDS, ROUGH_EDGES, Subject, built_on_words
from shipspeak.coaching.metrics.turns import floors
from shipspeak.coaching.metrics.turns import pauses as silences
from shipspeak.coaching.model import Kind, Metric
from shipspeak.kit.page import plural
from shipspeak.speech import Census, Edges

FEWEST_WORDS = 50
"""Fewer words of one's own have no pace and no rate."""


def pace(counter: Counter, kind: Kind) -> Metric:
    """Words a minute of one's own speech, hesitations left out."""
    told = counter.talk.census.edges is Edges.TOLD  # the silences within its entries count as speech then
    subject = Subject("pace", "Pace", "words/min", None if told else band("pace", kind))
    if not counter.timed:
        return subject.unmeasured(NO_CLOCK)
    estimate = counter.words_per_time(60_000)
    if estimate is None or not counter.words:
        return subject.thin(NO_WORDS)
    if len(counter.words) < FEWEST_WORDS:
        return subject.thin(few_words(counter))
    longest = sorted((stretch.span for stretch in counter.talk.own), key=lambda span: -span.length)
    note = f"Words over the time you speak, from {len(counter.words):,} of your words. {built_on_words(counter.engine)}"
    note += " The time is that of the transcript's entries, silences in them included." if told else ""
    return subject.estimate(estimate, note, longest[:5], talk=counter.heard)


def few_words(counter: Counter) -> str:
    """Why words so few are not counted on."""
    return f"Only {plural(len(counter.words), 'word')} of yours: too few for a rate."


def pauses(census: Census, focal: str, kind: Kind) -> Metric:
    """Silences of a second or more inside one's own speech, per minute of holding the floor."""
    subject = Subject("pauses", "Pauses", "per min", band("pauses", kind))
    if not census.timed:
        return subject.unmeasured(NO_CLOCK)
    if census.edges is Edges.TOLD:
        return subject.unmeasured(ROUGH_EDGES)
    held = sum(turn.length for turn in floors(census.turns) if turn.speaker == focal)
    if not held:
        return subject.thin("You were not heard in this recording.")
    found = silences(census.turns, focal)
    note = f"{plural(len(found), 'silence')} of a second or more while you held the floor. A pause is no fault."
    return subject.exact(len(found) * 60_000 / held, note, found, count=len(found))
