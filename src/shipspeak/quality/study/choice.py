"""Search the configuration: many on a few meetings, the best of them on more, the best of those on all.

Successive halving (Jamieson & Talwalkar 2016) over a seeded sample of a grid, on the meetings to tune on only. What is
wanted: the lower 95 % bound of quality at 0.90 or more at the least cost; when none reaches it, the best bound, said
so. A configuration that misses the cost bars comes after every one that keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

from shipspeak.base import Progress
from shipspeak.quality.study.folder import name_of
from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.outcome import Cost, Quality, Recall
from shipspeak.quality.study.run import Condition, Design, study
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.summary import costs, qualities, recalls
from shipspeak.quality.study.verdict import CUT_P50, CUT_P90, KEPT, product_version
from shipspeak.sampling import Configuration, Preset

GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "unit": (8_000, 15_000),
    "pad": (100, 200),
    "focal_share": (0.8, 0.9),
    "drawn_share": (0.6, 0.72, 0.85),
    "first_share": (0.1, 0.2),
    "moment_share": (0.25, 0.4),
    "audit_share": (0.02, 0.05),
    "start": (0.20, 0.22, 0.24),
    "cap": (0.30, 0.40),
}
"""What is tried; `start` and `cap` are the ladder of the default preset."""
ROUNDS: Final = ((24, 6, 1), (8, 16, 1), (3, 0, 2))
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
    questions_heard: float | None

    @property
    def reaches(self) -> bool:
        return self.cheap and self.kept_low >= KEPT

    @property
    def cheap(self) -> bool:
        return self.cut_p50 >= CUT_P50 and self.cut_p90 >= CUT_P90

    @property
    def rank(self) -> tuple[bool, float, float, float]:
        """Best last. Beyond the bound that is wanted, what is saved counts, then what is heard."""
        saved = self.cut_p50 if self.reaches else 0.0
        return self.cheap, min(self.kept_low, KEPT), saved, self.kept + (self.questions_heard or 0.0)


def search(
    paths: Sequence[Path], base: Configuration, progress: Progress, rounds: Sequence[tuple[int, int, int]] = ROUNDS
) -> list[list[Trial]]:
    """The trials of each round, best first; `base` stays in until the last. Progress counts meetings studied."""
    order = sorted(paths, key=lambda path: sha256(f"round {name_of(path)}".encode()).digest())
    waiting = candidates(base, rounds[0][0])
    whole = sum(count * (meetings or len(paths)) for count, meetings, _ in rounds)
    done = 0
    found: list[list[Trial]] = []
    for count, meetings, seeds in rounds:
        some = order[: meetings or len(order)]
        trials = []
        for candidate in waiting[:count]:
            trials.append(_tried(some, candidate, seeds))
            done += len(some)
            progress(done, whole)
        trials.sort(key=lambda trial: trial.rank, reverse=True)
        found.append(trials)
        best = [trial.configuration for trial in trials]
        waiting = [*[one for one in best if one == base], *[one for one in best if one != base]]
    return found


def candidates(base: Configuration, count: int) -> list[Configuration]:
    """`base` and others from the grid, the same for the same count."""
    cells = list(product(*GRID.values()))
    picked = Random("grid").sample(cells, min(count, len(cells)))  # noqa: S311 -- no secret
    return [base, *(varied(base, dict(zip(GRID, cell, strict=True))) for cell in picked)][:count]


def varied(base: Configuration, cell: Mapping[str, float]) -> Configuration:
    """`base` with the values of a cell of the grid."""
    values: dict[str, Any] = {name: value for name, value in cell.items() if name not in {"start", "cap"}}
    presets = {**base.presets, Preset.BALANCED: (cell["start"], cell["cap"])}
    return replace(base, presets=presets, **values)


def evidence(rounds: Sequence[Sequence[Trial]], names: Sequence[str], seeds: int) -> dict[str, Any]:
    """What chose it, to be kept in its file."""
    best = rounds[-1][0]
    return {
        "command": "./ship sampling choose",
        "date": datetime.now(UTC).date().isoformat(),
        "product": product_version(),
        "meetings": sorted(names),
        "group": "tuning: no figure here may be quoted as the product's",
        "seeds": seeds,
        "wanted": f"lower 95 % bound of quality >= {KEPT}, cut >= {CUT_P50} (median) and {CUT_P90} (nine of ten)",
        "reached": best.reaches,
        "grid": {name: list(values) for name, values in GRID.items()},
        "rounds": [[_told(trial) for trial in trials] for trials in rounds],
    }


def _told(trial: Trial) -> dict[str, Any]:
    held = asdict(trial.configuration)
    start, *rest = held["presets"][Preset.BALANCED]
    tried = {name: held[name] for name in GRID if name in held} | {"start": start, "cap": rest[-1] if rest else start}
    figures = ("meetings", "kept", "kept_low", "cut_p50", "cut_p90", "questions_heard")
    return {"tried": tried} | {name: _short(getattr(trial, name)) for name in figures}


def _short(value: float | None) -> float | None:
    return value if value is None else round(value, 4)


def _tried(paths: Sequence[Path], candidate: Configuration, seeds: int) -> Trial:
    design = Design(candidate, seeds, (Condition.HUMAN,), (Preset.BALANCED,), baselines=False, content=False)
    results = study(paths, design)
    quality: Quality = next(one for one in qualities(results, ("all",)) if one.metric == "all")
    cost: Cost = next(one for one in costs(results) if one.corpus == "all" and one.selector == Selector.OURS)
    heard: Recall | None = next((one for one in recalls(results) if one.kind == Marked.QUESTION), None)
    return Trial(
        candidate,
        len(results),
        quality.within,
        quality.within_low,
        cost.cut_p50,
        cost.cut_p90,
        heard.heard if heard else None,
    )
