"""The study itself: one meeting at a time, every person with a tenth of the talk as the coached one."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path

from shipspeak.base import Progress, Span, silent, union
from shipspeak.quality.study.content import Content, Kept
from shipspeak.quality.study.figures import METRICS, Figure, Person, hints, named
from shipspeak.quality.study.folder import read
from shipspeak.quality.study.heard import Heard, as_it_was
from shipspeak.quality.study.marks import Marked, Moment, moments, told
from shipspeak.quality.study.meeting import Corpus, Meeting
from shipspeak.quality.study.mishear import measured, misheard
from shipspeak.quality.study.misplace import error_rate, misplaced
from shipspeak.quality.study.prices import Bill, bill, bill_of_all
from shipspeak.quality.study.selectors import PRESETS, WITH_WORDS, Selection, Selector, others
from shipspeak.quality.study.trade import Traded, trade
from shipspeak.sampling import DEFAULT, Configuration, Cue, Preset

LEAST = 0.10
"""Of all talk: who says less is nobody's coached person."""
CORES = 2


class Condition(StrEnum):
    """How well the meeting was heard."""

    HUMAN = "human words and turns"
    ENGINE = "words of the local engine"
    TENTH = "diarisation error 10 %"
    FIFTH = "diarisation error 20 %"


HARD: Mapping[Condition, float] = {Condition.TENTH: 0.10, Condition.FIFTH: 0.20}


@dataclass(frozen=True, slots=True)
class Case:
    """One selection for one person."""

    person: str
    condition: Condition
    selector: Selector
    share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure against the truth."""

    case: Case
    metric: str
    truth: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a selection costs and holds."""

    case: Case
    paid: float
    """Of the recording, 0…1."""
    bill: Bill
    of: Mapping[Marked, int]
    """Marked moments …"""
    heard: Mapping[Marked, int]
    """… and how many of them are heard."""
    kept: Kept | None
    broken: tuple[str, ...]
    """Promises of the plan that are not held."""


@dataclass(frozen=True, slots=True)
class Result:
    """Of one meeting."""

    meeting: str
    corpus: Corpus
    duration: int
    everything: Bill
    """The whole recording."""
    errors: Mapping[Condition, float]
    """Diarisation error as it was made, 0…1."""
    readings: tuple[Reading, ...]
    chosen: tuple[Chosen, ...]
    traded: tuple[Traded, ...]
    """Where annotators marked something."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is tried on each meeting."""

    configuration: Configuration = DEFAULT
    seeds: int = 3
    conditions: tuple[Condition, ...] = tuple(Condition)
    presets: tuple[Preset, ...] = PRESETS
    baselines: bool = True
    content: bool = True
    alone: bool = True
    """Whether ours is tried as it is where the engine that is paid for is the only one."""
    cheap: bool = True
    """Whether it is tried with a cheap pass, of what the product hears so and of everything."""
    whole: bool = True
    """Whether that of everything is tried too: what hearing no more than what touches the person costs."""
    trade: bool = True
    """Whether moments are looked for at every share of a curve too."""


def study(paths: Sequence[Path], design: Design, progress: Progress = silent) -> list[Result]:
    """All meetings, in order of name; progress counts meetings. Two processes; the same for the same design."""
    work = partial(study_file, design=design)
    if len(paths) == 1:
        return [work(paths[0])]
    progress(0, len(paths))
    results: list[Result] = []
    with ProcessPoolExecutor(CORES) as pool:
        # The longest first, so that no core waits long for the other at the end.
        waiting = [pool.submit(work, path) for path in sorted(paths, key=lambda path: -path.stat().st_size)]
        for done in as_completed(waiting):
            results.append(done.result())
            progress(len(results), len(paths))
    return sorted(results, key=lambda result: result.meeting)


def study_file(path: Path, design: Design) -> Result:
    """One meeting. Raises NotAMeeting."""
    with _kept_to_the_end():
        return study_meeting(read(path), design)


