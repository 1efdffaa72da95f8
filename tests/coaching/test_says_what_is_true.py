"""Small meetings with planted truth, in every form of file: what a report says of them, and what it must not say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.language.answering import answers
from shipspeak.coaching.language.lines import Sentence, read
from shipspeak.coaching.model import Basis, Findings, Kind, Standing, Tone
from shipspeak.speech import Passage, Word
from tests.coaching.captioned import FORMS, Cue, coached
from tests.coaching.spoken import meeting

ASKED: Cue = (1, 5, "Tom", "Okay, so should we ship the export feature next week or wait for the audit?")
AFTER: Cue = (60, 64, "Tom", "Good. Then that is clear to me.")
REASON = "because 40 percent of support tickets are about export"

FIRST = {
    "at once": [(6, 16, "Maya", f"I recommend we ship it next week, {REASON}.")],
    "yes": [(6, 16, "Maya", f"Yes, we ship it next week, {REASON}.")],
    "after a filler": [(6, 16, "Maya", f"Um. Well, I recommend we ship it next week, {REASON}.")],
    "after a courtesy": [(6, 16, "Maya", f"Good question. I recommend we ship it next week, {REASON}.")],
    "one of two": [(6, 16, "Maya", "Wait for the audit, because without it we cannot sell it to a bank.")],
    "with a lead-in": [(6, 16, "Maya", f"With all of that in mind, my recommendation is to ship it, {REASON}.")],
}
HISTORY = (
    "there was the research in May, and then we had the survey, and the design changed twice, and legal looked at it"
)
BURIED = {
    "in the second caption": [
        (6, 20, "Maya", f"Um, so {HISTORY}."),
        (20, 30, "Maya", f"I recommend we ship it next week, {REASON}."),
    ],
    "in one caption": [(6, 30, "Maya", f"So {HISTORY}, and in the end I recommend we ship it next week, {REASON}.")],
    "after a yes that is none": [
        (6, 22, "Maya", f"Yeah, so, you know, {HISTORY}. That was all before the summer, and people were away."),
        (22, 30, "Maya", f"I recommend we ship it next week, {REASON}."),
    ],
    "behind an old one": [
        (6, 22, "Maya", f"We recommended a pilot in March, because nobody knew the numbers. And then {HISTORY}."),
        (22, 30, "Maya", f"Now I recommend we ship it next week, {REASON}."),
    ],
    "after announced background": [
        (6, 9, "Maya", "Well, there is a lot of history here."),
        (9, 24, "Maya", "In May we did research. Then a survey. Then the design changed twice."),
        (24, 30, "Maya", f"So I recommend that we ship next week, {REASON}."),
    ],
    "behind a dodge": [
        (6, 22, "Maya", f"That is a good question, because it is not so easy. {HISTORY.capitalize()}."),
        (22, 30, "Maya", f"I recommend we ship it next week, {REASON}."),
    ],
}
OTHERS = {
    "somebody else answers": [
        (6, 12, "Lena", f"I recommend we ship it next week, {REASON}."),
        (13, 20, "Maya", "There are forty tickets about export in the list of this month."),
    ],
    "who asked answers": [
        (6, 12, "Tom", "Yes, we do, I have decided that this morning."),
        (13, 20, "Maya", f"I will tell the team about it, {REASON}."),
    ],
}


def patterns(found: Findings) -> set[str]:
    return {card.pattern for card in found.focus}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reply", FIRST)
def test_it_praises_an_answer_that_came_first(reply: str, form: str) -> None:
    found = coached([ASKED, *FIRST[reply], AFTER], form)
    assert "answer-first" in patterns(found)
    assert "buried-recommendation" not in patterns(found)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reply", BURIED)
def test_it_never_praises_a_buried_answer(reply: str, form: str) -> None:
    found = coached([ASKED, *BURIED[reply], AFTER], form)
    assert not patterns(found) & {"answer-first", "short-answer", "number-given"}
    assert "Answer first" not in {mark.label for mark in found.marks}


@pytest.mark.parametrize("form", FORMS[:3])
@pytest.mark.parametrize("reply", [reply for reply in BURIED if reply != "in one caption"])
def test_it_says_that_the_recommendation_came_late(reply: str, form: str) -> None:
    found = coached([ASKED, *BURIED[reply], AFTER], form)
    (card,) = (card for card in found.focus if card.pattern == "buried-recommendation")
    row = next(row for row in found.metrics if row.key == "time_to_recommendation")
    assert row.value is not None
    assert f"about {round(row.value)} seconds" in card.happened
    assert row.standing is Standing.ABOVE


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reply", OTHERS)
def test_it_credits_nobody_with_another_persons_answer(reply: str, form: str) -> None:
    assert not patterns(coached([ASKED, *OTHERS[reply], AFTER], form)) & {"answer-first", "short-answer"}


@pytest.mark.parametrize(
    ("question", "said", "answered"),
    [
        ("How many customers asked for it?", "About four hundred customers, mostly banks.", True),
        ("How many customers asked for it?", "In May we did research with 400 people.", False),
        ("How many customers asked for it?", "In 2024 we started to count.", False),
        ("How many customers asked for it?", "We will know by the 14th.", False),
        ("How many customers asked for it?", "It's hard to say, maybe forty.", False),
        ("What does it cost us to wait?", "It costs us four hundred thousand dollars.", True),
        ("What does it cost us to wait?", "There were three versions of the design last year.", False),
        ("Should we launch?", "Yes, I do.", True),
        ("Should we launch?", "Yeah, so, the pilot was long.", False),
        ("Should we launch?", "Yes, but first some history.", False),
        ("Should we launch?", "It is complicated.", False),
        ("Should we launch?", "I don't know yet.", False),
        ("Should we launch?", "Not yet, because the test has failed.", True),
        ("Is the pilot finished?", "Yes, it ended on Friday.", True),
        ("Is the pilot finished?", "That is a long story.", False),
    ],
)
def test_it_judges_the_very_sentence(question: str, said: str, *, answered: bool) -> None:
    assert answers(sentence(question), sentence(said)) is answered


def sentence(text: str) -> Sentence:
    words = tuple(Word(at * 300, at * 300 + 250, word) for at, word in enumerate(text.split()))
    return read(Passage("p1", "S1", 0, len(words) * 300, words), 0).sentences[0]


QUESTIONS = (
    "Should we launch on Monday?",
    "How many people were there?",
    "What could go wrong with it?",
    "Why is that?",
)
PIECES = (
    "Um.",
    "I recommend that we launch, because it works.",
    "Yes, because it works.",
    "In March we ran a survey with forty people.",
    "I guess maybe we could sort of wait, possibly.",
    "It should be fine.",
    "A lot of people, because they like it.",
    "Forty people, because that was enough.",
    "Let me give some background first.",
    "We had two engineers and a long list of complaints from every part of the company.",
)


@given(
    st.lists(
        st.tuples(st.sampled_from(QUESTIONS), st.lists(st.sampled_from(PIECES), min_size=1, max_size=7)), max_size=4
    )
)
def test_no_card_contradicts_the_report_that_it_stands_in(talk: list[tuple[str, list[str]]]) -> None:
    lines = [line for asked, said in talk for line in (("Tom", asked), ("Maya", " ".join(said)))]
    heard = meeting(("Tom", "Good morning to all of you."), *lines, ("Tom", "Thank you for that."))
    found = findings(heard.census, heard.plan, heard.transcript, "Maya", Kind.PRODUCT_REVIEW)
    late = next(row for row in found.metrics if row.key == "time_to_recommendation")
    for card in found.focus:
        if card.pattern not in {"answer-first", "short-answer"}:
            continue
        said, asked = card.evidence[0], card.evidence[1]
        assert answers(sentence(asked.words), sentence(said.words)), said.words
        same = [mark for mark in found.marks if mark.passage == said.passage and mark.tone is Tone.CHANGE]
        assert not {mark.label for mark in same} & {"Recommendation came late", "No figure given", "Risk left open"}
        behind = any(span.start <= said.start < span.end for span in late.spans)
        assert not (late.standing is Standing.ABOVE and behind)


@pytest.mark.parametrize("form", FORMS)
def test_it_quotes_no_beginning_of_a_sentence_that_it_cuts_off(form: str) -> None:
    cues = [
        ASKED,
        (6, 16, "Maya", f"I recommend we ship it next week, {REASON}."),
        (31, 38, "Tom", "I disagree. The audit is not done. That is a risk."),
        (39, 50, "Maya", "Maybe, I suppose we could possibly wait a little."),
    ]
    for card in coached(cues, form).focus:
        for piece in card.evidence:
            assert piece.cut != (False, False) or re.search(r"[.?!]$", piece.words), piece.words


@pytest.mark.parametrize("form", FORMS)
def test_it_tells_of_captions_only_what_they_can_show(form: str) -> None:
    said = "So, um, uh, we looked at it, um, again, uh, and the numbers of the pilot were good in all of the parts. "
    found = coached([ASKED, (6, 40, "Maya", said * 4), AFTER], form)
    rows = {row.key: row for row in found.metrics}
    for key in ("interruptions_made", "interruptions_suffered", "response_gap", "pauses", "fillers"):
        assert rows[key].basis is Basis.NOT_MEASURED
        assert rows[key].value is None
    assert rows["fillers"].note == (
        "Nobody knows whether the transcript keeps every “um” and “uh”, so they are not counted."
    )
    bursts = [card for card in found.focus if card.pattern == "filler-burst"]
    assert all(re.search(r"at least \d hesitation sounds", card.happened) for card in bursts)
    assert bursts


def test_it_hears_no_interruption_in_captions_that_touch() -> None:
    told = coached(
        [
            (0, 9, "Tom", "We looked at the whole list and then we"),
            (8, 14, "Maya", "We know about that one and it is on the list."),
        ],
        "zoom.vtt",
    )
    assert "interruption" not in patterns(told)
