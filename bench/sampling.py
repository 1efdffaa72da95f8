"""How far the chosen part can be trusted for the whole: a study on real meetings, split by meeting.

    ./ship bench sampling [--tuned] [--seeds N] [--set NAME=VALUE ...]

For each meeting and each participant with at least a tenth of the talk as the coached person: choose with each preset,
compute three rates from the chosen units, and hold them against the whole meeting. By default on the third of the
meetings that no figure was tuned on; `--tuned` shows the others. `--set` tries a configuration.
"""

import argparse
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from bench._icsi import Meeting, Said, paths, read, reported, within
from bench._moments import Put, put_to
from shipspeak.base import Span, intersect, total, union
from shipspeak.sampling import DEFAULT, Configuration, Preset, choose, cues, observe, ratio, too_wide

LEAST = 0.10
PRESETS = (Preset.COST, Preset.BALANCED, Preset.QUALITY)
BASELINES = ("first 25 %", "random 25 %", "densest 25 %")


@dataclass(frozen=True, slots=True)
class Row:
    """One rate of one person in one meeting, by one selector and seed."""

    selector: str
    metric: str
    truth: float
    value: float | None
    low: float = 0.0
    high: float = 0.0
    census: bool = False
    wide: bool = False
    cost: float = 0.0
    broken: tuple[str, ...] = ()
    put: tuple[int, int] = (0, 0)
    """Questions put to the person, all and those with a long answer …"""
    heard: tuple[int, int] = (0, 0)
    """… and how many of them are heard with the answer's opening."""

    @property
    def error(self) -> float:
        """Relative to the truth; infinite where nothing was estimated."""
        return float("inf") if self.value is None else abs(self.value / self.truth - 1)

    @property
    def covered(self) -> bool:
        return self.low - 1e-9 <= self.truth <= self.high + 1e-9


@dataclass(frozen=True, slots=True)
class Person:
    """What is counted of one participant."""

    said: Said
    speech: tuple[Span, ...]
    starts: tuple[int, ...]

    def minutes(self, span: Span) -> float:
        near = self.speech[max(0, bisect_left(self.starts, span.start) - 1) : bisect_left(self.starts, span.end)]
        return total(intersect(near, (span,))) / 60_000

    def counts(self, metric: str, span: Span) -> tuple[float, float]:
        if metric == "fillers/100 words":
            return within(self.said.fillers, span), within(self.said.words, span) / 100
        if metric == "words/min":
            return within(self.said.words, span), self.minutes(span)
        return within(self.said.questions, span), self.minutes(span) / 10


METRICS = ("words/min", "fillers/100 words", "questions/10 min")


def study(path: Path, seeds: int, configuration: Configuration) -> tuple[list[Row], float]:
    """All rows of a meeting, and the slowest choice in CPU seconds."""
    meeting = read(path)
    hints = cues(duration=meeting.duration, turns=meeting.turns)
    rows: list[Row] = []
    slowest = 0.0
    for who in meeting.participants(LEAST):
        speech = union(turn.span for turn in meeting.turns if turn.speaker == who)
        person = Person(meeting.said[who], speech, tuple(span.start for span in speech))
        whole = Span(0, meeting.duration)
        puts = put_to(meeting, who)
        truth = {metric: _divide(*person.counts(metric, whole)) for metric in METRICS}
        for preset in PRESETS:
            for seed in range(seeds):
                began = time.process_time()
                plan = choose(
                    duration=meeting.duration,
                    turns=meeting.turns,
                    focal=who,
                    cues=hints,
                    preset=preset,
                    seed=seed,
                    configuration=configuration,
                )
                slowest = max(slowest, time.process_time() - began)
                broken = tuple(promise.name for promise in plan.guarantees if not promise.held)
                cost = plan.chosen / meeting.duration
                for metric in METRICS:
                    estimate = ratio(observe(plan, who, partial(person.counts, metric)))
                    found = (
                        (estimate.value, estimate.low, estimate.high, estimate.census)
                        if estimate
                        else (None, 0, 0, False)
                    )
                    wide = estimate is not None and too_wide(estimate)
                    recall = _moments(puts, plan.spans)
                    rows.append(Row(preset.value, metric, truth[metric], *found, wide, cost, broken, *recall))
        for name, spans in _baselines(meeting):
            for metric in METRICS:
                counted = [person.counts(metric, span) for span in spans]
                value = _divide(sum(top for top, _ in counted), sum(bottom for _, bottom in counted))
                cost = total(spans) / meeting.duration
                put, heard = _moments(puts, union(spans))
                rows.append(Row(name, metric, truth[metric], value, cost=cost, put=put, heard=heard))
    return rows, slowest


def _moments(puts: Sequence[Put], spans: Sequence[Span]) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many questions were put, and how many are heard with the answer's opening: all, and with a long answer."""
    heard = [put for put in puts if put.heard(spans)]
    return (len(puts), sum(put.long for put in puts)), (len(heard), sum(put.long for put in heard))


