"""A week in a model's words: it may say how facts belong together, and nothing that code did not count."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.coaching.judged import prompt
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.weeks import pages
from shipspeak.coaching.weeks.count import weeks
from shipspeak.coaching.weeks.facts import Fact, facts, filled, plainly
from shipspeak.coaching.weeks.form import FOLDER, NEWEST, as_it_is, content, digest, judged, schema
from shipspeak.coaching.weeks.model import Worded
from tests.coaching.test_weeks import MONDAY, held, metric

PROMPT = prompt(NEWEST, FOLDER)
EVALUATION = json.loads((FOLDER / NEWEST / "evaluation.json").read_text())
FACTS = [Fact(**one) for one in EVALUATION["facts"]]
HOW_MUCH = frozenset(
    tokens("""
    more less most least many few fewer several enough little lot all both half up down higher lower rise rises rose
    rising fall falls fell falling grow grows grew growing drop drops dropped often rarely never twice once one two
    longer longest shorter shortest faster slower bigger larger smaller usually sometimes seldom mostly nearly partly
    fully almost everybody everyone everything single high low further every each always
    """)
)


def answer(*texts: str) -> str:
    return json.dumps({"sentences": [{"text": text} for text in texts]})


def test_the_prompt_is_measured_as_it_is_and_a_changed_one_needs_a_number() -> None:
    assert EVALUATION["digest"] == PROMPT.digest
    assert "by no model" in EVALUATION["about"]
    assert sorted(folder.name for folder in Path(FOLDER).iterdir() if folder.is_dir()) == [NEWEST]
    assert not PROMPT.words & HOW_MUCH, "how much and which way is said by code"


def test_careful_answers_stand_and_careless_ones_do_once_they_were_told_why() -> None:
    for run in EVALUATION["careful"]:
        for one in run:
            jsonschema.validate(one, json.loads(schema()))
            assert judged(json.dumps(one), FACTS, PROMPT).wrong == ()
    first, second = EVALUATION["careless"][0]
    assert len(judged(json.dumps(first), FACTS, PROMPT).wrong) == 3
    assert judged(json.dumps(second), FACTS, PROMPT).wrong == ()
    assert judged(json.dumps(EVALUATION["careless"][1][0]), FACTS, PROMPT).sentences == ()


@pytest.mark.parametrize(
    "text",
    [
        "What came back in your 3 meetings is {a} again.",
        "What came back in your three meetings is {a} again.",
        "What came back in the meetings was there again.",
        "What came back in your meetings is {z} again.",
        "You are a weak speaker, which {a} shows in the meetings.",
        "The others were bored by {a} in the meetings again.",
        "Read about {a} at https://speak.example and try it again.",
        "<b>What came back</b> in the meetings is {a} again.",
        "Maya and the zeppelin came back in the meetings, with {a} again.",
        "What came back in the meetings is {a}, and {a} again.",
        "It is {a} that there was more of in the meetings.",
        "You spoke slower in the meetings of this week: {c}.",
        "What you usually do in the meetings is {a} again.",
        "{a}",
    ],
)
def test_what_is_no_plain_sentence_around_a_fact_does_not_stand(text: str) -> None:
    reading = judged(answer(text), FACTS, PROMPT)
    assert reading.sentences == ()
    assert len(reading.wrong) == 1


@given(st.text(max_size=300) | st.binary(max_size=100).map(lambda raw: raw.decode("latin-1")))
def test_whatever_it_answers_is_read(text: str) -> None:
    for said in (text, answer(text)):
        for sentence in judged(said, FACTS, PROMPT).sentences:
            assert not any(sign.isdigit() for sign in sentence)


def test_what_is_asked_holds_no_title_no_word_of_a_meeting_and_no_figure() -> None:
    now = [held(MONDAY, "interruption", metrics=[metric("pace", n)]) for n in (150.0, 152, 151)]
    before = [held(MONDAY.replace(day=16), metrics=[metric("pace", n)]) for n in (170.0, 171, 172)]
    week = weeks([*now, *before])[0]
    found = facts(week)
    assert [fact.what for fact in found] == [
        "came up again, to change",
        "moved, less than the week before",
        "to practise next",
    ]
    asked = content(found)
    assert "Review" not in asked
    assert not any(sign.isdigit() for sign in asked)
    assert now[0].focus[0].evidence[0].words not in asked
    assert "in 3 of 3 meetings" in plainly(found)
    assert "20 words/min less (" in plainly(found)


def test_the_page_says_whose_words_they_are_what_they_cost_and_shows_ours_for_a_week_that_changed() -> None:
    (week,) = weeks([held(MONDAY, "interruption"), held(MONDAY, "interruption")])
    found = facts(week)
    worded = Worded(digest(found), "gpt-6.1-terra", NEWEST, ("What came back in your meetings is {a} <now>.",), 1)
    html = pages.page([week], {MONDAY: worded}, {week.carrier: Decimal("0.0012")})
    assert "What came back in your meetings is “" in html
    assert "in 2 of 2 meetings) &lt;now&gt;." in html
    assert "In the words of gpt-6.1-terra (prompt weeks.1; 1 sentence of it dropped)" in html
    assert "at half price: $0.0012." in html
    (other,) = weeks([held(MONDAY, "interruption")])
    assert not as_it_is(worded, facts(other))
    html = pages.page([other], {MONDAY: worded})
    assert "What came back" not in html
    assert "Practise next · " in html
    useless = Worded(digest(found), "gpt-6.1-terra", NEWEST)
    html = pages.page([week], {MONDAY: useless})
    assert "its answer could not be used: these words are ours" in html
    assert filled(useless, found) == ""
