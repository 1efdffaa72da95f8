"""Wording: fillers and hedges, per 100 words of one's own."""

from collections.abc import Sequence

from shipspeak.base import Span
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import HEDGE_GENERAL, HEDGE_LOW
from shipspeak.coaching.language.tokens import FILLERS, is_filler
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.metrics.delivery import FEWEST_WORDS
from shipspeak.coaching.metrics.rows import NO_WORDS, Subject
from shipspeak.coaching.model import Kind, Metric
from shipspeak.sampling import Estimate
from shipspeak.speech import Measure

LEAST_RECALL = 0.8
"""An engine that writes down fewer of the hesitation sounds cannot count them: at 0.7 the rate is off by a fifth in
the middle of meetings (research/ai-and-sampling.md §E.2, two-phase)."""


PER = 100
"""Words."""


def counts_fillers(counter: Counter) -> bool:
    """Whether the engine writes enough of them down."""
    return (counter.engine.recall.get(Measure.FILLERS) or 0.0) >= LEAST_RECALL


def fillers(counter: Counter, kind: Kind) -> Metric:
    """Hesitation sounds ("um", "uh"), only where the engine is known to write them down."""
    subject = Subject("fillers", "Fillers", "per 100 words", band("fillers", kind))
    recall = counter.engine.recall.get(Measure.FILLERS)
    if recall is None or not counts_fillers(counter):
        much = "leaves out" if recall is None else f"writes down only {recall:.0%} of"
        return subject.unmeasured(f"{counter.engine.name} {much} “um” and “uh”, so they cannot be counted.")
    found = counter.found(hesitations)
    what = (
        f"“Um”, “uh” and the like: {len(found)} in {len(counter.words):,} words. The engine hears {recall:.0%} of them."
    )
    return _row(subject, counter, counter.per_words(hesitations, PER), found, what)


def hedges(counter: Counter, kind: Kind) -> Metric:
    """Hedges of low likelihood or that nobody stands for ("maybe", "sort of", "it seems"); "I think" does not count."""
    subject = Subject("hedges", "Hedges", "per 100 words", band("hedges", kind))
    found = counter.found(hedged)
    what = (
        f"“Maybe”, “sort of”, “it seems” and the like: {len(found)} in {len(counter.words):,} words. “I think” is fine."
    )
    return _row(subject, counter, counter.per_words(hedged, PER), found, what)


def hesitations(counter: Counter) -> list[Sentence]:
    return [
        Sentence(line, at, at + 1)
        for line in counter.lines
        for at in range(len(line.tokens))
        if line.tokens[at] in FILLERS and is_filler(line.passage.words, line.word_of[at])
    ]


def hedged(counter: Counter) -> list[Sentence]:
    return [hit for line in counter.lines for cue in (HEDGE_LOW, HEDGE_GENERAL) for hit in cue.find(line)]


def _row(subject: Subject, counter: Counter, estimate: Estimate | None, found: Sequence[Sentence], note: str) -> Metric:
    if estimate is None or not counter.words:
        return subject.thin(NO_WORDS)
    if len(counter.words) < FEWEST_WORDS:
        return subject.thin(f"Only {len(counter.words)} of your words were transcribed.")
    spans: list[Span] = [hit.line.sentence_at(hit.first).span for hit in found]
    return subject.estimate(estimate, note, list(dict.fromkeys(spans)) if counter.timed else ())
