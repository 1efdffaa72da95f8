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
from shipspeak.quality.study.page.html import barred, named
from shipspeak.quality.study.page.parts import part, share
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
    if study.trades:
        console.print(_trade(study))
        console.print(_lost(study))
    for note in study.notes[:2]:
        console.print(f"• {note}", style="dim")


def _bars(study: Study) -> Table:
    ways = list(dict.fromkeys(bar.selector for bar in study.bars))
    table = Table("bar", "wanted", *ways, title="What must hold, default budget, human words", title_justify="left")
    for name, wanted, cells in barred(study):
        table.add_row(
            name, wanted, *(f"{b.found} {'holds' if b.held else '[yellow]missed[/]'}" if b else "–" for b in cells)
        )
    return table


def _quality(study: Study) -> Table:
    heads = ("metric", "selection", "budget", "shown", "kept", "≥", "±10 %", "median", "p90", "bias", "covered", "half")
    table = Table(*heads, title="Against the whole meeting", title_justify="left")
    for metric in ("all", *METRICS[:4]):
        for one in study.quality:
            ours = one.selector in {Selector.OURS, Selector.CALIBRATED, Selector.FULL}
            if (one.condition, one.corpus, one.metric) == (Condition.HUMAN, "all", metric) and (
                ours or one.budget == study.default_of(one.selector)
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
        part(one.budget),
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
        for selector, budget in study.realistic:
            cells = (share(found.get((c.value, metric, selector, budget)), 1) for c in Condition)
            table.add_row(named(metric), selector, *cells)
    return table


def _recalls(study: Study) -> Table:
    selectors = [name for name in Selector if name is not Selector.ORACLE]
    table = Table("heard", "of", *selectors, title="Moments, default budget", title_justify="left")
    at = {
        (one.kind, one.selector): one
        for one in study.recalls
        if (one.budget == study.default_of(one.selector) or one.selector == Selector.FULL)
        and one.condition == Condition.HUMAN
    }
    for kind in dict.fromkeys(kind for kind, _ in at):
        cells = [share(at[kind, name].heard) if (kind, name) in at else "–" for name in selectors]
        table.add_row(kind, str(at[kind, Selector.OURS].of), *cells)
    return table


def _trade(study: Study) -> Table:
    """How much is heard for which share: what is noticed, what a better notice could reach, and simpler ways."""
    shares = sorted({one.share for one in study.trades})
    table = Table("heard", "selection", *map(share, shares), title="For this share, no ladder", title_justify="left")
    for kind in dict.fromkeys(one.kind for one in study.trades):
        for selector in dict.fromkeys(one.selector for one in study.trades):
            found = {o.share: o.heard for o in study.trades if (o.kind, o.selector) == (kind, selector)}
            table.add_row(kind, selector, *(share(found.get(at), 1) for at in shares))
        table.add_section()
    return table


def _lost(study: Study) -> Table:
    """Where it is lost, at the share nearest the default."""
    heads = ("lost", "selection", "of", "heard", "an end cut off", "noticed, not bought", "not noticed")
    nearest = min((one.share for one in study.trades), key=lambda one: abs(one - study.default_budget_with_words))
    table = Table(*heads, title=f"Where it is lost, for {share(nearest)}", title_justify="left")
    for one in study.trades:
        if one.share == nearest and one.selector in {Selector.CALIBRATED, Selector.ORACLE}:
            lost = (one.heard, one.cut, one.passed, one.unnoticed)
            table.add_row(one.kind, one.selector, str(one.of), *(share(figure, 1) for figure in lost))
    return table
