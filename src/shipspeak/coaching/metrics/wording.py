"""Wording: fillers and hedges, per 100 words of one's own."""

from collections.abc import Sequence

from shipspeak.base import Span
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import HEDGE_GENERAL, HEDGE_LOW
from shipspeak.coaching.language.tokens import FILLERS, is_filler
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.metrics.delivery import FEWEST_WORDS, few_words
from shipspeak.coaching.metrics.rows import NO_WORDS, Subject, built_on_words
from shipspeak.coaching.model import Kind, Metric
from shipspeak.sampling import Estimate
from shipspeak.speech import Engine, Measure

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
        return subject.unmeasured(_uncounted(counter.engine))
    found = counter.found(hesitations)
    what = (
        f"“Um”, “uh” and the like: {len(found)} in {len(counter.words):,} words. The engine writes down {recall:.0%} "
        "of them."
    )
    return _row(subject, counter, counter.per_words(hesitations, PER), found, what)


def hedges(counter: Counter, kind: Kind) -> Metric:
    """Hedges of low likelihood or that nobody stands for ("maybe", "sort of", "it seems"); "I think" does not count."""
    subject = Subject("hedges", "Hedges", "per 100 words", band("hedges", kind))
    found = counter.found(hedged)
    what = (
        f"“Maybe”, “sort of”, “it seems” and the like: {len(found)} in {len(counter.words):,} words. “I think” is fine."
        f" {built_on_words(counter.engine)}"
    )
    return _row(subject, counter, counter.per_words(hedged, PER), found, what)


def _uncounted(engine: Engine) -> str:
    recall = engine.recall.get(Measure.FILLERS)
    if recall is not None:
        return f"{engine.name} writes down about {recall:.0%} of “um” and “uh”: too few to count."
    if engine.came_along:
        return "Nobody knows whether the transcript keeps every “um” and “uh”, so they are not counted."
    return f"Nobody has measured how many “um” and “uh” {engine.name} leaves out, so they are not counted."


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
        return subject.thin(few_words(counter))
    spans: list[Span] = [hit.line.sentence_at(hit.first).span for hit in found]
    return subject.estimate(estimate, note, list(dict.fromkeys(spans)) if counter.timed else (), talk=counter.heard)
