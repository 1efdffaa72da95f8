"""A study of results: all figures, and whether the bars hold."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from math import floor
from statistics import fmean

from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.mishear import measured
from shipspeak.quality.study.outcome import Bar, Cost, Quality, Recall, Study
from shipspeak.quality.study.run import Condition, Design, Result
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.summary import COACHED, contents, costs, points, qualities, recalls, trades
from shipspeak.sampling import Preset

NOTES = (
    "A figure that is not shown (“not enough evidence”) counts as not within; its error is not in the median.",
    "ICSI: human words, with the marks that dialogue acts give their ends.",
    "AMI: human words, spread over their speaker's speech: times are approximate, and pace is not evaluated.",
    "Densest and keywords see every word, which who transcribes a part does not: an upper bound for them.",
    "First, random, densest and keywords count what they hear and give no interval.",
    "MRDA tags questions (q…), rejections (ar, arp, nd) and commitments (cc); it has no tag for a decision.",
    "Content kept is by words of annotators' answers: strict, and the same for everyone.",
    "Rendered speech is easier than a meeting: the words of the local engine are worse where it matters.",
    "Interruptions and talk share are a census of the turns; they err only where the turns do.",
)
CUT_P50, CUT_P90, KEPT, COVERED, BIAS, RECALL = 0.75, 0.70, 0.90, (0.92, 0.98), 0.02, 0.80


def concluded(results: Sequence[Result], design: Design, *, tuning: bool) -> Study:
    """Everything that the results say."""
    budget, with_words = (
        design.configuration.given(words=words).presets[Preset.BALANCED][0] for words in (False, True)
    )
    quality, cost, recall = qualities(results), costs(results), recalls(results)
    rates = measured()
    made = {
        condition.value: fmean(result.errors[condition] for result in results)
        for condition in Condition
        if results and condition in results[0].errors
    }
    return Study(
        configuration=design.configuration.version,
        product=product_version(),
        group="tuning" if tuning else "reporting",
        meetings=[result.meeting for result in results],
        people=len({(result.meeting, one.case.person) for result in results for one in result.chosen}),
        seeds=design.seeds,
        default_budget=budget,
        default_budget_with_words=with_words,
        diarisation=made,
        engine=f"{rates.engine}; {rates.on} ({rates.measured_by})",
        bars=list(bars(quality, cost, recall, {Selector.OURS: budget, Selector.CALIBRATED: with_words})),
        quality=quality,
        costs=cost,
        recalls=recall,
        trades=trades(results),
        contents=contents(results),
        points=points(results, budget),
        notes=list(NOTES),
    )


def bars(
    quality: Sequence[Quality], costs: Sequence[Cost], recalls: Sequence[Recall], budgets: Mapping[Selector, float]
) -> Iterator[Bar]:
    """What must hold at the default budget of each way to choose, from human words."""
    for selector, budget in budgets.items():
        cost = [one for one in costs if (one.corpus, one.selector, one.budget) == ("all", selector, budget)]
        at = (Condition.HUMAN, selector, budget)
        shown = [one for one in quality if one.corpus == "all" and (one.condition, one.selector, one.budget) == at]
        heard = [one for one in recalls if (one.condition, one.selector, one.budget) == at]
        for name, wanted, found, held in (*_costs(cost), *_kept(shown), *_intervals(shown), *_heard(heard)):
            # Rounded down: 74.98 % must not look as if it were 75.
            figure = f"{floor(1000 * found + 1e-6) / 10:.1f}%"
            yield Bar(name=name, selector=selector.value, wanted=wanted, found=figure, held=held)


_Found = tuple[str, str, float, bool]


def _costs(costs: Sequence[Cost]) -> Iterator[_Found]:
    for cost in costs:
        yield "Cost cut, median", f"≥ {CUT_P50:.0%}", cost.cut_p50, cost.cut_p50 >= CUT_P50
        yield "Cost cut, nine of ten", f"≥ {CUT_P90:.0%}", cost.cut_p90, cost.cut_p90 >= CUT_P90


def _kept(quality: Sequence[Quality]) -> Iterator[_Found]:
    for one in quality:
        if one.metric in {"all", *COACHED}:
            name = "mean of five" if one.metric == "all" else one.metric.replace("_", " ")
            yield f"Kept, lower bound: {name}", f"≥ {KEPT:.0%}", one.within_low, one.within_low >= KEPT
        if one.metric == "all":  # the bar as it was set; the stricter one beside it is ours
            yield "… by meetings drawn anew alone", f"≥ {KEPT:.0%}", one.within_drawn, one.within_drawn >= KEPT


def _intervals(quality: Sequence[Quality]) -> Iterator[_Found]:
    for one in quality:
        name = one.metric.replace("_", " ")
        if one.metric in COACHED and one.covered is not None:
            wanted = f"{COVERED[0]:.0%} to {COVERED[1]:.0%}"
            yield f"Coverage: {name}", wanted, one.covered, COVERED[0] <= one.covered <= COVERED[1]
        if one.metric in COACHED and one.bias is not None:
            yield f"Bias: {name}", f"≤ {BIAS:.0%}", one.bias, abs(one.bias) <= BIAS


def _heard(recalls: Sequence[Recall]) -> Iterator[_Found]:
    for one in recalls:
        if one.kind != Marked.HOT:
            yield f"Heard: {one.kind}", f"≥ {RECALL:.0%}", one.heard, one.heard >= RECALL


def product_version() -> str:
    try:
        return version("shipspeak")
    except PackageNotFoundError:
        return "0.1.0"
