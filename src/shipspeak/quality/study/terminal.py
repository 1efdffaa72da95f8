"""The evaluation on a terminal: what must hold, the default beside its rivals, and how far it falls."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from shipspeak.base import Progress
from shipspeak.quality.study.figures import METRICS
from shipspeak.quality.study.outcome import Quality, Study
from shipspeak.quality.study.page.html import named, share
from shipspeak.quality.study.run import Condition
from shipspeak.quality.study.selectors import Selector

WIDTH = 120
"""Columns where the output is no terminal."""


@contextmanager
def counting(what: str) -> Iterator[Progress]:
    """A progress bar on standard error, where that is a terminal."""
    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bars:
        task = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def show(study: Study) -> None:
    """Print it."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    kind = "nothing was tuned on" if study.group == "reporting" else "TUNED ON; they prove nothing"
    console.print(
        f"{len(study.meetings)} meetings ({kind}), {study.people} people, {study.seeds} draws each; "
        f"configuration {study.configuration}"
    )
    console.print(_bars(study))
    console.print(_quality(study))
    console.print(_conditions(study))
    console.print(_recalls(study))
    for note in study.notes[:2]:
        console.print(f"• {note}", style="dim")


def _bars(study: Study) -> Table:
    table = Table(
        "bar", "wanted", "found", "", title="What must hold, default budget, human words", title_justify="left"
    )
    for bar in study.bars:
        table.add_row(bar.name, bar.wanted, bar.found, "holds" if bar.held else "[bold yellow]missed[/]")
    return table


def _quality(study: Study) -> Table:
    heads = ("metric", "selection", "budget", "shown", "kept", "≥", "±10 %", "median", "p90", "bias", "covered", "half")
    table = Table(*heads, title="Against the whole meeting", title_justify="left")
    for metric in ("all", *METRICS[:4]):
        for one in study.quality:
            ours = one.selector in {Selector.OURS, Selector.FULL}
            if (one.condition, one.corpus, one.metric) == (Condition.HUMAN, "all", metric) and (
                ours or one.budget == study.default_budget
            ):
                table.add_row(*_cells(one))
        table.add_section()
    return table


def _cells(one: Quality) -> tuple[str, ...]:
    figures = (one.within, one.within_low, one.within_tenth, one.median_error, one.p90_error)
    rest = (one.bias, one.covered, one.half_width)
    return (
        named(one.metric),
        one.selector,
        share(one.budget),
        share(one.shown),
        *(share(figure, 1) for figure in (*figures, *rest)),
    )


def _conditions(study: Study) -> Table:
    table = Table("kept", "selection", *(c.value for c in Condition), title="When hearing errs", title_justify="left")
    found = {
        (one.condition, one.metric, one.selector, one.budget): one.within
        for one in study.quality
        if one.corpus == "all"
    }
    for metric in ("all", *METRICS):
        for selector, budget in ((Selector.OURS, study.default_budget), (Selector.FULL, 1.0)):
            cells = (share(found.get((c.value, metric, selector.value, budget)), 1) for c in Condition)
            table.add_row(named(metric), selector.value, *cells)
    return table


def _recalls(study: Study) -> Table:
    selectors = [name for name in Selector if name is not Selector.FULL]
    table = Table("heard", "of", *selectors, title="Moments, default budget", title_justify="left")
    at = {
        (one.kind, one.selector): one
        for one in study.recalls
        if one.budget == study.default_budget and one.condition == Condition.HUMAN
    }
    for kind in dict.fromkeys(kind for kind, _ in at):
        cells = [share(at[kind, name].heard) if (kind, name) in at else "–" for name in selectors]
        table.add_row(kind, str(at[kind, Selector.OURS].of), *cells)
    return table
