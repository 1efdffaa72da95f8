"""From readings to figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median

from shipspeak.coaching import Basis
from shipspeak.quality.study.bounds import drawn_bound, lower_bound
from shipspeak.quality.study.figures import METRICS
from shipspeak.quality.study.marks import Marked
from shipspeak.quality.study.meeting import Corpus
from shipspeak.quality.study.outcome import Content, Cost, Point, Quality, Recall, Trade
from shipspeak.quality.study.run import Case, Chosen, Condition, Reading, Result
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.trade import KINDS, Fate, Traded

COACHED = ("pace", "fillers", "hedges", "questions", "interruptions_made")
"""The coached person's metrics; talk share, always a census, is shown beside them."""
WITHIN, TOLERANCE, LOW = 0.10, 0.5, 5.0
"""Within ±10 %, or within ±0.5 where the rate is below 5."""
UNTIMED = {(Corpus.AMI, "pace")}
"""AMI words are spread evenly over their speaker's speech, so that any part of it has the pace of the whole."""

Key = tuple[str, str, float]
"""Condition, selector, budget."""
Located = tuple[str, Reading]
"""With the meeting's name."""


def key_of(case: Case) -> Key:
    return case.condition.value, case.selector.value, case.share


def near(reading: Reading) -> bool:
    """Whether a figure is shown and close enough to the truth."""
    return tenth(reading) or (reading.truth < LOW and _off(reading) <= TOLERANCE)


def tenth(reading: Reading) -> bool:
    return _off(reading) <= WITHIN * reading.truth + 1e-9


def qualities(results: Sequence[Result], corpora: Sequence[str] = ("all", *Corpus)) -> list[Quality]:
    """Each kind of selection and metric, over all meetings and by corpus."""
    found: list[Quality] = []
    for corpus in corpora:
        some = [result for result in results if corpus in {"all", result.corpus}]
        for key, located in _grouped(some).items():
            for metric in (*METRICS, "all"):
                wanted = COACHED if metric == "all" else (metric,)
                kept = [one for one in located if one[1].metric in wanted]
                if kept:
                    found.append(_quality(corpus, key, metric, kept))
    return found


def costs(results: Sequence[Result]) -> list[Cost]:
    """What each kind of selection saves, from human words."""
    found = []
    for corpus in ("all", *Corpus):
        kinds: dict[Key, list[tuple[Result, Chosen]]] = defaultdict(list)
        for result in results:
            for chosen in result.chosen:
                if chosen.case.condition is Condition.HUMAN and corpus in {"all", result.corpus}:
                    kinds[key_of(chosen.case)].append((result, chosen))
        found += [_cost(corpus, key, pairs) for key, pairs in kinds.items()]
    return found


