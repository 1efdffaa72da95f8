import re

import pytest

from shipspeak.base import Turn
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.evidence import Admitted
from shipspeak.coaching.focus import focus
from shipspeak.coaching.model import Claim, Evidence, Kind, Skill, Tone
from shipspeak.coaching.rubric import score
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.rubric.words import CARDS, KINDS
from tests.coaching.spoken import meeting


def seen(pattern: str, weight: float, at: int = 0, **facts: str) -> Admitted:
    known = PATTERNS[pattern]
    words = f"words at {at}"
    claim = Claim(known.skill, known.tone, pattern, (f"p{at}",), words, "S1", at, at + 9, weight, facts)
    return Admitted(claim, (Evidence(f"p{at}", "S1", at, at + 9, words),))


MANY = (
    seen("hedged-reply", 0.9, 1),
    seen("buried-recommendation", 1.0, 2),
    seen("buried-recommendation", 0.95, 3),
    seen("answer-first", 0.8, 4),
    seen("paraphrase", 0.7, 5),
    seen("interruption", 0.75, 6),
)


def test_it_shows_at_most_three_strongest_first_one_of_them_a_strength() -> None:
    cards = focus(MANY, Kind.PRODUCT_REVIEW)
    assert [card.pattern for card in cards] == ["buried-recommendation", "hedged-reply", "answer-first"]


def test_it_changes_one_thing_of_a_skill() -> None:
    changes = (seen("interruption", 0.9, 1), seen("interruption", 0.8, 2), seen("filler-burst", 0.3, 3))
    assert [card.pattern for card in focus(changes, Kind.OTHER)] == ["interruption", "filler-burst"]


def test_it_makes_one_card_of_one_turn() -> None:
    late, long, other = (
        seen("buried-recommendation", 0.9, 20),
        seen("long-monologue", 0.8, 60),
        seen("filler-burst", 0.3, 200),
    )
    held = (Turn(0, 100, "S1"), Turn(100, 180, "S2"), Turn(180, 300, "S1"))
    patterns = [card.pattern for card in focus((late, long, other), Kind.OTHER, held)]
    assert patterns == ["buried-recommendation", "filler-burst"]
    good = seen("answer-first", 0.85, 30)
    assert "answer-first" in [card.pattern for card in focus((late, good), Kind.OTHER, held)]


def test_it_says_how_often_something_was_heard() -> None:
    cards = focus((seen("interruption", 0.9, 1), seen("interruption", 0.8, 2)), Kind.OTHER)
    assert "twice" in cards[0].happened


def test_it_invents_no_card() -> None:
    assert focus((), Kind.OTHER) == ()
    assert [card.tone for card in focus((seen("paraphrase", 0.7),), Kind.OTHER)] == [Tone.STRENGTH]


def test_it_says_the_same_whatever_the_order() -> None:
    assert focus(MANY, Kind.OTHER) == focus(tuple(reversed(MANY)), Kind.OTHER)


def test_it_fills_in_what_is_known_and_leaves_out_what_is_not() -> None:
    told = focus((seen("buried-recommendation", 1.0, 1, other="Tom", words="90", seconds="33"),), Kind.OTHER)[
        0
    ].happened
    bare = focus((seen("buried-recommendation", 1.0, 1),), Kind.OTHER)[0].happened
    assert "Tom" in told
    assert "33 seconds" in told
    assert "{" not in bare


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_card_is_whole_in_every_kind_of_meeting(pattern: str, kind: Kind) -> None:
    (card,) = focus((seen(pattern, 0.5, 1),), kind)
    sentences = (card.happened, card.matters, card.instead, card.practise)
    assert all(len(sentence) > 20 for sentence in sentences)
    assert not any("{" in sentence for sentence in sentences)
    assert KINDS[kind] in card.matters or kind in CARDS[pattern].matters_in


JUDGING = re.compile(
    r"!|\b(bad|poor|terrible|great|excellent|amazing|wrong|lazy|rude|arrogant|nervous|angry|confident|insecure|weak|"
    r"always|never|failed|fault|you are a)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("pattern", CARDS)
def test_the_words_describe_behaviour_and_judge_nobody(pattern: str) -> None:
    words = CARDS[pattern]
    for sentence in (*words.happened, words.matters, words.instead, words.practise, *words.matters_in.values()):
        assert not JUDGING.search(sentence), sentence


def test_it_scores_what_was_seen_and_nothing_else() -> None:
    levels = {one.skill: one.level for one in score(MANY, ())}
    assert levels[Skill.ANSWER_FIRST] == 2
    assert levels[Skill.CONFLICT] == 1
    assert levels[Skill.LISTENING] == 2
    assert levels[Skill.AUDIENCE] is None
    assert levels[Skill.DELIVERY] is None


def test_it_scores_what_was_seen_again_and_again_at_the_ends() -> None:
    good = {one.skill: one.level for one in score([seen("paraphrase", 0.7, i) for i in range(3)], ())}
    less = {one.skill: one.level for one in score([seen("interruption", 0.7, i) for i in range(3)], ())}
    assert (good[Skill.LISTENING], less[Skill.LISTENING]) == (4, 0)


def test_the_same_meeting_gives_the_same_findings() -> None:
    heard = meeting(
        ("Tom", "What does it cost us to wait?"),
        ("Maya", "It costs us forty thousand dollars, because orders come in May."),
        ("Tom", "I have to disagree."),
        ("Maya", "I guess maybe we could sort of move it, possibly."),
    )
    first, second = (
        findings(heard.census, heard.plan, heard.transcript, "Maya", Kind.PRODUCT_REVIEW) for _ in range(2)
    )
    assert first == second
    assert {card.pattern for card in first.focus} >= {"answer-first", "hedged-reply"}
    assert {(mark.passage, mark.tone) for mark in first.marks} >= {("p2", Tone.STRENGTH), ("p4", Tone.CHANGE)}


def test_it_coaches_nobody_when_nobody_is_named() -> None:
    heard = meeting(("Tom", "Should we launch?"), ("Maya", "I recommend that we wait, because it is not tested."))
    found = findings(heard.census, heard.plan, heard.transcript, None, Kind.OTHER)
    assert (found.focus, found.marks, found.dropped) == ((), (), 0)
    assert {one.level for one in found.scores} == {None}
