"""A study of results: all figures, and whether the bars hold."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import fmean

from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.mishear import measured
from shipspeak.quality.study.outcome import Bar, Cost, Quality, Recall, Study
from shipspeak.quality.study.run import Condition, Design, Result
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.summary import COACHED, contents, costs, points, qualities, recalls
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
    budget = design.configuration.presets[Preset.BALANCED][0]
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
        diarisation=made,
        engine=f"{rates.engine}; {rates.on} ({rates.measured_by})",
        bars=bars(quality, cost, recall, budget),
        quality=quality,
        costs=cost,
        recalls=recall,
        contents=contents(results),
        points=points(results, budget),
        notes=list(NOTES),
    )


def bars(quality: Sequence[Quality], costs: Sequence[Cost], recalls: Sequence[Recall], budget: float) -> list[Bar]:
    """What must hold for our default preset from human words."""
    found: list[Bar] = []
    for cost in costs:
        if (cost.corpus, cost.selector, cost.budget) == ("all", Selector.OURS, budget):
            found += [
                _bar("Cost cut, median", f"≥ {CUT_P50:.0%}", cost.cut_p50, cost.cut_p50 >= CUT_P50),
                _bar("Cost cut, nine of ten", f"≥ {CUT_P90:.0%}", cost.cut_p90, cost.cut_p90 >= CUT_P90),
            ]
    ours = {
        one.metric: one
        for one in quality
        if (one.condition, one.corpus, one.selector, one.budget) == (Condition.HUMAN, "all", Selector.OURS, budget)
    }
    for metric in ("all", *COACHED):
        if (one := ours.get(metric)) is not None:
            name = "Quality, mean of five metrics" if metric == "all" else f"Quality: {metric.replace('_', ' ')}"
            found.append(_bar(f"{name}, lower bound", f"≥ {KEPT:.0%}", one.within_low, one.within_low >= KEPT))
    for metric in COACHED:
        one = ours.get(metric)
        if one is not None and one.covered is not None:
            wanted = f"{COVERED[0]:.0%}–{COVERED[1]:.0%}"
            found.append(_bar(f"Coverage: {metric}", wanted, one.covered, COVERED[0] <= one.covered <= COVERED[1]))
        if one is not None and one.bias is not None:
            found.append(_bar(f"Bias: {metric.replace('_', ' ')}", f"≤ {BIAS:.0%}", one.bias, abs(one.bias) <= BIAS))
    for recall in recalls:
        at = (recall.condition, recall.selector, recall.budget)
        if at == (Condition.HUMAN, Selector.OURS, budget) and recall.kind != Marked.HOT:
            found.append(_bar(f"Recall: {recall.kind}", f"≥ {RECALL:.0%}", recall.heard, recall.heard >= RECALL))
    return found


def _bar(name: str, wanted: str, found: float, held: bool) -> Bar:  # noqa: FBT001 -- a verdict is a verdict
    return Bar(name=name, wanted=wanted, found=f"{found:.1%}", held=held)


def product_version() -> str:
    try:
        return version("shipspeak")
    except PackageNotFoundError:
        return "0.1.0"