def _baselines(meeting: Meeting) -> list[tuple[str, list[Span]]]:
    unit = 15_000
    clock = [Span(start, min(start + unit, meeting.duration)) for start in range(0, meeting.duration, unit)]
    count = round(len(clock) / 4)
    words = sorted(time for said in meeting.said.values() for time in said.words)
    densest = sorted(clock, key=lambda span: -within(tuple(words), span))[:count]
    start = Random(meeting.name).randrange(4)
    return list(zip(BASELINES, ([Span(0, meeting.duration // 4)], clock[start::4], sorted(densest)), strict=True))


def _divide(top: float, bottom: float) -> float:
    return top / bottom if bottom else 0.0


def table(rows: Sequence[Row]) -> None:
    """One line for each selector and metric. `drawn`: persons who talk too much for a census."""
    heads = [
        "cases",
        "median",
        "p90",
        "bias",
        "±10%",
        "or±.5",
        "census",
        "wide",
        "cover",
        "drawn",
        "cover",
        "half",
        "cost",
    ]
    print(f"{'selector':13}{'rate':18}" + "".join(f"{head:>8}" for head in heads))
    for selector in (*(preset.value for preset in PRESETS), *BASELINES):
        for metric in METRICS:
            some = [row for row in rows if (row.selector, row.metric) == (selector, metric) and row.truth > 0]
            print(f"{selector:13}{metric:18}" + "".join(f"{cell:>8}" for cell in _cells(some)))


def recall(rows: Sequence[Row]) -> None:
    """How many of the questions put to a person are heard with the answer's opening, pooled over persons and seeds."""
    print(f"\n{'moment recall':31}{'all':>8}{'heard':>8}{'long':>8}{'heard':>8}{'drawn':>8}   (long: answers of 10 s)")
    for selector in (*(preset.value for preset in PRESETS), *BASELINES):
        some = [row for row in rows if (row.selector, row.metric) == (selector, METRICS[0])]
        drawn = [row for row in some if not row.census]
        cells: list[str] = []
        for kind in (0, 1):
            put = sum(row.put[kind] for row in some)
            cells += [str(put), _percent(sum(row.heard[kind] for row in some) / max(1, put))]
        share = sum(row.heard[0] for row in drawn) / max(1, sum(row.put[0] for row in drawn))
        print(f"{selector:31}" + "".join(f"{cell:>8}" for cell in (*cells, _percent(share))))
    print()


def _cells(rows: Sequence[Row]) -> list[str]:
    known = [row for row in rows if row.value is not None]
    errors = sorted(row.error for row in known)
    bias = sum(row.value or 0.0 for row in known) / sum(row.truth for row in known) - 1
    cells = [
        str(len(rows)),
        _percent(median(errors)),
        _percent(errors[len(errors) * 9 // 10]),
        f"{100 * bias:+.1f}",
        _percent(_share(row.error <= 0.1 for row in rows)),
        _percent(_share(row.error <= 0.1 or (row.truth < 5 and row.error * row.truth <= 0.5) for row in rows)),
    ]
    if rows[0].selector in BASELINES:
        return [*cells, *[""] * 6, _percent(median(row.cost for row in rows))]
    drawn = [row for row in known if not row.census]
    return [
        *cells,
        _percent(_share(row.census for row in known)),
        _percent(_share(row.wide for row in known)),
        _percent(_share(row.covered for row in known)),
        str(len(drawn)),
        _percent(_share(row.covered for row in drawn)),
        _percent(median([(row.high - row.low) / 2 / row.truth for row in drawn] or [0.0])),
        _percent(median(row.cost for row in rows)),
    ]


def _share(truths: Iterable[bool]) -> float:
    held = list(truths)
    return sum(held) / len(held) if held else float("nan")


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tuned", action="store_true", help="the meetings that figures were tuned on")
    asked.add_argument("--seeds", type=int, default=5)
    asked.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options = asked.parse_args()
    changes = {name: type(getattr(DEFAULT, name))(value) for name, value in (one.split("=", 1) for one in options.set)}
    work = partial(study, seeds=options.seeds, configuration=replace(DEFAULT, **changes))
    files = [path for path in paths() if reported(path) is not options.tuned]
    if not files:
        raise SystemExit("No meetings found: set SHIPSPEAK_DATA to the folder that holds meetings/icsi.")
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(work, files))
    rows = [row for some, _ in results for row in some]
    print(f"{len(files)} meetings, {'tuned on' if options.tuned else 'not tuned on'}; {changes or 'default'}; all in %")
    table(rows)
    recall(rows)
    plans = [row for row in rows if row.selector in set(PRESETS) and row.metric == METRICS[0]]
    print(f"slowest choice {max(slowest for _, slowest in results) * 1000:.0f} cpu-ms; {len(plans)} plans")
    for name, selector in sorted({(name, row.selector) for row in plans for name in row.broken}):
        count = sum(name in row.broken for row in plans if row.selector == selector)
        print(f"not held: {name} in {count} plans of {selector}")


if __name__ == "__main__":
    main()
