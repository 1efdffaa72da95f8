"""The study itself: one meeting at a time, every person with a tenth of the talk as the coached one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from shipspeak.base import Progress, Span, silent
from shipspeak.quality.study.content import Content, Kept
from shipspeak.quality.study.figures import METRICS, Figure, Person
from shipspeak.quality.study.folder import read
from shipspeak.quality.study.heard import Heard, as_it_was
from shipspeak.quality.study.marks import Marked, Moment, moments
from shipspeak.quality.study.meeting import Corpus, Meeting
from shipspeak.quality.study.mishear import measured, misheard
from shipspeak.quality.study.misplace import error_rate, misplaced
from shipspeak.quality.study.prices import Bill, bill, bill_of_all
from shipspeak.quality.study.selectors import PRESETS, Selection, Selector, others, ours
from shipspeak.sampling import DEFAULT, Configuration, Preset

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


@dataclass(frozen=True, slots=True)
class Design:
    """What is tried on each meeting."""

    configuration: Configuration = DEFAULT
    seeds: int = 3
    conditions: tuple[Condition, ...] = tuple(Condition)
    presets: tuple[Preset, ...] = PRESETS
    baselines: bool = True
    content: bool = True


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
    return study_meeting(read(path), design)


def study_meeting(meeting: Meeting, design: Design) -> Result:
    """One meeting that was read."""
    truth = as_it_was(meeting)
    heard = {condition: _heard(meeting, truth, condition) for condition in design.conditions}
    content = Content(meeting) if design.content else None
    readings: list[Reading] = []
    chosen: list[Chosen] = []
    for who in meeting.participants(LEAST):
        real = Person(truth, who).whole()
        if real["pace"].value is None:
            continue  # fewer words than any rate is given for
        marked = moments(meeting, who)
        for condition, known in heard.items():
            person = Person(known, who)
            for selection in _selections(known, who, condition, meeting, design):
                case = Case(who, condition, selection.selector, selection.share, selection.seed)
                found = person.read(selection.plan)
                readings += [
                    Reading(case, metric, value, found[metric])
                    for metric in METRICS
                    if (value := real[metric].value) is not None
                ]
                if condition is not Condition.ENGINE:  # the same spans as from human words
                    chosen.append(_chosen(case, selection, marked, content, truth))
    everything = bill_of_all(truth.count(Span(0, meeting.duration + 1)), meeting.duration)
    errors = {
        condition: error_rate(meeting.turns, known.turns) for condition, known in heard.items() if condition in HARD
    }
    return Result(meeting.name, meeting.corpus, meeting.duration, everything, errors, tuple(readings), tuple(chosen))


def _heard(meeting: Meeting, truth: Heard, condition: Condition) -> Heard:
    if condition is Condition.ENGINE:
        return misheard(meeting, measured(), seed=1)
    return misplaced(meeting, HARD[condition], seed=1) if condition in HARD else truth


def _selections(heard: Heard, who: str, condition: Condition, meeting: Meeting, design: Design) -> Iterator[Selection]:
    """Everything from human words; what the product does, at its default, from worse ones."""
    human = condition is Condition.HUMAN
    for preset in design.presets:
        if human or preset is Preset.BALANCED:
            for seed in range(design.seeds):
                yield ours(heard, who, preset, seed, design.configuration)
    if design.baselines:
        yield ours(heard, who, Preset.FULL, 0, design.configuration)
        if human:
            yield from others(heard, meeting.name, design.configuration)


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
