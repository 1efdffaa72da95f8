"""The comparison on a terminal: each coach on the sample meeting, and on all real ones together."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from shipspeak.quality.coaches.outcome import Comparison, Outcome, Stay

WIDTH = 150
"""Columns where the output is no terminal."""


def show(found: Comparison) -> None:
    """Print it."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(f"prompt {found.prompt}; {found.runs} runs of each coach on the sample meeting, two on a real one")
    console.print(_sample([one for one in found.outcomes if one.planted is not None]))
    real = [one for one in found.outcomes if one.planted is None]
    if real:
        console.print(_real(real))
    if found.others_stay:
        console.print(_others_stay(found.others_stay))
    for note in found.notes:
        console.print(f"• {note}", style="dim")


def _sample(outcomes: Sequence[Outcome]) -> Table:
    heads = ("coach", "planted found", "false claims", "cards planted", *_HEADS)
    table = Table(*heads, title="The sample meeting, all its words", title_justify="left")
    for one in outcomes:
        known = (f"{one.found} of {one.planted}", str(one.false_claims), f"{one.cards_planted} of {one.cards}")
        table.add_row(one.coach, *known, *_cells([one]))
    return table


def _real(outcomes: Sequence[Outcome]) -> Table:
    meetings = len({one.meeting for one in outcomes})
    title = f"{meetings} real meetings, together; nobody knows all that is in them"
    table = Table("coach", "cards", *_HEADS, title=title, title_justify="left")
    for name in dict.fromkeys(one.coach for one in outcomes):
        mine = [one for one in outcomes if one.coach == name]
        table.add_row(name, str(sum(one.cards for one in mine)), *_cells(mine))
    return table


def _others_stay(ways: Sequence[Stay]) -> Table:
    heads = ("words", "claims kept", "claims new", "cards kept", "own words wrong", "… openings", "others' words wrong")
    title = (
        "What it costs when nothing of what others said leaves: the rules on the real meetings, beside all words better"
    )
    table = Table(*heads, title=title, title_justify="left")
    for one in ways:
        table.add_row(
            one.way,
            f"{one.claims_kept} of {one.claims}",
            str(one.claims_new),
            f"{one.cards_kept} of {one.cards}",
            _share(one.own_wrong, one.own_words),
            _share(one.opening_wrong, one.opening_words),
            _share(one.others_wrong, one.others_words),
        )
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


_HEADS = ("claims that stood", "quotes that stand", "texts written", "replaced", "slips", "overlap", "spread", "$", "s")


def _cells(of: Sequence[Outcome]) -> tuple[str, ...]:
    claims, dropped = sum(one.claims for one in of), sum(one.dropped for one in of)
    quotes = sum(one.quotes for one in of)
    return (
        f"{claims - dropped} of {claims}",
        f"{sum(one.quotes_stand for one in of)} of {quotes}",
        str(sum(one.written for one in of)),
        str(sum(one.replaced for one in of)),
        str(sum(one.slips for one in of)),
        f"{sum(one.overlap for one in of) / len(of):.2f}",
        f"{max(one.spread for one in of):.0f}",
        f"{sum(one.usd for one in of):.4f}",
        f"{sum(one.seconds for one in of) / len(of):.2f}",
    )
