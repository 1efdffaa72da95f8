"""Search the configuration: many on a few meetings, the best of them on more, the best of those on all.

Successive halving (Jamieson & Talwalkar 2016) over a seeded sample of a grid, on the meetings to tune on only. What is
wanted: the cost bars kept, the lower 95 % bound of quality at 0.90 or more, each kind of moment heard at 0.80. A
configuration that misses a cost bar comes after every one that keeps them, where there is a price: alone, this machine
writes for nothing. Then what is missing of the other bars, added up, decides, then what is saved. When none reaches
all, the nearest is taken, and said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any, Final

from shipspeak.base import Progress
from shipspeak.quality.study.bounds import exact_bound
from shipspeak.quality.study.folder import name_of
from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.outcome import Cost, Quality
from shipspeak.quality.study.run import Condition, Design, study
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.summary import costs, qualities, recalls
from shipspeak.quality.study.verdict import CUT_P50, CUT_P90, KEPT, RECALL, product_version
from shipspeak.sampling import Configuration, Preset

GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "drawn_share": (0.6, 0.72, 0.85),
    "first_share": (0.1, 0.2, 0.3),
    "edge": (8_000, 15_000),
    "asked": (4_500, 6_000),
    "answered": (6_500, 8_000),
    "spread": (0.1, 0.5),
    "sliver": (200, 400),
    "enough": (0.25, 0.3),
    "start": (0.24, 0.3, 0.4),
    "cap": (0.40,),
}
"""What is tried; `start` and `cap` are the ladder of the default preset. This machine writes alone for nothing, so cost
has no say there, and the cap stays where decision 32 put it."""
WORDS_GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "drawn_share": (0.66, 0.7, 0.72),
    "first_share": (0.05, 0.1),
    "edge": (5_000, 8_000),
    "asked": (4_500, 6_000),
    "answered": (6_500, 8_000),
    "spread": (0.1, 0.2),
    "sliver": (100, 200),
    "unsaid": (0.05, 0.1),
    "enough": (0.25, 0.3),
    "start": (0.235, 0.238),
    "cap": (0.29,),
}
"""The same where a cheap pass wrote everything down first."""
JUDGED: Final = 120
"""People on whom a choice is judged in the end: with more to tune on a bound is tighter than it will be there."""
SOUGHT: Final = (Marked.QUESTION, Marked.PUSHBACK, Marked.COMMITMENT)
ROUNDS: Final = ((14, 10, 1), (4, 24, 1), (2, 0, 1))
"""(configurations, meetings, seeds); 0 meetings: all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a configuration reached."""

    configuration: Configuration
    meetings: int
    kept: float
    kept_low: float
    cut_p50: float
    cut_p90: float
    heard: Mapping[Marked, float]
    """Of each kind that is sought; empty where nothing was marked."""
    priced: bool = True
    """Whether the cost bars count: not where this machine writes for nothing."""

    @property
    def reaches(self) -> bool:
        return self.cheap and self.short == 0

    @property
    def cheap(self) -> bool:
        return not self.priced or (self.cut_p50 >= CUT_P50 and self.cut_p90 >= CUT_P90)

    @property
    def short(self) -> float:
        """What is missing of the bound that is wanted, and of what is to be heard, on average over its kinds."""
        unheard = [max(0.0, RECALL - share) for share in self.heard.values()]
        return max(0.0, KEPT - self.kept_low) + (fmean(unheard) if unheard else 0.0)

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Best last."""
        return self.cheap, -self.short, self.cut_p50


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
