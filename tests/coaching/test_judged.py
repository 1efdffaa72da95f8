"""Coaching by a model: what stands is shown, what does not is repaired once or left out, and there is always a card."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import AskRefused, BudgetSpent, Ending, NoKey, NotNow, Parked, Respond
from shipspeak.ai.deciding.minimise import minimise
from shipspeak.base import ShipSpeakError
from shipspeak.coaching.author import RULES
from shipspeak.coaching.evidence import check
from shipspeak.coaching.judged import ScriptedAsker, prompt, write
from shipspeak.coaching.judged.form import ADDABLE, ADVICE, TEXTS
from shipspeak.coaching.judged.prose import COUNTS, NUMBERS, Fault, Said, fault
from shipspeak.coaching.judged.reading import judged
from shipspeak.coaching.judged.taboo import FEELINGS, VERDICTS
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.report import coached_by
from shipspeak.coaching.rubric.words import CARDS
from tests.coaching.judging import CALLER, RECORDED, asked, card, rules, saying, sheet, spoken, told

CAREFUL = RECORDED["careful"][0][0]
NOTHING_SAID = Said((), frozenset())
WORDS = prompt().words


async def test_it_shows_the_cards_of_the_rules_in_the_words_of_the_model() -> None:
    heard = spoken()
    found = rules(heard)
    after, asker = await asked(heard, saying(CAREFUL))
    assert [one.evidence for one in after.focus] == [one.evidence for one in found.focus]
    assert [one.pattern for one in after.focus] == [one.pattern for one in found.focus]
    assert all(new.matters != old.matters for new, old in zip(after.focus, found.focus, strict=True))
    assert (after.author.written, after.author.dropped, after.author.replaced, len(asker.asked)) == (3, 0, 0, 1)
    assert coached_by(after.author) == "model scripted, prompt version 1"


async def test_no_number_score_or_mark_is_the_model_s() -> None:
    heard = spoken()
    for answers in (*RECORDED["careful"], *RECORDED["careless"]):
        after, _ = await asked(heard, saying(*answers))
        assert replace(after, focus=(), author=RULES) == replace(rules(heard), focus=())


async def test_what_happened_is_told_by_code_whatever_a_model_says_of_it() -> None:
    """No gate can tell a sentence from its opposite."""
    heard = spoken()
    opposite = "You gave the answer first, and then the reason for it."
    cards = [one | {"happened": opposite} for one in CAREFUL["cards"]]
    after, _ = await asked(heard, saying({"cards": cards}))
    told = {one.pattern: one.happened for one in rules(heard).focus}
    assert {one.pattern: one.happened for one in after.focus if one.pattern in told} == told
    assert after.author.written
    assert "90 seconds" in told["buried-recommendation"]


async def test_it_repairs_once_and_says_what_was_wrong() -> None:
    after, asker = await asked(spoken(), saying(*RECORDED["careless"][0]))
    first, second = (ask for _, ask in asker.asked)
    assert second.content.startswith(first.content)
    assert (second.instructions, second.schema, second.version) == (first.instructions, first.schema, first.version)
    wrong = second.content.removeprefix(first.content)
    for why in (Fault.VERDICT, Fault.LINK, Fault.FEELING, Fault.WORD, "there is no sentence"):
        assert why in wrong
    assert (after.author.asked, after.author.dropped, after.author.replaced) == (2, 1, 1)
    assert coached_by(after.author) == "model scripted, prompt version 1; 1 claim and 1 sentence dropped"


async def test_what_it_says_of_a_mood_stands_in_the_rules_words() -> None:
    heard = spoken()
    after, _ = await asked(heard, saying(*RECORDED["careless"][0]))
    ours, theirs = (next(one for one in f.focus if one.pattern == "hedged-reply") for f in (rules(heard), after))
    assert (theirs.happened, theirs.instead) == (ours.happened, ours.instead)
    assert theirs.matters != ours.matters


@pytest.mark.parametrize(
    "answer",
    [
        Ending.REFUSED,
        Ending.TRUNCATED,
        "",
        "I am sorry, but I cannot help with that.",
        '{"cards": [',
        "[]",
        '{"cards": null}',
        '{"cards": [], "score": 100}',
        '{"cards": [{"pattern": "recap"}]}',
        json.dumps({"cards": [CAREFUL["cards"][0] | {"score": 4}]}),
        json.dumps({"cards": [CAREFUL["cards"][0]] * 7}),
        "[" * 100_000,
        "x" * 50_000,
    ],
    ids=lambda answer: str(answer)[:20],
)
async def test_what_is_no_answer_is_asked_for_once_more_and_then_the_rules_write(answer: str | Ending) -> None:
    heard = spoken()
    after, asker = await asked(heard, saying(answer))
    assert after.focus == rules(heard).focus
    assert len(asker.asked) == 2
    assert coached_by(after.author) == "rules (a model might have written, but its answer could not be used)"


async def test_a_repaired_answer_is_as_good_as_any() -> None:
    after, _ = await asked(spoken(), saying(Ending.TRUNCATED, CAREFUL))
    assert (after.author.written, after.author.asked) == (3, 2)


async def test_what_stood_in_the_first_answer_stays_when_the_repair_leaves_it_out() -> None:
    first, second, third = CAREFUL["cards"]
    broken = {"cards": [first, second, third | {"said": "l999.1"}]}
    after, _ = await asked(spoken(), saying(broken, {"cards": [third]}))
    assert (after.author.written, after.author.dropped) == (3, 0)
    after, _ = await asked(spoken(), saying(broken, Ending.REFUSED))
    assert (after.author.written, after.author.dropped) == (2, 1)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (BudgetSpent(), "the budget did not allow it"),
        (Parked(provider="openai", code="credit_balance_exhausted"), "the provider has no money left for us"),
        (NotNow(attempts=4, code="no-time"), "no model answered in time"),
        (AskRefused(provider="openai", code="invalid_value"), "the provider did not take the question"),
        (NoKey(provider="openai"), "no key is left that the provider takes: see ./ship ai keys"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, ShipSpeakError) else "",
)
async def test_without_an_answer_the_rules_write_and_the_report_says_why(error: ShipSpeakError, why: str) -> None:
    def says(_: Respond) -> str:
        raise error

    heard = spoken()
    after, _ = await asked(heard, says)
    assert after.focus == rules(heard).focus
    assert coached_by(after.author) == f"rules (a model might have written, but {why})"


async def test_a_repair_that_cannot_be_paid_leaves_what_stood() -> None:
    answers = [json.dumps({"cards": [CAREFUL["cards"][0], {**CAREFUL["cards"][1], "said": "l999.1"}]})]

    def says(_: Respond) -> str:
        if not answers:
            raise BudgetSpent
        return answers.pop()

    after, _ = await asked(spoken(), says)
    assert (after.author.written, after.author.dropped, after.author.asked) == (1, 1, 2)


async def test_it_counts_what_both_questions_cost() -> None:
    asker = ScriptedAsker(saying("no"), usd=Decimal("0.002"))
    found = rules(HEARD)
    paid = await write(asker, CALLER, SHEET, found, prompt())
    assert paid.author.usd == pytest.approx(0.004)


LATER = {"pattern": "decision-without-owner", "said": "l16.3", "asked": None}
SENTENCES = ("You moved on, and it stayed open who takes it up.",) * 4


async def test_it_shows_what_only_the_model_saw_where_the_rules_leave_room() -> None:
    heard = spoken(lines=slice(0, 24))
    found = rules(heard)
    after, _ = await asked(heard, saying({"cards": [card(LATER, SENTENCES)]}))
    assert after.focus[:-1] == found.focus
    added = after.focus[-1]
    assert (added.pattern, added.seen_by) == (LATER["pattern"], "model")
    assert added.evidence[0].words.startswith("It is on the list for the next release")


@pytest.mark.parametrize(
    "changed",
    [
        {"said": "l15.1"},  # somebody else's words
        {"said": "l999.1"},
        {"said": ""},
        {"said": "l16"},
        {"pattern": "interruption"},  # code hears who cut in
        {"pattern": "buried-recommendation"},
        {"pattern": "genius"},
        {"pattern": "figure-missing"},  # nobody asked
        {"pattern": "figure-missing", "asked": "l10.2"},  # asked of another answer
        {"pattern": "figure-missing", "asked": "l16.1"},  # asked by oneself
        {"asked": "l999.1"},
    ],
    ids=str,
)
async def test_a_claim_that_does_not_stand_is_dropped_and_counted(changed: dict[str, object]) -> None:
    heard = spoken(lines=slice(0, 24))
    after, asker = await asked(heard, saying({"cards": [card(LATER, SENTENCES, **changed)]}))
    assert after.focus == rules(heard).focus
    assert (after.author.dropped, len(asker.asked)) == (1, 2)


async def test_names_do_not_leave_and_come_back_from_code() -> None:
    _, asker = await asked(spoken(), saying(CAREFUL))
    asked_for = asker.asked[0][1]
    assert '"Gordon"' not in asked_for.content
    hidden, _ = minimise(Respond(**{**_fields(asked_for), "withhold": ("Maya", "Tom", "Lena", "Gordon")}))
    assert isinstance(hidden, Respond)
    assert not {"maya", "tom", "lena", "gordon"} & set(tokens(hidden.content))


def _fields(ask: Respond) -> dict[str, object]:
    return {name: getattr(ask, name) for name in Respond.__struct_fields__}


async def test_of_others_only_what_touches_the_coached_person_s_turns_is_sent() -> None:
    _, asker = await asked(spoken(), saying(CAREFUL))
    sent = {id for id, _, _ in told(asker.asked[0][1])["sentences"]}
    assert not {id for id in sent if id.startswith(("l20.", "l35.", "l36.", "l66."))}
    assert {"l39.3", "l50.2"} <= sent


async def test_nobody_is_asked_about_somebody_who_said_nothing() -> None:
    heard = spoken(lines=slice(2, 6))
    after, asker = await asked(heard, saying(CAREFUL))
    assert (after, asker.asked) == (rules(heard), [])


GOOD = "You told the history first, and the recommendation came last."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("You took 95 seconds until the answer came at last.", Fault.FIGURE),
        ("You took ninety seconds until the answer came at last.", Fault.COUNT),
        ("You gave three reasons and then said what you recommend.", Fault.COUNT),
        ("You are a listener, and the others can hear that.", Fault.VERDICT),
        ("Your answer was excellent, and it came in the first sentence.", Fault.VERDICT),
        ("The others were bored while they waited for your answer.", Fault.FEELING),
        ("You felt that the answer could wait until the end.", Fault.FEELING),
        ("Gordon asked you for it, and the answer came last.", Fault.WORD),
        ("Read more of it at example.com before the next meeting.", Fault.LINK),
        ("See www for the rest of it before the next meeting.", Fault.LINK),
        ("<b>You told the history first</b> and the rest came last.", Fault.SIGNS),
        ("You told the *history* first, and the rest came last.", Fault.SIGNS),
        ("You told the history first!", Fault.SIGNS),
        ("Yоu told the history first, and the rest came last.", Fault.SIGNS),
        ("{somebody} asked you, and the answer came at the end.", Fault.PLACE),
        ("{other asked you, and the answer came at the end.", Fault.PLACE),
        ("You told it.", Fault.LENGTH),
        ("and so on " * 30, Fault.LENGTH),
        (GOOD, None),
        ("{other} asked for it. " + GOOD, None),
    ],
)
def test_it_says_why_a_text_does_not_pass(text: str, why: Fault | None) -> None:
    assert fault(text, WORDS, NOTHING_SAID, facts={"other"}) is why


def test_counts_may_stand_in_advice() -> None:
    advice = "Say it three times, each time in one sentence."
    assert fault(advice, WORDS, NOTHING_SAID) is Fault.COUNT
    assert fault(advice, WORDS, NOTHING_SAID, counting=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "So the plan is to wait until the test is done.",
        "The test: is done. Plan to wait.",
        "Waiting for the tests was what you planned.",
    ],
)
def test_it_does_not_repeat_what_was_said(text: str) -> None:
    said = Said(tokens("well the plan is to wait until the test is done and then we go"), prompt().small)
    assert fault(text, WORDS, said) is Fault.ECHO
    assert fault(text, WORDS, NOTHING_SAID) is None


def test_its_own_words_hold_no_figure_no_verdict_and_no_mood() -> None:
    assert not WORDS & (NUMBERS | VERDICTS | FEELINGS)
    assert COUNTS <= NUMBERS
    assert not [word for word in WORDS if not set(word) <= set("abcdefghijklmnopqrstuvwxyz'")]


@pytest.mark.parametrize("pattern", CARDS)
def test_the_rules_own_cards_could_be_written_with_them(pattern: str) -> None:
    """So the vocabulary is no straitjacket: nine in ten words of our cards are in it."""
    ours = CARDS[pattern]
    words = [word for text in (ours.instead, ours.practise) for word in tokens(text)]
    known = [word for word in words if word in WORDS | COUNTS or word.isdigit()]
    assert len(known) >= 0.75 * len(words)


FRAGMENTS = st.sampled_from(
    [
        *sorted(WORDS)[::40],
        "Bob",
        "evil.example",
        "42",
        "forty",
        "<b>",
        "{other}",
        "{",
        "**",
        "“",
        "…",
        "nervous",
        "bad",
    ]
)


@given(st.lists(FRAGMENTS, max_size=20).map(" ".join) | st.text(max_size=80))
def test_nothing_passes_that_is_not_made_of_its_words(text: str) -> None:
    if fault(text, WORDS, NOTHING_SAID, facts={"other"}) is None:
        assert set(tokens(text.replace("{other}", " "))) <= WORDS
        assert not set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;:?'’“”…-–{}\u00a0")


HEARD = spoken(lines=slice(24, 60))
SHEET = sheet(HEARD, rules(HEARD))
IDS = st.sampled_from([*SHEET.sentences, "l999.1", ""])


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "pattern": st.sampled_from([*ADDABLE, "interruption", "none"]),
                "said": IDS,
                "asked": st.none() | IDS,
                **dict.fromkeys(TEXTS, st.sampled_from([GOOD, "", "42"]) | st.text(max_size=60)),
            }
        ),
        max_size=6,
    )
)
def test_whatever_it_claims_stands_or_is_dropped(cards: list[dict[str, object]]) -> None:
    reading = judged(json.dumps({"cards": cards}), SHEET, prompt())
    for written in reading.cards:
        assert written.one.claim.speaker == "Maya"
        assert check(written.one.claim, HEARD.transcript) == written.one.evidence[0]
        assert written.own + written.replaced == len(ADVICE)
        assert written.words.happened == CARDS[written.one.claim.pattern].happened


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode(errors="replace")))
def test_no_answer_breaks_it(text: str) -> None:
    assert judged(text, SHEET, prompt()).cards == ()
