"""The page says what was found, in words and figures; its drawings stay within their frames."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.costs import chart, views
from shipspeak.costs.api import shown
from shipspeak.costs.model import Month, month_of
from tests.costs.seen import BUDGET, NOTHING, busy


def test_a_machine_that_asks_nobody_says_so_and_how_to_begin() -> None:
    html = views.page(NOTHING)
    assert "Nothing has left this machine" in html
    assert "./ship ai keys add" in html
    assert "Your recordings stay on this machine." in html
    for heading in ("Look at this", "This month", "Budgets", "What left this machine", "Keys"):
        assert f">{heading}</h2>" not in html


def test_it_says_what_was_spent_what_is_left_what_went_out_and_what_to_do() -> None:
    html = views.page(busy())
    for said in (
        "$7.80",
        "$20.00",
        "$18.00 to $24.00 in 80 of 100 such months",
        "$12.40 of $20.00",
        "62 % used, $0.10 of it held by calls under way; begins anew on 1 Dec 2026",
        "12 calls, 2 more attempts · 1 h of sound",
        "120,000 tokens in, 9,000 out",
        "12.3 MB",
        "good; ends 20 Nov 2026",
        "only reads the bill; good; no end is known",
        "<strong>$4.00</strong> billed, <strong>$2.00</strong> in our ledger",
        "</span> none</td>",
        "</span> +$2.00</td>",
        "its provider ends it on 26 Feb 2027",
        "A question waits &lt;for money&gt;.",
        "<strong>Coaching</strong>: 3 questions wait for the provider&#39;s answer, a day at most, since 12 Nov",
        "<code>./ship ai replay</code>",
        f'href="/meetings/{UUID(int=2)}"',
    ):
        assert said in html, said
    assert "style=" not in html, "the content security policy refuses it"


def test_before_three_days_are_known_it_forecasts_nothing() -> None:
    assert "a forecast needs three days" in views.page(replace(busy(), ahead=None))


def test_programs_get_the_same_to_the_last_digit() -> None:
    told = shown(busy()).model_dump(mode="json")
    assert told["spent_usd"] == "7.8"
    assert told["budgets"][0]["reserved_usd"] == "0.1"
    assert told["forecast"]["likely"] == [18.0, 24.0]
    assert told["waiting"][0]["code"] == "credit_balance_exhausted"
    assert told["later"][0]["questions"] == 3
    assert "secret" not in str(told)


amounts = st.decimals(0, 10_000, places=9)


@given(
    st.lists(amounts, min_size=1, max_size=31),
    st.none() | st.tuples(*(st.floats(0, 1e5) for _ in range(4))),
    st.none() | st.floats(0, 1e5),
)
def test_its_drawings_are_whole_and_stay_within_their_frame(
    costs: Sequence[Decimal], ends: tuple[float, ...] | None, limit: float | None
) -> None:
    days = [(date(2026, 10, 1) + timedelta(days=n), cost) for n, cost in enumerate(costs)]
    sums = [float(sum(costs[: n + 1])) for n in range(len(costs))]
    lowest, low, high, highest = sorted(sums[-1] + end for end in ends) if ends else (0.0,) * 4
    known = ((low + high) / 2, (low, high), (lowest, highest)) if ends else (None, None, None)
    seen = Month(sums, 31, *known, limit)
    svg = ET.fromstring(chart.month(seen))
    assert "Spent this month" in (svg.findtext("title") or "")
    for shape in (*svg.iter("polyline"), *svg.iter("polygon")):
        for pair in shape.attrib["points"].split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= 100
            assert chart.TOP <= y <= chart.FLOOR
    for bar in ET.fromstring(chart.days(days, 31)).iter("rect"):
        assert 0 <= float(bar.attrib["y"]) <= float(bar.attrib["y"]) + float(bar.attrib["height"]) <= chart.BARS + 0.01


@given(amounts, amounts, amounts)
def test_a_budget_is_never_drawn_fuller_than_full(limit: Decimal, spent: Decimal, reserved: Decimal) -> None:
    drawn = ET.fromstring(chart.budget(replace(BUDGET, limit_usd=limit, spent_usd=spent, reserved_usd=reserved)))
    assert all(0 <= float(bar.attrib["width"].rstrip("%")) <= 100 for bar in drawn.iter("rect"))


def test_the_month_is_drawn_from_what_was_seen() -> None:
    seen = month_of(busy(), 30)
    assert seen.limit == 20.0
    assert abs(seen.sums[-1] - 7.8) < 1e-9
