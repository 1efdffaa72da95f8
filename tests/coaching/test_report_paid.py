from dataclasses import replace
from decimal import Decimal

import pytest

from shipspeak.ai import Left, Menu, NoKey, Period, Priced, Scope, Standing, Way
from shipspeak.coaching import views
from shipspeak.coaching.author import Author
from shipspeak.coaching.better import better
from shipspeak.coaching.model import Report
from shipspeak.coaching.paid import postponed
from shipspeak.coaching.paid.writing import WHY
from shipspeak.coaching.report import encode, markdown, page
from shipspeak.coaching.report.paid import cost, departures, dollars, quote, quoted, way
from shipspeak.coaching.report.setback import Told, setback
from shipspeak.coaching.terms import NO_KEY, NO_MONEY, NO_PRICE_LEFT, Terms, at_home
from shipspeak.kit.page import money_about, money_at_most
from shipspeak.sampling import Preset
from tests.coaching.report_example import example
from tests.coaching.test_views import asks, shown

TERMS = Terms(
    Way.AS_ASKED,
    Preset.BALANCED,
    "",
    ("gpt-transcribe",),
    usual_usd=Decimal("0.0341"),
    words_usd=Decimal("0.0337"),
    judging_usd=Decimal("0.0100"),
)
LEFT = Left("coaching.transcribe", "openai", "gpt-transcribe", 16, 1_340_000, 0, 448_300, Decimal("0.033622500"))
MENU = Menu((Priced("gpt-transcribe", "openai", hour_usd=Decimal("0.27")),))


def made(terms: Terms | None = TERMS, gave_up: str = "", *left: Left) -> Report:
    report = example()
    engine = replace(report.made.engine, name="gpt-transcribe")
    return replace(report, made=replace(report.made, engine=engine, terms=terms, gave_up=gave_up, left=left))


def worded_here(report: Report, why: str) -> Report:
    return replace(report, findings=replace(report.findings, author=Author(why=why)))


def test_it_says_which_way_what_was_quoted_and_what_was_paid() -> None:
    report = made(TERMS, "", LEFT)
    assert way(report) == "gpt-transcribe wrote the words down, as you asked."
    assert cost(report) == "It cost $0.0336; quoted before: usually about $0.034, never more than $0.044."
    assert f"as you asked. {cost(report)}" in markdown(report).replace("\\", "")
    assert departures(report) == ("16 questions to openai (gpt-transcribe) with 448 s of sound, 1,340 kB, $0.0336",)
    judged = Left("coaching.judge", "openai", "gpt-6.1-terra", 1, 16_500, 412, 0, Decimal("0.0078"))
    assert departures(made(TERMS, "", judged)) == (
        "1 question to openai (gpt-6.1-terra) with 412 words and our instructions, 16.5 kB, $0.0078",
    )
    html = page(report, {}, self_contained=True)
    assert 'Paid: <data value="0.033622500">$0.0336</data></strong>. Quoted before it began: usually about' in html
    assert "0.0336225" in encode(report).decode(), "exact figures are for programs"
    assert "cost $0.0336," in markdown(report)


def test_before_anything_is_paid_it_tells_two_numbers_and_after_it_the_same_two() -> None:
    assert quote(TERMS, alone=False) == (
        "gpt-transcribe writes the words down: usually about $0.034, never more than $0.044, and never beyond a budget "
        "that is set."
    )
    assert quoted(TERMS) in cost(made(TERMS, "", LEFT))
    before = replace(TERMS, usual_usd=Decimal(0))
    assert quoted(before) == "never more than $0.044", "terms of before did not say what is usual"


def test_it_says_why_another_engine_wrote() -> None:
    said = way(made(TERMS, "nobody answered in time", LEFT))
    assert "was to write the words down, but nobody answered in time; so the engine on this machine wrote all" in said
    less = replace(TERMS, way=Way.SMALLER_SAMPLE, why="the budgets have no room for more, so less was written down")
    assert "so less was written down" in way(made(less, "", LEFT))
    assert way(made(at_home(Preset.BALANCED, NO_KEY))).startswith(
        "There is no key to ask anybody with, so this machine"
    )


GAVE_UP = made(TERMS, "nobody answered in time", LEFT)
LESS = replace(TERMS, way=Way.SMALLER_SAMPLE, why="the budgets have no room for more")
SETBACKS = {
    "nobody answered in time": GAVE_UP,
    "the budget did not allow more": made(TERMS, "the budget did not allow more", LEFT),
    NO_KEY: made(at_home(Preset.BALANCED, NO_KEY)),
    NO_PRICE_LEFT: made(replace(TERMS, way=Way.LOCAL_ENGINE, why=NO_PRICE_LEFT, writes=())),
    "the budgets have no room for more": made(LESS, "", LEFT),
    "no model answered in time": worded_here(made(TERMS, "", LEFT), "no model answered in time"),
}


@pytest.mark.parametrize("why", SETBACKS)
def test_what_was_done_otherwise_stands_above_the_cards_with_what_it_means_and_what_to_do(why: str) -> None:
    report = SETBACKS[why]
    html, text = page(report, {}, self_contained=True), markdown(report).replace("\\", "")
    served = views.report(report, str, asks(), shown())
    for told in (html, served, text):
        assert told.index(f"{why}.") < told.index("\n## " if told is text else 'id="focus"')
        assert "Nothing need be done." in told
    assert text.count("> **") >= 1