def recalls(results: Sequence[Result]) -> list[Recall]:
    """Marked moments heard, pooled over people and averaged over seeds."""
    kinds: dict[tuple[Key, Marked], dict[str, list[tuple[float, float, int]]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        for chosen in result.chosen:
            for kind, count in chosen.of.items():
                entry = (float(chosen.heard.get(kind, 0)), float(count), chosen.case.seed)
                kinds[key_of(chosen.case), kind][result.meeting].append(entry)
    found = []
    for ((condition, selector, budget), kind), meetings in kinds.items():
        seeds = len({seed for entries in meetings.values() for *_, seed in entries})
        heard = [sum(entry[0] for entry in entries) / seeds for entries in meetings.values()]
        of = [sum(entry[1] for entry in entries) / seeds for entries in meetings.values()]
        found.append(
            Recall(
                condition=condition,
                selector=selector,
                budget=budget,
                kind=kind.value,
                of=round(sum(of)),
                heard=sum(heard) / sum(of),
                heard_low=lower_bound(heard, of),
            )
        )
    return found


def trades(results: Sequence[Result]) -> list[Trade]:
    """Marked moments pooled over people, at each share of the recording."""
    kinds: dict[tuple[Selector, float], list[Traded]] = defaultdict(list)
    for result in results:
        for one in result.traded:
            kinds[one.selector, one.share].append(one)
    found = []
    for (selector, share), some in sorted(
        kinds.items(), key=lambda entry: (list(Selector).index(entry[0][0]), entry[0][1])
    ):
        for kind in KINDS:
            fates = {fate: sum(one.fates[kind][fate] for one in some) for fate in Fate}
            if of := sum(fates.values()):
                found.append(
                    Trade(
                        selector=selector.value,
                        share=share,
                        paid=fmean(one.paid for one in some),
                        kind=kind.value,
                        of=of,
                        heard=fates[Fate.HEARD] / of,
                        cut=fates[Fate.CUT] / of,
                        passed=fates[Fate.PASSED] / of,
                        unnoticed=fates[Fate.UNNOTICED] / of,
                    )
                )
    return found


def contents(results: Sequence[Result]) -> list[Content]:
    """Mean over people, then over meetings, from human words."""
    kinds: dict[tuple[str, float], list[Chosen]] = defaultdict(list)
    for result in results:
        for chosen in result.chosen:
            if chosen.kept is not None and chosen.case.condition is Condition.HUMAN:
                kinds[chosen.case.selector.value, chosen.case.share].append(chosen)
    found = []
    for (selector, budget), some in kinds.items():
        kept = [chosen.kept for chosen in some if chosen.kept is not None]
        decided = [one.decisions for one in kept if one.decisions is not None]
        found.append(
            Content(
                selector=selector,
                budget=budget,
                words=fmean(one.words for one in kept),
                pairs=fmean(one.pairs for one in kept),
                evidence=fmean(one.evidence for one in kept),
                decisions=fmean(decided) if decided else None,
            )
        )
    return found


def points(results: Sequence[Result], budget: float) -> list[Point]:
    """Each meeting at our default."""
    wanted = (Condition.HUMAN.value, Selector.OURS.value, budget)
    found = []
    for result in results:
        readings = [reading for _, reading in _grouped([result]).get(wanted, [])]
        chosen = [one for one in result.chosen if key_of(one.case) == wanted]
        if not chosen:
            continue
        asked = sum(one.of.get(Marked.QUESTION, 0) for one in chosen)
        heard = sum(one.heard.get(Marked.QUESTION, 0) for one in chosen)
        cuts = [_cut(one.bill.dollars, result.everything.dollars) for one in chosen]
        found.append(
            Point(
                name=result.meeting,
                corpus=result.corpus.value,
                minutes=round(result.duration / 60_000, 1),
                people=len({one.case.person for one in chosen}),
                quality=fmean(near(reading) for reading in readings if reading.metric in COACHED),
                cut=median(cuts),
                cuts=cuts,
                questions=asked // len({one.case.seed for one in chosen}),
                questions_heard=heard / asked if asked else None,
            )
        )
    return found


def _off(reading: Reading) -> float:
    value = reading.figure.value
    return float("inf") if value is None else abs(value - reading.truth)


def _grouped(results: Iterable[Result]) -> Mapping[Key, list[Located]]:
    kinds: dict[Key, list[Located]] = defaultdict(list)
    for result in results:
        for reading in result.readings:
            if (result.corpus, reading.metric) not in UNTIMED:
                kinds[key_of(reading.case)].append((result.meeting, reading))
    return kinds


def _quality(corpus: str, key: Key, metric: str, located: Sequence[Located]) -> Quality:
    readings = [reading for _, reading in located]
    shown = [reading for reading in readings if reading.figure.value is not None]
    errors = sorted(_off(reading) / reading.truth for reading in shown if reading.truth > 0)
    drawn = [reading for reading in shown if reading.figure.basis is Basis.ESTIMATE]
    truth = sum(reading.truth for reading in shown)
    # Over several metrics there is no sum to be biased.
    summed = metric != "all" and truth > 0
    people = {(meeting, reading.case.person) for meeting, reading in located}
    held, of = _by_meeting(located, near)
    cases = len(readings) / len(people)
    held, of = [one / cases for one in held], [one / cases for one in of]
    return Quality(
        condition=key[0],
        corpus=corpus,
        selector=key[1],
        budget=key[2],
        metric=metric,
        meetings=len({meeting for meeting, _ in located}),
        people=len(people),
        cases=len(readings),
        shown=len(shown) / len(readings),
        within=sum(held) / sum(of),
        within_tenth=fmean(tenth(reading) for reading in readings),
        within_low=lower_bound(held, of),
        within_drawn=drawn_bound(held, of),
        median_error=median(errors) if errors else None,
        p90_error=_quantile(errors, 0.9) if errors else None,
        bias=sum(reading.figure.value or 0.0 for reading in shown) / truth - 1 if summed else None,
        drawn=len(drawn),
        covered=fmean(_covers(reading) for reading in drawn) if drawn else None,
        half_width=median([half for reading in drawn if (half := _half(reading)) is not None] or [0.0])
        if drawn
        else None,
    )


def _by_meeting(located: Sequence[Located], holds: Callable[[Reading], bool]) -> tuple[list[float], list[float]]:
    """How many readings hold in each meeting, and of how many."""
    held: dict[str, float] = defaultdict(float)
    of: dict[str, float] = defaultdict(float)
    for meeting, reading in located:
        held[meeting] += holds(reading)
        of[meeting] += 1
    return [held[name] for name in of], list(of.values())


def _covers(reading: Reading) -> bool:
    low, high = reading.figure.low, reading.figure.high
    return low is not None and high is not None and low - 1e-9 <= reading.truth <= high + 1e-9


def _half(reading: Reading) -> float | None:
    low, high = reading.figure.low, reading.figure.high
    if low is None or high is None or reading.truth <= 0:
        return None
    return (high - low) / 2 / reading.truth


def _cost(corpus: str, key: Key, pairs: Sequence[tuple[Result, Chosen]]) -> Cost:
    full = {
        (result.meeting, one.case.person): one.bill.dollars
        for result, _ in pairs
        for one in result.chosen
        if one.case.selector is Selector.FULL and one.case.condition is Condition.HUMAN
    }
    cuts = sorted(_cut(one.bill.dollars, result.everything.dollars) for result, one in pairs)
    speech = [
        _cut(one.bill.dollars, full[result.meeting, one.case.person])
        for result, one in pairs
        if (result.meeting, one.case.person) in full
    ]
    broken: dict[str, int] = defaultdict(int)
    for _, one in pairs:
        for name in one.broken:
            broken[name] += 1
    return Cost(
        corpus=corpus,
        selector=key[1],
        budget=key[2],
        cut_p50=median(cuts),
        cut_p90=_quantile(cuts, 0.1),
        of_speech_p50=median(speech) if speech else 0.0,
        with_lead_p50=median(_cut(one.bill.with_lead, result.everything.dollars) for result, one in pairs),
        engine_p50=median(_cut(one.bill.engine, result.everything.engine) for result, one in pairs),
        dollars_p50=median(one.bill.dollars for _, one in pairs),
        paid_p50=median(one.paid for _, one in pairs),
        broken=dict(sorted(broken.items())),
        plans=len(pairs),
    )


def _cut(part: float, whole: float) -> float:
    return 1 - part / whole


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Of sorted values: the lowest with at least this share at or below it."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
