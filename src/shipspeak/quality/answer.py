"""Is a quarter enough? The answer as it was measured before this release, in rows that a page draws. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from shipspeak.kit.page import at, element, percent
from shipspeak.quality.study.shipped import Kept, Way

FIGURES = {
    "pace": "Pace",
    "fillers": "Fillers",
    "hedges": "Hedges",
    "questions": "Questions you asked",
    "interruptions_made": "Interruptions",
}
MOMENTS = {
    "question to the person, with the answer's opening": "Questions put to you",
    "pushback to the person": "Objections to you",
    "commitment, anybody's": "What anybody took on",
}
CORPORA = {"ami": "AMI", "icsi": "ICSI"}
NEARLY_ALL, MOST = 0.9, 0.75
"""Shares from which the answer says so."""
BAR = 12
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture: what, here, and by a provider."""

    name: str
    here: str
    paid: str
    bar: Markup
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """All that stands before this machine's own checks."""

    kept: Kept
    numbers: str
    """"nearly always", as measured."""
    moments: str
    """"not all of them"."""
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    missed: tuple[str, ...]
    """Of each kind of moment how many of ten are not written down here."""
    corpora: str


def answer(kept: Kept) -> Answer:
    """The rows of one measured configuration."""
    here, paid = kept.alone, kept.with_words
    means = (
        _row("All five, on average", here.kept, paid.kept, strong=True),
        *_rows(FIGURES, here.figures, paid.figures),
    )
    simpler = (
        _row("A quarter drawn at random", kept.random, kept.random),
        _row("The first quarter", kept.first, kept.first),
    )
    return Answer(
        kept=kept,
        numbers=_how_often(min(here.kept, paid.kept)),
        moments=_how_many(here, paid),
        groups=(
            ("Your numbers, as the whole meeting tells them", means),
            ("All five, had the part been chosen more simply", simpler),
            ("Moments written down", tuple(_rows(MOMENTS, here.heard, paid.heard))),
        ),
        missed=tuple(
            f"{10 - round(10 * here.heard[kind])} in 10 of {name[0].lower()}{name[1:]}"
            for kind, name in MOMENTS.items()
            if kind in here.heard
        ),
        corpora=" and ".join(f"{count} of {CORPORA.get(name, name)}" for name, count in kept.meetings.items()),
    )


def _rows(names: Mapping[str, str], here: Mapping[str, float], paid: Mapping[str, float]) -> Iterator[Row]:
    for key, name in names.items():
        if key in here and key in paid:
            yield _row(name, here[key], paid[key])


def _row(name: str, here: float, paid: float, *, strong: bool = False) -> Row:
    return Row(name, percent(here), percent(paid), _bar(here, paid), strong)


def _bar(here: float, paid: float) -> Markup:
    """The share here as a bar, the provider's as a stroke across it."""
    parts = (
        element("rect", width="100%", y=3, height=BAR - 6, rx=3, class_="ground"),
        element("rect", width=at(here), y=3, height=BAR - 6, rx=3, class_="part"),
        element("line", x1=at(paid), x2=at(paid), y1=0, y2=BAR, class_="stroke"),
    )
    return element("svg", *parts, class_="share", width="100%", height=BAR, aria_hidden="true", focusable="false")


def _how_often(share: float) -> str:
    return "nearly always" if share >= NEARLY_ALL else "mostly" if share >= MOST else "not reliably"


def _how_many(here: Way, paid: Way) -> str:
    least = min(way.heard[kind] for way in (here, paid) for kind in MOMENTS if kind in way.heard)
    return "nearly all of them" if least >= NEARLY_ALL else "most of them" if least >= MOST else "not all of them"
