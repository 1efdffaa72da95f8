"""Is a quarter enough? The answer as it was measured before this release, in rows that a page draws. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor

from markupsafe import Markup

from shipspeak.kit.page import at, element, percent
from shipspeak.quality.study.shipped import Kept

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
    "commitment, anybody's": "Promises that anybody made",
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
    """"" where it makes no difference who writes it down."""
    bar: Markup
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """All that stands before this machine's own checks."""

    kept: Kept
    numbers: str
    """"nearly always", as measured, and of how many of a hundred."""
    moments: str
    """"no", and how many of ten are not there."""
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    missed: tuple[str, ...]
    """Of each kind of moment how many of ten are not written down here."""
    corpora: str
    bounds: tuple[str, str]
    """Lower 95 % bounds of the mean, here and by a provider; rounded down, so that nothing missed looks reached."""
    whole: str
    """Kept with everything written down, likewise."""


def answer(kept: Kept) -> Answer:
    """The rows of one measured configuration."""
    here, paid = kept.alone, kept.with_words
    means = (
        _row("All five numbers", here.kept, paid.kept, strong=True),
        *_rows(FIGURES, here.figures, paid.figures),
    )
    simpler = (
        _row("As much as here, at random", kept.random),
        _row("As much, from the beginning", kept.first),
    )
    return Answer(
        kept=kept,
        numbers=f"{_how_often(here.kept)}: {percent(here.kept)} come out as the whole meeting tells them",
        moments=_how_many(here.heard),
        groups=(
            ("Your numbers, as the whole meeting tells them", means),
            ("The same five, from a part chosen more simply", simpler),
            ("Moments written down", tuple(_rows(MOMENTS, here.heard, paid.heard))),
        ),
        missed=tuple(
            f"{_missing(here.heard[kind])} {name[0].lower()}{name[1:]}"
            for kind, name in MOMENTS.items()
            if kind in here.heard
        ),
        corpora=" and ".join(f"{count} of {CORPORA.get(name, name)}" for name, count in kept.meetings.items()),
        bounds=(_down(here.kept_low), _down(paid.kept_low)),
        whole=_down(kept.whole),
    )


def _rows(names: Mapping[str, str], here: Mapping[str, float], paid: Mapping[str, float]) -> Iterator[Row]:
    for key, name in names.items():
        if key in here and key in paid:
            yield _row(name, here[key], paid[key])


def _row(name: str, here: float, paid: float | None = None, *, strong: bool = False) -> Row:
    return Row(name, percent(here), "" if paid is None else percent(paid), _bar(here, paid), strong)


def _down(share: float) -> str:
    return f"{floor(1000 * share + 1e-6) / 10:.1f} %"


def _bar(here: float, paid: float | None) -> Markup:
    """The share here as a bar, the provider's as a stroke across it."""
    parts = [
        element("rect", width="100%", y=3, height=BAR - 6, rx=3, class_="ground"),
        element("rect", width=at(here), y=3, height=BAR - 6, rx=3, class_="part"),
    ]
    if paid is not None:
        parts.append(element("line", x1=at(paid), x2=at(paid), y1=0, y2=BAR, class_="stroke"))
    return element("svg", *parts, class_="share", width="100%", height=BAR, aria_hidden="true", focusable="false")


def _how_often(share: float) -> str:
    return "nearly always" if share >= NEARLY_ALL else "mostly" if share >= MOST else "not reliably"


def _how_many(heard: Mapping[str, float]) -> str:
    kind, name = next((kind, name) for kind, name in MOMENTS.items() if kind in heard)
    said = f"{_missing(heard[kind])} {name[0].lower()}{name[1:]} are not in it"
    return f"{'nearly always' if heard[kind] >= NEARLY_ALL else 'no'}: {said}"


def _missing(share: float) -> str:
    return f"{10 - floor(10 * share + 0.5)} in 10"
