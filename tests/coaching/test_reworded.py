"""What is offered in a person's own words holds no other word, and only where it is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.evidence import PLAINLY, admit
from shipspeak.coaching.language.lines import Sentence, read
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Claim, Kind, Skill, Tone
from shipspeak.coaching.rubric.reworded import plainly
from shipspeak.speech import Passage, Word
from tests.coaching.captioned import coached
from tests.coaching.spoken import meeting, of

HISTORY = "In January the team had two engineers and a long list of complaints from every part of the company. " * 3


def sentence(text: str, probability: float | None = None) -> Sentence:
    words = tuple(Word(at * 300, at * 300 + 250, word, probability) for at, word in enumerate(text.split()))
    line = read(Passage("p1", "Maya", 0, len(words) * 300, words), 0)
    return Sentence(line, 0, len(line.tokens))


@pytest.mark.parametrize(
    ("pattern", "said", "told"),
    [
        (
            "hedged-reply",
            "I guess maybe we could sort of move it back a little, if that is possibly better for everyone.",
            "We could move it back a little, if that is better for everyone.",
        ),
        ("hedged-reply", "So perhaps we could maybe look at it again.", "We could look at it again."),
        (
            "hedge-burst",
            "It might be fine and, I suppose, we could kind of wait for it.",
            "It might be fine and we could wait for it.",
        ),
        (
            "filler-burst",
            "So, um, before I get to that, uh, it helps to, um, go back to, uh, the start of the year.",
            "Before I get to that it helps to go back to the start of the year.",
        ),
        (
            "filler-burst",
            "Um, there is, uh, a short guide for them. I wrote it, um, together with, uh, the team.",
            "There is a short guide for them. I wrote it together with the team.",
        ),
        (
            "decision-without-owner",
            "We should probably get that tested on some older phones.",
            "We should get that tested on some older phones.",
        ),
    ],
)
def test_it_leaves_out_what_weakens(pattern: str, said: str, told: str) -> None:
    assert plainly(pattern, sentence(said)) == {PLAINLY: told}


@pytest.mark.parametrize(
    ("pattern", "said", "probability"),
    [
        ("hedged-reply", "Maybe, I guess.", None),  # nothing left
        ("hedged-reply", "I'm not sure that this might work for all of them.", None),  # nothing that may go
        ("hedged-reply", "I guess maybe we could sort of move the date a little.", 0.5),  # perhaps misheard
        ("interruption", "So we know about that one and it is on the list.", None),
    ],
)
def test_it_keeps_the_template_where_that_is_not_safe(pattern: str, said: str, probability: float | None) -> None:
    assert plainly(pattern, sentence(said, probability)) == {}


WORDS = ["um", "so", "maybe", "i", "guess", "we", "could", "sort", "of", "ship,", "the", "pilot.", "if", "not", "well"]
SAID = st.lists(st.sampled_from([*WORDS, "possibly", "perhaps", "kind", "week,"]), min_size=1, max_size=40)


@given(SAID, st.sampled_from(["hedged-reply", "filler-burst", "decision-without-owner"]))
def test_it_invents_no_word_and_keeps_their_order(said: list[str], pattern: str) -> None:
    spoken = sentence(" ".join(said))
    left = iter(spoken.tokens)
    told = plainly(pattern, spoken).get(PLAINLY, "")
    assert all(token in left for token in tokens(told))
    assert ("not" in tokens(told)) is ("not" in spoken.tokens) or not told


def test_a_recommendation_moves_to_the_front_with_its_condition() -> None:
    words = f"{HISTORY} So, with all of that in mind, my recommendation is that we go live on Monday."
    passages = [
        Passage("p1", "Tom", 0, 3_000, _words("Do you recommend that we go live?", 0)),
        Passage("p2", "Maya", 3_500, 60_000, _words(words, 3_500)),
        Passage("p3", "Maya", 60_400, 66_000, _words("With ten percent of our customers.", 60_400)),
    ]
    heard = of(passages)
    (card,) = findings(heard.census, heard.plan, heard.transcript, "Maya", Kind.PRODUCT_REVIEW).focus
    assert "“My recommendation is that we go live on Monday, with ten percent of our customers.”" in card.instead
    assert [piece.words for piece in card.evidence][-1] == "With ten percent of our customers."
    assert "Add “because …”." in card.instead


def test_it_asks_for_no_reason_that_was_given() -> None:
    late = f"{HISTORY} I recommend we ship it on Tuesday, because the audit is done."
    found = coached([(1, 4, "Tom", "Should we ship it?"), (5, 60, "Maya", late)], "zoom.vtt")
    card = next(card for card in found.focus if card.pattern == "buried-recommendation")
    assert "“I recommend we ship it on Tuesday, because the audit is done.”" in card.instead
    assert "Add “because" not in card.instead


def test_what_is_not_of_the_quoted_words_is_taken_away() -> None:
    heard = meeting(("Maya", "We could move the date a little."))
    said = heard.transcript.passages[0]
    facts = {PLAINLY: "We will move the date."}
    claim = Claim(
        Skill.CONFLICT, Tone.CHANGE, "hedged-reply", ("p1",), said.text, "Maya", said.start, said.end, 0.9, facts
    )
    ((admitted,), dropped) = admit((claim,), heard.transcript)
    assert (admitted.claim.facts, dropped) == ({}, 0)


def _words(text: str, start: int) -> tuple[Word, ...]:
    return tuple(Word(start + at * 350, start + at * 350 + 320, word) for at, word in enumerate(text.split()))
