"""The evaluation's page: what the JSON says, drawn."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from shipspeak.kit.page import Pages, sealed_policy
from shipspeak.quality.study.curve import curve
from shipspeak.quality.study.figures import FROM_WORDS, METRICS, UNITS
from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.outcome import Bar, Quality, Study
from shipspeak.quality.study.page import price
from shipspeak.quality.study.page.drawing import Series, Strip, curves, strips
from shipspeak.quality.study.page.parts import Panel, Table, part, share
from shipspeak.quality.study.run import Condition
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.trade import RIVALS

PAGES = Pages("study", Path(__file__).parent)
STYLES = ("kit/tokens.css", "kit/base.css", "study/study.css")

SLOTS = {
    Selector.OURS: 1,
    Selector.CALIBRATED: 6,
    Selector.RANDOM: 5,
    Selector.FIRST: 2,
    Selector.DENSEST: 4,
    Selector.KEYWORDS: 3,
}
TRADED = {name: SLOTS[name] for name in (Selector.OURS, Selector.CALIBRATED, *RIVALS)} | {
    Selector.OVERHEARD: 4,
    Selector.ORACLE: 0,
}
NAMES = {"all": "mean of the five", "interruptions_made": "interruptions", "talk_share": "talk share"}


def page(study: Study) -> str:
    """One self-contained page under a policy that lets it load nothing."""
    traced = curve(study.configuration)
    styles = [PAGES.asset(path).text for path in STYLES]
    ours = [one for one in study.quality if one.selector in {*SLOTS, Selector.FULL} and one.corpus == "all"]
    human = [one for one in ours if one.condition == Condition.HUMAN]
    return PAGES.render(
        "study/page.html",
        study=study,
        legend=[(name.value, slot) for name, slot in SLOTS.items()],
        ways=list(dict.fromkeys(bar.selector for bar in study.bars)),
        part=part,
        bars=barred(study),
        kept=list(_kept(human)),
        kept_table=_quality_table(human),
        errors=list(_errors(human)),
        coverage=_coverage(human),
        recall=list(_recall(study)),
        recall_table=_recall_table(study),
        trade=list(_trade(study)),
        trade_legend=[(name.value, slot) for name, slot in TRADED.items()],
        trade_table=_trade_table(study),
        traced=traced,
        price=list(price.panels(traced)) if traced else [],
        price_legend=[(name.value, slot) for name, slot in price.SLOTS.items()],
        price_table=price.table(traced) if traced else None,
        cut=_cuts(study),
        cut_table=_cost_table(study),
        meetings=_meetings(study),
        meetings_table=_points_table(study),
        realism=realism(study),
        content_table=_content_table(study),
        corpora=_quality_table(
            [
                one
                for one in study.quality
                if one.corpus != "all"
                and one.condition == Condition.HUMAN
                and (one.selector, one.budget) == (Selector.OURS, study.default_budget)
            ],
            corpora=True,
        ),
        styles=styles,
        policy=sealed_policy(styles, ()),
    )


def barred(study: Study) -> list[tuple[str, str, list[Bar | None]]]:
    """Each bar with what every way to choose found."""
    found = {(bar.name, bar.selector): bar for bar in study.bars}
    ways = list(dict.fromkeys(bar.selector for bar in study.bars))
    wanted = {bar.name: bar.wanted for bar in study.bars}
    return [(name, wanted[name], [found.get((name, way)) for way in ways]) for name in wanted]


def named(metric: str) -> str:
    return NAMES.get(metric, metric)


def _curve(
    rows: Sequence[tuple[str, float, float | None]], slots: Mapping[Selector, int] = MappingProxyType(SLOTS)
) -> list[Series]:
    """From (selector, budget, value)."""
    found = []
    for selector, slot in slots.items():
        points = sorted((budget, value) for name, budget, value in rows if name == selector and value is not None)
        if points:
            found.append(Series(selector.value, slot, tuple(points)))
    return found


def _budgets(rows: Sequence[Quality]) -> list[float]:
    return sorted({one.budget for one in rows if one.selector == Selector.OURS}) or [0.25]


def _kept(rows: Sequence[Quality]) -> Iterator[Panel]:
    for metric in ("all", *FROM_WORDS):
        values = [(one.selector, one.budget, one.within) for one in rows if one.metric == metric]
        yield Panel(named(metric), curves(f"Share kept, {named(metric)}", _curve(values), budgets=_budgets(rows)))


def _errors(rows: Sequence[Quality]) -> Iterator[Panel]:
    for metric in FROM_WORDS:
        values = [(one.selector, one.budget, one.median_error) for one in rows if one.metric == metric]
        drawing = curves(f"Median error, {metric}", _curve(values), budgets=_budgets(rows), most=0.6)
        yield Panel(f"{metric}, {UNITS[metric]}", drawing)


def _coverage(rows: Sequence[Quality]) -> Markup:
    found = [
        Strip(f"{one.metric} at {part(one.budget)} ({one.drawn} intervals)", (one.covered,))
        for one in rows
        if one.selector == Selector.OURS and one.metric in FROM_WORDS and one.covered is not None
    ]
    return strips("Intervals that hold the truth", found, low=0.8, high=1.0, band=(0.92, 0.98))


def _recall(study: Study) -> Iterator[Panel]:
    human = [one for one in study.recalls if one.condition == Condition.HUMAN]
    budgets = sorted({one.budget for one in human if one.selector == Selector.OURS}) or [0.25]
    for kind in Marked:
        rows = [(one.selector, one.budget, one.heard) for one in human if one.kind == kind]
        if rows:
            yield Panel(kind.value, curves(f"Heard: {kind.value}", _curve(rows), budgets=budgets))


def _trade(study: Study) -> Iterator[Panel]:
    for kind in dict.fromkeys(one.kind for one in study.trades):
        rows = [(one.selector, one.share, one.heard) for one in study.trades if one.kind == kind]
        drawing = curves(f"Heard for a share: {kind}", _curve(rows, TRADED), budgets=sorted({one[1] for one in rows}))
        yield Panel(kind, drawing)


def _cuts(study: Study) -> Markup:
    rows = []
    for corpus in ("icsi", "ami"):
        values = sorted(cut for point in study.points if point.corpus == corpus for cut in point.cuts)
        if values:
            name = f"{corpus.upper()}, {len(values)} selections"
            rows.append(Strip(name, tuple(values), middle=values[len(values) // 2]))
    return strips("Cost cut of each selection", rows, low=0.64, high=0.8, band=(0.75, 0.8))


def _meetings(study: Study) -> Markup:
    rows = [
        Strip(f"{point.name}, {point.minutes:.0f} min, {point.people} people", (point.quality,))
        for point in sorted(study.points, key=lambda point: -point.quality)
    ]
    return strips("Share kept in each meeting", rows, low=0.2, high=1.0, band=(0.9, 1.0))


def realism(study: Study) -> Table:
    """The default and everything, under each condition, side by side."""
    rows = []
    for metric in ("all", *METRICS):
        for selector, budget in study.realistic:
            cells = [
                next(
                    (
                        f"{share(one.within)} ({share(one.shown)})"
                        for one in study.quality
                        if (one.condition, one.corpus, one.metric, one.selector, one.budget)
                        == (condition, "all", metric, selector, budget)
                    ),
                    "–",
                )
                for condition in Condition
            ]
            rows.append((named(metric), selector, *cells))
    return Table(("metric", "selection", *(condition.value for condition in Condition)), tuple(rows))


def _quality_table(rows: Sequence[Quality], *, corpora: bool = False) -> Table:
    first = "corpus" if corpora else "selection"
    heads = ("metric", first, "budget", "people", "shown", "kept", "lower bound", "±10 %", "median error", "p90")
    body = tuple(
        (
            named(one.metric),
            one.corpus.upper() if corpora else one.selector,
            part(one.budget),
            str(one.people),
            share(one.shown),
            share(one.within, 1),
            share(one.within_low, 1),
            share(one.within_tenth, 1),
            share(one.median_error, 1),
            share(one.p90_error, 1),
            share(one.bias, 1),
            share(one.covered, 1),
            share(one.half_width, 1),
        )
        for one in sorted(rows, key=lambda one: (("all", *METRICS).index(one.metric), one.selector, one.budget))
    )
    return Table((*heads, "bias", "covered", "half interval"), body)


def _recall_table(study: Study) -> Table:
    rows = tuple(
        (one.kind, one.condition, one.selector, part(one.budget), str(one.of), share(one.heard), share(one.heard_low))
        for one in sorted(study.recalls, key=lambda one: (one.kind, one.condition, one.budget, one.selector))
    )
    return Table(("moment", "heard from", "selection", "budget", "of", "heard", "lower bound"), rows)


def _trade_table(study: Study) -> Table:
    rows = tuple(
        (
            one.kind,
            one.selector,
            share(one.share),
            share(one.paid, 1),
            str(one.of),
            *(share(figure, 1) for figure in (one.heard, one.cut, one.passed, one.unnoticed)),
        )
        for one in sorted(study.trades, key=lambda one: (one.kind, one.selector, one.share))
    )
    heads = ("moment", "selection", "share", "paid", "of", "heard", "an end cut off", "noticed, not bought")
    return Table((*heads, "not noticed"), rows)


def _cost_table(study: Study) -> Table:
    rows = tuple(
        (
            one.corpus if one.corpus == "all" else one.corpus.upper(),
            one.selector,
            part(one.budget),
            share(one.cut_p50, 1),
            share(one.cut_p90, 1),
            share(one.of_speech_p50, 1),
            share(one.with_lead_p50, 1),
            share(one.engine_p50, 1),
            f"${one.dollars_p50:.4f}",
            ", ".join(f"{name} in {count}" for name, count in one.broken.items()) or "all held",
        )
        for one in study.costs
    )
    heads = ("meetings", "selection", "budget", "cut p50", "cut p90", "of speech", "with lead-in", "engine time")
    return Table((*heads, "dollars p50", "promises not held"), rows)


def _points_table(study: Study) -> Table:
    rows = tuple(
        (
            one.name,
            one.corpus.upper(),
            f"{one.minutes:.0f}",
            str(one.people),
            share(one.quality),
            share(one.cut, 1),
            str(one.questions),
            share(one.questions_heard),
        )
        for one in study.points
    )
    return Table(("meeting", "corpus", "minutes", "people", "kept", "cut", "questions put", "heard"), rows)


def _content_table(study: Study) -> Table:
    rows = tuple(
        (
            one.selector,
            part(one.budget),
            share(one.words),
            share(one.pairs),
            share(one.evidence),
            share(one.decisions),
        )
        for one in sorted(study.contents, key=lambda one: (one.budget, one.selector))
    )
    return Table(("selection", "budget", "words", "word pairs", "evidence", "evidence of decisions"), rows)
