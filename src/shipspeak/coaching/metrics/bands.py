"""Target bands: where a value is nothing to talk about. ONE table; each figure with its source and its strength.

Vendor figures come from sales calls and are correlational; a person's own usual value matters more than any band.
"""

from dataclasses import dataclass

from shipspeak.coaching.model import Band, Kind, Standing


@dataclass(frozen=True, slots=True)
class Row:
    metric: str
    kinds: tuple[Kind, ...]
    """Empty: every kind that no earlier row names."""
    low: float | None
    high: float | None
    source: str


_PACE = (
    "Comfortable listening 120–180 words/min with a dead band around it; comprehension holds beyond. Medium evidence."
)
_SHARE = "A fair share is one n-th, ± 50 %; equal turns go with better group results (Woolley 2010). Correlational."

ROWS: tuple[Row, ...] = (
    Row("pace", (), 110, 190, _PACE),
    Row(
        "fillers",
        (),
        None,
        3,
        "Listeners do not mind up to about 5 a minute, 3 per 100 words (Laske 2024). Medium evidence.",
    ),
    Row(
        "hedges",
        (),
        None,
        2,
        "Hedges of low likelihood lower authority above about 2 per 100 words (Oba & Berger 2022; Hosman 1989). Good "
        "evidence for the effect, weaker for the figure.",
    ),
    Row("talk_share", (Kind.DISCOVERY,), 20, 40, "Discovery talks 30–40 %, widened (miniti). Vendor figure."),
    Row(
        "talk_share",
        (Kind.ONE_ON_ONE,),
        20,
        65,
        "20–60 % by role; above 65 % little is heard (Gong, sales). Vendor figure.",
    ),
    Row(
        "longest_monologue",
        (),
        None,
        90,
        "About 76 s in calls that went well, talked about above 90 s (Gong, sales). Weak, more so when presenting.",
    ),
    Row("open_questions", (Kind.STANDUP,), None, None, ""),
    Row("open_questions", (Kind.DISCOVERY,), 3, None, "11–14 questions a call did best (Gong, sales). Vendor figure."),
    Row(
        "open_questions", (), 0.5, None, "One open question in twenty minutes: our own default, no research behind it."
    ),
    Row(
        "time_to_recommendation",
        (),
        None,
        10,
        "An answer within ten seconds or 25 words (Minto's pyramid; BLUF in AR 25-50). Expert consensus.",
    ),
)


def band(metric: str, kind: Kind, people: int = 0) -> Band | None:
    """The band of a metric in a kind of meeting; None where nobody can name one. `people` speak (talk share only)."""
    row = next((row for row in ROWS if row.metric == metric and (kind in row.kinds or not row.kinds)), None)
    if row is not None:
        return Band(row.low, row.high, row.source) if row.low is not None or row.high is not None else None
    if metric == "talk_share" and people >= 2:
        fair = 100 / people
        # Who presents in a review or an update talks more than the others: only silence or dominance stands out.
        high = 65.0 if kind in {Kind.PRODUCT_REVIEW, Kind.EXECUTIVE_UPDATE} else min(95.0, 1.5 * fair)
        return Band(round(0.5 * fair, 1), round(max(high, 0.5 * fair), 1), _SHARE)
    return None


def standing(low: float | None, high: float | None, target: Band | None) -> Standing:
    """Where an interval lies: outside only when the whole of it is; across an edge is undecided."""
    if target is None or low is None or high is None:
        return Standing.NO_BAND
    if target.high is not None and low > target.high:
        return Standing.ABOVE
    if target.low is not None and high < target.low:
        return Standing.BELOW
    inside = (target.low is None or low >= target.low) and (target.high is None or high <= target.high)
    return Standing.IN_BAND if inside else Standing.UNDECIDED
