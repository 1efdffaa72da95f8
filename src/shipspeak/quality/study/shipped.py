"""What the study found of a configuration, in the few figures that a page shows: one small file for each version, kept
with the product by `./ship sampling evaluate --keep`. None of them is written by hand.
"""

from collections.abc import Iterator
from importlib import resources
from math import floor
from typing import Annotated

import msgspec
from msgspec import Meta

from shipspeak.quality.study.outcome import Quality, Share, Study

FOLDER = resources.files(__package__) / "kept"
HUMAN, ENGINE = "human words and turns", "words of the local engine"
ALONE, WITH_WORDS, RANDOM, FIRST, FULL = "ours", "ours + cheap pass", "random", "first", "full"
"""Conditions and selectors, as the study calls them: this file is read by who needs none of it otherwise."""
PARTS = 10_000
"""Of one, to which a share is kept."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to choose, at the default budget, from human words."""

    kept: Annotated[Share, Meta(description="Figures shown and within ±10 % (±0.5 below 5) of the whole meeting's.")]
    kept_low: Annotated[Share, Meta(description="Lower 95 % bound, meetings drawn anew.")]
    figures: Annotated[dict[str, float], Meta(description="The same by metric.")]
    heard: Annotated[dict[str, float], Meta(description="Share of the marked moments, by kind.")]
    written: Annotated[Share, Meta(description="Of the recording; median.")]
    cut_p50: float
    cut_p90: Annotated[float, Meta(description="Nine of ten selections save at least so much.")]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Of one configuration."""

    form: Annotated[int, Meta(description="Of this file.")] = 1
    configuration: str
    product: str
    meetings: Annotated[dict[str, int], Meta(description="By corpus; nothing was tuned on them.")]
    people: int
    moments: Annotated[dict[str, int], Meta(description="Marked ones, by kind.")]
    alone: Annotated[Way, Meta(description="This machine writes down what it chose by turns and a first hearing.")]
    with_words: Annotated[Way, Meta(description="A provider does, after this machine wrote everything down roughly.")]
    whole: Annotated[Share, Meta(description="Kept where everything is written down.")]
    random: Annotated[Share, Meta(description="Kept of as long a start budget, drawn at random in units of 15 s.")]
    first: Annotated[Share, Meta(description="Kept of as long a start budget, from the beginning on.")]
    engine_part: Annotated[Share, Meta(description="Kept of the chosen part in the local engine's words.")]
    engine_whole: Annotated[Share, Meta(description="Kept of everything in the local engine's words.")]


def kept(version: str) -> Kept | None:
    """Of the configuration of that version; None where nobody measured it."""
    file = FOLDER / f"{version}.json"
    return msgspec.json.decode(file.read_bytes(), type=Kept) if file.is_file() else None


def newest() -> Kept | None:
    """Of the newest that was measured."""
    names = [file.name.removesuffix(".json") for file in FOLDER.iterdir()] if FOLDER.is_dir() else []
    return kept(max(names, key=int)) if names else None


def summary(study: Study) -> Kept:
    """The few figures of a study."""
    budget = study.default_budget
    corpora = [point.corpus for point in study.points]
    return Kept(
        configuration=study.configuration,
        product=study.product,
        meetings={corpus: corpora.count(corpus) for corpus in sorted(set(corpora))},
        people=study.people,
        moments={one.kind: one.of for one in study.recalls if (one.condition, one.selector) == (HUMAN, FULL)},
        alone=_way(study, ALONE, budget),
        with_words=_way(study, WITH_WORDS, study.default_of(WITH_WORDS)),
        whole=_mean(study, HUMAN, FULL, 1.0),
        random=_mean(study, HUMAN, RANDOM, budget),
        first=_mean(study, HUMAN, FIRST, budget),
        engine_part=_mean(study, ENGINE, ALONE, budget),
        engine_whole=_mean(study, ENGINE, FULL, 1.0),
    )


def as_json(found: Kept) -> bytes:
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _way(study: Study, selector: str, budget: float) -> Way:
    figures = {one.metric: one for one in _at(study, HUMAN, selector, budget)}
    mean = figures.pop("all")
    cost = next(one for one in study.costs if (one.corpus, one.selector, one.budget) == ("all", selector, budget))
    heard = [one for one in study.recalls if (one.condition, one.selector, one.budget) == (HUMAN, selector, budget)]
    return Way(
        kept=_short(mean.within),
        kept_low=_short(mean.within_low),
        figures={metric: _short(one.within) for metric, one in figures.items()},
        heard={one.kind: _short(one.heard) for one in heard},
        written=_short(cost.paid_p50),
        cut_p50=_short(cost.cut_p50),
        cut_p90=_short(cost.cut_p90),
    )


def _mean(study: Study, condition: str, selector: str, budget: float) -> float:
    return _short(next(one.within for one in _at(study, condition, selector, budget) if one.metric == "all"))


def _at(study: Study, condition: str, selector: str, budget: float) -> Iterator[Quality]:
    wanted = (condition, "all", selector, budget)
    return (one for one in study.quality if (one.condition, one.corpus, one.selector, one.budget) == wanted)


def _short(share: float) -> float:
    """Rounded down, so that what is missed never looks as if it were reached."""
    return floor(share * PARTS + 1e-6) / PARTS