@pytest.mark.parametrize("told", Told)
def test_where_no_key_is_left_it_says_what_to_do_about_it(told: Told) -> None:
    for report in (made(TERMS, WHY[NoKey]), worded_here(made(TERMS, "", LEFT), WHY[NoKey])):
        back = setback(report, told)
        assert back is not None
        assert "Nothing need be done" not in back.do
        assert back.do.startswith("./ship ai keys weigh NAME 1 takes a refused key up again, ./ship ai keys add NAME")
        assert "again" in back.do.partition(" Then ")[2]


def test_asking_again_says_for_how_much_and_that_nothing_is_paid_twice() -> None:
    back = setback(GAVE_UP, Told.PAGE)
    assert back is not None
    assert back.what == "This machine wrote the words down, not gpt-transcribe: nobody answered in time."
    assert "on clear speech about 1 in 8 is wrong" in back.means
    assert back.do == (
        "Nothing need be done. Or have it tried again: usually about $0.034, never more than $0.044; what came back "
        "already is not paid for again."
    )
    typed = setback(GAVE_UP, Told.TERMINAL)
    assert typed is not None
    assert "which pays anew" in typed.do
    html = views.report(GAVE_UP, str, replace(asks(), better=better(MENU), words_action="/words", alone=True), shown())
    note = html[: html.index('id="focus"')]
    assert 'action="/words"' in note
    assert 'name="words" value="provider"' in note
    assert 'name="alone" value="yes"' in note, "what others said stays here as it did"
    assert setback(made(TERMS, "", LEFT), Told.PAGE) is None
    assert setback(made(None), Told.PAGE) is None


def test_what_waits_for_a_providers_money_goes_on_by_itself_but_not_after_a_command() -> None:
    for report in (made(TERMS, NO_MONEY, LEFT), worded_here(made(TERMS, "", LEFT), NO_MONEY)):
        waits, typed = setback(report, Told.PAGE), setback(report, Told.TERMINAL)
        assert waits is not None
        assert typed is not None
        assert "asked for again by itself once there is some" in waits.do
        assert "give the same command again" in typed.do


def test_while_nobody_said_who_is_coached_it_asks_and_says_what_follows() -> None:
    report = replace(made(postponed(TERMS)), assumed=True)
    assert setback(report, Told.PAGE) is None
    assert quote(postponed(TERMS), alone=False) == (
        "Nothing leaves this machine and nothing is paid: nobody said which voice is coached, and nothing is paid for "
        "a guess. Once somebody does: usually about $0.034, never more than $0.044."
    )
    follows = "Say so, and the provider writes your words for about $0.034, at most $0.044."
    html = views.report(report, str, asks(3), shown())
    assert f"Which voice is you? {follows}" in html
    assert html.index(follows) < html.index('action="/me"') < html.index('id="focus"')
    assert "the provider writes your words for about" in markdown(report)
    here = at_home(Preset.BALANCED, NO_KEY)
    assert postponed(here) == here


def test_it_says_nothing_where_nobody_asked_for_it() -> None:
    report = made(None)
    assert way(report) == ""
    assert dollars(report) == "$0"
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
    full, balanced = offer.of(Preset.FULL), offer.of(Preset.BALANCED)
    assert balanced.half.usual < balanced.half.most < balanced.hour.most < full.hour.usual < full.hour.most
    html = views.index([], upload="/meetings", better=offer)
    assert "Where should the words be written down?" in html
    assert '<input type="radio" name="words" value="here" checked>' in html
    assert "leaves this machine, for openai" in html
    least, most = money_about(balanced.half.usual), money_at_most(balanced.half.most)
    for preset in ("usual", "balanced"):
        said = html[html.index(f'class="of-{preset}" data-half') :]
        assert said.index(f"about <strong>{least}</strong>, never more than <strong>{most}</strong>") < 200


def test_the_form_says_where_the_budgets_have_no_room_for_what_it_offers() -> None:
    def offered(left: str) -> str:
        budget = Standing(Scope.PLATFORM, "", Period.MONTH, Decimal(1), Decimal(0), Decimal(1) - Decimal(left))
        return views.index([], upload="/meetings", better=better(replace(MENU, budgets=(budget,))))

    no_room = "no room for half an hour of meeting at present, so this machine would write the words."
    assert no_room not in offered("1")
    assert offered("0").count(no_room) == 5, "whatever of it is to be written down"
    assert 0 < offered("0.05").count(no_room) < 5, "the least of it can still be had"


def test_what_is_usual_is_what_meetings_cost() -> None:
    """Three of half an hour by `./ship bench paid meeting`, balanced, all climbed: $.0414 to $.0466 (decision 41);
    everything: $.1037 to $.1290 (decision 30). The fake answers in 30 tokens, so a real judge costs $.0034 more."""
    judge = Priced("gpt-6.1-terra", "openai", input_usd=Decimal("1.25"), output_usd=Decimal(5))
    offer = better(Menu(MENU.transcribe, (judge,)))
    assert offer is not None
    assert Decimal("0.0414") <= offer.of(Preset.BALANCED).half.usual <= Decimal("0.0466")
    assert Decimal("0.1037") <= offer.of(Preset.FULL).half.usual <= Decimal("0.1290")
    assert offer.of(Preset.BALANCED).half.most < Decimal("0.1")
