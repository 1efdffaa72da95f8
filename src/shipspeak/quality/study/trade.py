"""What is heard for which share of the recording: ours beside a selector that is told, and beside simpler ones.

What the product promises besides is paid first (the coached person's sample, opening and closing, the random check).
No ladder is climbed: each share is what it says. Whoever is told what annotators marked, and buys by our rules, reaches
what any better noticing could; what is still missing there is the budget's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shipspeak import sampling
from shipspeak.base import Span, union
from shipspeak.quality.study.heard import Heard
from shipspeak.quality.study.marks import Marked, Moment
from shipspeak.quality.study.selectors import Selector, others
from shipspeak.sampling import Configuration, Cue, CueKind, Preset

SHARES = (0.15, 0.20, 0.25, 0.30, 0.40)
RIVALS = (Selector.KEYWORDS, Selector.RANDOM)
KINDS: Mapping[Marked, CueKind] = {
    Marked.QUESTION: CueKind.QUESTION,
    Marked.PUSHBACK: CueKind.PUSHBACK,
    Marked.COMMITMENT: CueKind.DECISION,
}
"""What is traded, and the cue that names it."""
HALF = 0.5


class Fate(StrEnum):
    """What became of a marked moment."""

    HEARD = "heard"
    CUT = "bought, an end cut off"
    PASSED = "noticed, not bought"
    UNNOTICED = "not noticed"


@dataclass(frozen=True, slots=True)
class Traded:
    """One selection for one person."""

    selector: Selector
    share: float
    """That could be paid for, 0…1."""
    paid: float
    """That was."""
    fates: Mapping[Marked, Mapping[Fate, int]]


def trade(
    heard: Heard,
    who: str,
    marked: Sequence[Moment],
    cues: Mapping[Selector, Sequence[Cue]],
    configuration: Configuration,
) -> Iterator[Traded]:
    """Ours with each of `cues`, and the rivals, at every share; one draw each."""
    for share in SHARES:
        for selector, hints in cues.items():
            by = configuration.given(words=selector is not Selector.OURS)
            fixed = replace(by, presets={**by.presets, Preset.BALANCED: (share,)})
            frame = heard.frame(who, sampling.budget(heard.duration, Preset.BALANCED, fixed), fixed)
            plan = sampling.choose_from(frame, cues=hints, preset=Preset.BALANCED, seed=0, configuration=fixed)
            yield _traded(selector, share, union(plan.spans), marked, hints, heard.duration)
    for selection in others(heard, who, SHARES):
        if selection.selector in RIVALS:
            yield _traded(selection.selector, selection.share, selection.spans, marked, (), heard.duration)


def _traded(
    selector: Selector,
    share: float,
    spans: Sequence[Span],
    marked: Sequence[Moment],
    cues: Sequence[Cue],
    duration: int,
) -> Traded:
    named = {kind: union(cue.span for cue in cues if cue.kind is cued) for kind, cued in KINDS.items()}
    fates: dict[Marked, dict[Fate, int]] = {kind: dict.fromkeys(Fate, 0) for kind in KINDS}
    for moment in marked:
        if moment.kind in KINDS:
            fates[moment.kind][_fate(moment, spans, named[moment.kind])] += 1
    return Traded(selector, share, sum(span.length for span in spans) / duration, fates)


def _fate(moment: Moment, spans: Sequence[Span], named: Sequence[Span]) -> Fate:
    if moment.heard(spans):
        return Fate.HEARD
    if moment.heard(spans, HALF):
        return Fate.CUT
    said = Moment(moment.kind, moment.parts[:1])
    return Fate.PASSED if said.heard(named, HALF) else Fate.UNNOTICED
