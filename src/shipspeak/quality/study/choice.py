"""Search the configuration: many on a few meetings, the best of them on more, the best of those on all.

Successive halving (Jamieson & Talwalkar 2016) over a seeded sample of a grid, on the meetings to tune on only. What is
wanted: the cost bars kept, the lower 95 % bound of quality at 0.90 or more, each kind of moment heard at 0.80. A
configuration that misses a cost bar comes after every one that keeps them, where there is a price: alone, this machine
writes for nothing. Then what is missing of the other bars, added up, decides, then what is saved. When none reaches
all, the nearest is taken, and said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

from shipspeak.base import Progress
from shipspeak.quality.study.bounds import exact_bound
from shipspeak.quality.study.folder import name_of
from shipspeak.quality.study.grids import GRID, WORDS_GRID
from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.outcome import Cost, Quality
from shipspeak.quality.study.run import Condition, Design, study
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.summary import costs, qualities, recalls
from shipspeak.quality.study.trial import Trial
from shipspeak.quality.study.verdict import CUT_P50, CUT_P90, KEPT, RECALL, product_version
from shipspeak.sampling import Configuration, Preset

JUDGED: Final = 120
"""People on whom a choice is judged in the end: with more to tune on a bound is tighter than it will be there."""
SOUGHT: Final = (Marked.QUESTION, Marked.PUSHBACK, Marked.COMMITMENT)
ROUNDS: Final = ((14, 10, 1), (4, 24, 1), (2, 0, 1))
"""(configurations, meetings, seeds); 0 meetings: all."""


def search(
    paths: Sequence[Path],
    base: Configuration,
    progress: Progress,
    rounds: Sequence[tuple[int, int, int]] = ROUNDS,
    *,
    words: bool = False,
) -> list[list[Trial]]:
    """The trials of each round, best first; `base` stays in until the last. Progress counts meetings studied. `words`:
    for what is different where a cheap pass wrote everything down first.
    """
    order = sorted(paths, key=lambda path: sha256(f"round {name_of(path)}".encode()).digest())
    waiting = candidates(base, rounds[0][0], words=words)
    whole = sum(count * (meetings or len(paths)) for count, meetings, _ in rounds)
    done = 0
    found: list[list[Trial]] = []
    for count, meetings, seeds in rounds:
        some = order[: meetings or len(order)]
        trials = []
        for candidate in waiting[:count]:
            trials.append(tried(some, candidate, seeds, words=words))
            done += len(some)
            progress(done, whole)
        trials.sort(key=lambda trial: trial.rank, reverse=True)
        found.append(trials)
        best = [trial.configuration for trial in trials]
        waiting = [*[one for one in best if one == base], *[one for one in best if one != base]]
    return found


def candidates(base: Configuration, count: int, *, words: bool = False) -> list[Configuration]:
    """`base` and others from the grid, the same for the same count."""
    grid = WORDS_GRID if words else GRID
    cells = list(product(*grid.values()))
    picked = Random("grid").sample(cells, min(count, len(cells)))  # noqa: S311 -- no secret
    return [base, *(varied(base, dict(zip(grid, cell, strict=True)), words=words) for cell in picked)][:count]


def varied(base: Configuration, cell: Mapping[str, float], *, words: bool = False) -> Configuration:
    """`base` with the values of a cell of the grid."""
    values: dict[str, Any] = {name: value for name, value in cell.items() if name not in {"start", "cap"}}
    start, cap = cell["start"], cell["cap"]
    values["presets"] = {**base.presets, Preset.BALANCED: (start, cap) if start < cap else (cap,)}
    return replace(base, with_words=values) if words else replace(base, **values)


def evidence(
    rounds: Sequence[Sequence[Trial]], names: Sequence[str], seeds: int, *, words: bool = False
) -> dict[str, Any]:
    """What chose it, to be kept in its file."""
    grid = WORDS_GRID if words else GRID
    best = rounds[-1][0]
    return {
        "command": f"./ship sampling choose{' --words' * words}",
        "date": datetime.now(UTC).date().isoformat(),
        "product": product_version(),
        "meetings": sorted(names),
        "group": "tuning: no figure here may be quoted as the product's",
        "seeds": seeds,
        "wanted": f"lower 95 % bound of quality >= {KEPT}, moments heard >= {RECALL}, "
        f"cut >= {CUT_P50} (median) and {CUT_P90} (nine of ten)",
        "reached": best.reaches,
        "grid": {name: list(values) for name, values in grid.items()},
        "rounds": [[_told(trial, grid, words=words) for trial in trials] for trials in rounds],
    }


def _told(trial: Trial, grid: Iterable[str], *, words: bool) -> dict[str, Any]:
    held = asdict(trial.configuration.given(words=words))
    start, *rest = held["presets"][Preset.BALANCED]
    tried = {name: held[name] for name in grid if name in held} | {"start": start, "cap": rest[-1] if rest else start}
    figures = ("meetings", "kept", "kept_low", "cut_p50", "cut_p90")
    heard = {kind.name.lower(): round(share, 4) for kind, share in trial.heard.items()}
    return {"tried": tried} | {name: round(getattr(trial, name), 4) for name in figures} | {"heard": heard}


def tried(paths: Sequence[Path], candidate: Configuration, seeds: int, *, words: bool) -> Trial:
    """What a configuration reaches on these meetings, at the default preset."""
    way = Selector.CALIBRATED if words else Selector.OURS
    design = Design(
        candidate,
        seeds,
        (Condition.HUMAN,),
        (Preset.BALANCED,),
        baselines=False,
        content=False,
        alone=not words,
        cheap=words,
        whole=False,
        trade=False,
    )
    results = study(paths, design)
    quality: Quality = next(one for one in qualities(results, ("all",)) if one.metric == "all")
    cost: Cost = next(one for one in costs(results) if one.corpus == "all" and one.selector == way)
    heard = {Marked(one.kind): one.heard for one in recalls(results) if one.kind in SOUGHT}
    return Trial(
        candidate,
        len(results),
        quality.within,
        min(quality.within_low, exact_bound(quality.within * JUDGED, JUDGED)),
        cost.cut_p50,
        cost.cut_p90,
        heard,
        priced=words,
    )
