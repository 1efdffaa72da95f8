"""What the page is put together from: small drawings with headings, the tables behind them, shares as text."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Panel:
    """One small drawing with its heading."""

    heading: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Table:
    """What stands behind a drawing."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def share(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{value:.{digits}%}".replace("%", " %")


def part(value: float) -> str:
    """A share that may be paid for, with its half of a per cent where it has one: 23.5 is not 24."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"
