from dataclasses import replace
from decimal import Decimal

from shipspeak.ai import Left, Menu, Priced, Way
from shipspeak.coaching import views
from shipspeak.coaching.better import better
from shipspeak.coaching.model import Report
from shipspeak.coaching.report import markdown, page
from shipspeak.coaching.report.paid import departures, dollars, way
from shipspeak.coaching.terms import Terms
from shipspeak.sampling import Preset
from tests.coaching.report_example import example

TERMS = Terms(Way.AS_ASKED, Preset.BALANCED, "", ("gpt-transcribe",), words_usd=Decimal("0.0437"))
LEFT = Left("coaching.transcribe", "openai", "gpt-transcribe", 16, 1_340_000, 210, 448_300, Decimal("0.033622500"))
MENU = Menu((Priced("gpt-transcribe", "openai", hour_usd=Decimal("0.27")),))


def made(terms: Terms | None = TERMS, gave_up: str = "", *left: Left) -> Report:
    report = example()
    engine = replace(report.made.engine, name="gpt-transcribe")
    return replace(report, made=replace(report.made, engine=engine, terms=terms, gave_up=gave_up, left=left))


def test_it_says_which_way_and_what_it_cost_to_the_last_digit() -> None:
    report = made(TERMS, "", LEFT)
    assert (
        way(report)
        == "gpt-transcribe wrote the words down, as you asked. It cost $0.0336225; at most $0.0437 was quoted."
    )
    assert departures(report) == ("16 questions to openai (gpt-transcribe) with 448 s of sound, 1,340 kB, $0.0336225",)
    assert "$0.0336225" in page(report, {}, self_contained=True)
    assert "0.0336225" in markdown(report)


def test_it_says_why_another_engine_wrote() -> None:
    said = way(made(TERMS, "nobody answered in time", LEFT))
    assert "was to write the words down, but nobody answered in time; so the engine on this machine wrote all" in said
    assert "asked for once more on the meeting's page" in said
    less = replace(TERMS, way=Way.SMALLER_SAMPLE, why="the budgets have no room for more, so less was written down")
    assert "so less was written down" in way(made(less, "", LEFT))
    assert "once more" not in way(made(less, "", LEFT))
    assert "There is no key" in way(made(Terms(Way.LOCAL_ENGINE, Preset.BALANCED, "there is no key")))


def test_it_says_nothing_where_nobody_asked_for_it() -> None:
    report = made(None)
    assert way(report) == ""
    assert dollars(report) == "$0.00"
    assert "nothing else either" in page(report, {}, self_contained=True)


def test_a_passage_by_another_engine_is_named() -> None:
    report = example()
    passages = (replace(report.passages[0], by="another engine"), *report.passages[1:])
    html = page(replace(report, passages=passages), {}, self_contained=True)
    assert html.count("(written down by another engine)") == 1


def test_the_form_offers_a_better_engine_only_where_there_is_one() -> None:
    assert better(Menu()) is None
    assert "words be written down" not in views.index([], upload="/meetings")
    offer = better(MENU)
    assert offer is not None
    prices = {preset: (least, most) for preset, least, most in offer.prices}
    assert prices[Preset.FULL] == (prices[Preset.FULL][1],) * 2
    least, most = prices[Preset.BALANCED]
    assert 0.07 < least < most < 0.11
    html = views.index([], upload="/meetings", better=offer)
    assert "Where should the words be written down?" in html
    assert '<input type="radio" name="words" value="here" checked>' in html
    assert "leaves this machine, for openai" in html
    assert "$0.08 to $0.10 (balanced)" in html
