"""`./ship bench drift`: how long until the drift tests speak, when nothing is wrong and when something is.

Average run lengths by simulation of the shipped code, in meetings compared; a run is one stratum and metric. With
`--data` what real meetings give the tests to see, where nothing is wrong: human words, estimates against their whole.
"""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import click

from bench._real import points
from shipspeak.quality import drift
from shipspeak.quality.drift import Point, State
from shipspeak.sampling import NEWEST

Draw = Callable[[Random], Point]
MOST = 100_000
"""Meetings after which a run ends even without an alarm."""


def normal(shift: float, spread: float = 1.0) -> Draw:
    """Differences of a normal law; whether the interval covers follows from them."""

    def draw(random: Random) -> Point:
        off = random.gauss(shift, spread)
        return Point(off, abs(off) <= drift.NINETY_FIVE)

    return draw


def heavy(degrees: int, shift: float = 0.0) -> Draw:
    """Student's t of unit variance: a few meetings are odd."""

    def draw(random: Random) -> Point:
        chi = sum(random.gauss(0, 1) ** 2 for _ in range(degrees))
        off = shift + random.gauss(0, 1) / (chi / degrees) ** 0.5 * ((degrees - 2) / degrees) ** 0.5
        return Point(off, abs(off) <= drift.NINETY_FIVE)

    return draw


def misses(share: float) -> Draw:
    """Estimates without bias whose intervals miss so often."""
    return lambda random: Point(0.0, random.random() >= share)


def run_length(draw: Draw, random: Random) -> int:
    """Meetings until the first alarm."""
    state = State()
    while state.alarm is None and state.seen < MOST:
        state = drift.step(state, draw(random))
    return state.seen


def lengths(draw: Draw, runs: int, seed: int) -> Iterator[int]:
    random = Random(seed)
    for _ in range(runs):
        yield run_length(draw, random)


CASES: dict[str, Draw] = {
    "nothing wrong": normal(0),
    "nothing wrong, as on real meetings": normal(0, 0.9),
    "nothing wrong, heavy tails (t, 5)": heavy(5),
    "intervals miss 5 %, nothing else": misses(0.05),
    "estimates off by half a standard error": normal(0.5),
    "… by one": normal(1),
    "… by one, heavy tails": heavy(5, 1.0),
    "… by two": normal(2),
    "… by four": normal(4),
    "intervals miss 8 %": misses(0.08),
    "… 15 %": misses(0.15),
    "… 30 %": misses(0.30),
    "… 60 %": misses(0.60),
    "intervals a third too narrow": normal(0, 1.5),
}


@click.command()
@click.option("--runs", default=400, show_default=True, help="Of each case.")
@click.option("--seed", default=1, show_default=True)
@click.option("--share", default=0.02, show_default=True, help="Of meetings that are compared, to say it in meetings.")
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of real meetings.")
@click.option("--configuration", default=NEWEST.version, show_default=True, help="That chooses from real meetings.")
def main(runs: int, seed: int, share: float, data: Path | None, configuration: str) -> None:
    """Print the table."""
    if data is not None:
        real(data, configuration)
        return
    print(
        f"limits: estimates {drift.LIMIT}, allowance {drift.ALLOWANCE}; misses {drift.MISS_LIMIT:.2f}; {runs} runs each"
    )
    print(f"{'':48}{'mean':>8} {'± se':>7} {'median':>8} {'p95':>8} {'meetings at':>12} {share:.0%}")
    for name, draw in CASES.items():
        seen = sorted(lengths(draw, runs, seed))
        mean = statistics.fmean(seen)
        error = statistics.stdev(seen) / runs**0.5
        beyond = ">" if seen[-1] == MOST else " "
        middle, late = seen[runs // 2], seen[int(runs * 0.95)]
        print(f"{name:47}{beyond}{mean:8.1f} {error:7.1f} {middle:8} {late:8} {mean / share:12,.0f}", flush=True)


def real(folder: Path, version: str, seeds: int = 1) -> None:
    """Mean and spread of standardised differences, coverage, and how near to a limit all of them together come."""
    print(f"configuration {version}; meetings that figures may be tuned on, each person once")
    print(f"{'':30}{'points':>8} {'mean':>6} {'spread':>7} {'cover':>6} {'nearest':>8}  alarm")
    for (corpus, preset, metric), seen in points(folder, version, seeds).items():
        offs = [one.off for one in seen]
        last = drift.follow(seen)
        covered = sum(one.covered for one in seen) / len(seen)
        alarm = next((f"after {state.seen}: {state.alarm}" for state in last if state.alarm), "none")
        spread = statistics.stdev(offs) if len(offs) > 1 else 0.0
        nearest = max(state.nearest for state in last)
        figures = f"{len(seen):8} {statistics.fmean(offs):6.2f} {spread:7.2f} {covered:6.1%} {nearest:8.2f}"
        print(f"{f'{corpus} {preset} {metric}':30}{figures}  {alarm}")


if __name__ == "__main__":
    main()