@contextmanager
def _kept_to_the_end() -> Iterator[None]:
    """No looking for garbage: what is made for a meeting lives until it is done, and looking through it again and again
    took a fifth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def study_meeting(meeting: Meeting, design: Design) -> Result:
    """One meeting that was read."""
    truth = as_it_was(meeting)
    heard = {condition: _Known(_heard(meeting, truth, condition)) for condition in design.conditions}
    cheap = dict(_cheap(meeting, heard)) if design.cheap else {}
    rough = cheap.get(Condition.HUMAN)
    content = Content(meeting) if design.content else None
    readings: list[Reading] = []
    chosen: list[Chosen] = []
    traded: list[Traded] = []
    for who in meeting.participants(LEAST):
        real = Person(truth, who).whole()
        if real["pace"].value is None:
            continue  # fewer words than any rate is given for
        marked = moments(meeting, who)
        if design.trade and marked:
            traded += trade(truth, who, marked, _sights(meeting, who, truth, rough), design.configuration)
        for condition, known in heard.items():
            for selection, found in _selections(known, cheap.get(condition), who, condition, design):
                case = Case(who, condition, selection.selector, selection.share, selection.seed)
                readings += [
                    Reading(case, metric, value, found[metric])
                    for metric in METRICS
                    if (value := real[metric].value) is not None
                ]
                if condition is not Condition.ENGINE:  # the same spans as from human words
                    chosen.append(_chosen(case, selection, marked, content, truth))
    everything = bill_of_all(truth.count(Span(0, meeting.duration + 1)), meeting.duration)
    errors = {
        condition: error_rate(meeting.turns, known.heard.turns)
        for condition, known in heard.items()
        if condition in HARD
    }
    return Result(
        meeting.name,
        meeting.corpus,
        meeting.duration,
        everything,
        errors,
        tuple(readings),
        tuple(chosen),
        tuple(traded),
    )


def _sights(meeting: Meeting, who: str, truth: Heard, rough: "_Known | None") -> dict[Selector, Sequence[Cue]]:
    """What each selector of the trade is told."""
    turns = hints(truth)
    sights: dict[Selector, Sequence[Cue]] = {Selector.OURS: turns, Selector.ORACLE: [*turns, *told(meeting, who)]}
    if rough:
        sights[Selector.CALIBRATED] = [*turns, *rough.person(who).overheard]
        sights[Selector.OVERHEARD] = [*turns, *rough.named]
    return sights


def _heard(meeting: Meeting, truth: Heard, condition: Condition) -> Heard:
    if condition is Condition.ENGINE:
        return misheard(meeting, measured(), seed=1)
    return misplaced(meeting, HARD[condition], seed=1) if condition in HARD else truth


def _cheap(meeting: Meeting, heard: Mapping[Condition, "_Known"]) -> Iterator[tuple[Condition, "_Known"]]:
    """The same with a cheap pass before it: its words are the local engine's, its turns those of the condition. Where
    the local engine is what is paid for, nobody has it write twice.
    """
    rough = misheard(meeting, measured(), seed=2)
    for condition, known in heard.items():
        if condition in HARD:
            yield condition, _Known(known.heard, misplaced(meeting, HARD[condition], 1, rough))
        elif condition is Condition.HUMAN:
            yield condition, _Known(known.heard, rough)


class _Known:
    """A meeting as heard, with where to look; the same for every person."""

    def __init__(self, heard: Heard, rough: Heard | None = None) -> None:
        self.heard, self.rough = heard, rough
        self._people: dict[str, Person] = {}
        self.cues = hints(heard)

    @cached_property
    def named(self) -> list[Cue]:
        """By the rough words of the whole meeting."""
        return named(self.rough) if self.rough else []

    def person(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = Person(self.heard, who, self.rough)
        return self._people[who]


def _selections(
    known: _Known, cheap: _Known | None, who: str, condition: Condition, design: Design
) -> Iterator[tuple[Selection, dict[str, Figure]]]:
    """Everything from human words; what the product does, at its default, from worse ones."""
    plain = known.person(who)
    human = condition is Condition.HUMAN
    presets = design.presets if human else (Preset.BALANCED,)
    for preset in presets if design.alone else ():
        yield from _ours(plain, Selector.OURS, preset, known.cues, design)
    if cheap is not None:
        yield from _cheaply(cheap, who, presets, design, true=human)
    if design.baselines:
        yield from _ours(plain, Selector.FULL, Preset.FULL, (), design)
        shares = [design.configuration.presets[preset][0] for preset in PRESETS]
        for selection in others(known.heard, who, shares) if human else ():
            yield selection, plain.read(selection.plan)


def _cheaply(
    cheap: _Known, who: str, presets: Sequence[Preset], design: Design, *, true: bool
) -> Iterator[tuple[Selection, dict[str, Figure]]]:
    """With rough words of what the product hears so; at the default, from true turns, also with those of everything."""
    person = cheap.person(who)
    overheard = [*cheap.cues, *person.overheard]
    for preset in presets:
        yield from _ours(person, Selector.CALIBRATED, preset, overheard, design)
    if design.whole and true and Preset.BALANCED in presets:
        whole = [*cheap.cues, *cheap.named]
        yield from _ours(person, Selector.OVERHEARD, Preset.BALANCED, whole, design)


def _ours(
    person: Person, selector: Selector, preset: Preset, cues: Sequence[Cue], design: Design
) -> Iterator[tuple[Selection, dict[str, Figure]]]:
    """Every seed at the default; elsewhere one, which is enough for a curve."""
    share = design.configuration.given(words=selector in WITH_WORDS).presets[preset][0]
    for seed in range(design.seeds if preset is Preset.BALANCED else 1):
        plan = person.choose(preset, seed, cues, design.configuration)
        yield Selection(selector, share, seed, plan, union(plan.spans)), person.read(plan)


def _chosen(
    case: Case, selection: Selection, marked: Sequence[Moment], content: Content | None, truth: Heard
) -> Chosen:
    of = Counter(moment.kind for moment in marked)
    heard = Counter(moment.kind for moment in marked if moment.heard(selection.spans))
    spent = bill(selection.spans, sum(truth.count(s) for s in selection.spans), truth.duration)
    broken = tuple(promise.name for promise in selection.plan.guarantees if not promise.held)
    return Chosen(
        case,
        sum(span.length for span in selection.spans) / truth.duration,
        spent,
        of,
        heard,
        content.kept(selection.spans) if content else None,
        broken,
    )
