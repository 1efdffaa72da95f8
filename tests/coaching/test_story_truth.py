"""The sample meeting, from its truth: every planted moment is found, and nothing is claimed that was not planted."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shipspeak.base import Span
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.consistent import OPPOSED
from shipspeak.coaching.language.cues import Cue
from shipspeak.coaching.language.phrases import HEDGE_GENERAL, HEDGE_LOW
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Basis, Findings, Kind, Mark, Standing, Tone
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.speech import Passage, Word
from tests.coaching.spoken import of

TRUTH = Path(__file__).parents[2] / "sample" / "truth.json"

PLANTED = {
    "buried-recommendation": "buried-recommendation",
    "answer-first": "answer-first",
    "hedged-reply": "hedged-reply",
    "decision-without-owner": "decision-without-owner",
    "interruption-made": "interruption",
    "long-monologue": "long-monologue",
    "filler-bursts": "filler-burst",
    "open-question": "open-question",
    "paraphrase": "paraphrase",
    "trade-off": "trade-off-stated",
    "decision-up-front": "aim-named",
    "evidence-in-numbers": "number-given",
    "short-answer": "short-answer",
    "stop-rule": "stop-rule",
    "clear-close": "recap",
}
"""Planted behaviours of the coached person, and what the rules call them."""

CHANGES = {
    "buried-recommendation": 1,
    "hedged-reply": 1,
    "decision-without-owner": 1,
    "interruption": 1,
    "long-monologue": 1,
    "filler-burst": 2,
}
"""All that there is to change, and how often."""


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    if not TRUTH.exists():
        pytest.skip("the sample meeting is not rendered yet: python -m sample.render")
    told: dict[str, Any] = json.loads(TRUTH.read_text())
    return told


@pytest.fixture(scope="module")
def found(truth: dict[str, Any]) -> Findings:
    passages = [
        Passage(line["id"], line["speaker"], line["start"], line["end"], tuple(Word(*word) for word in line["words"]))
        for line in truth["lines"]
    ]
    heard = of(passages, names=True)
    return findings(heard.census, heard.plan, heard.transcript, truth["focal"], Kind(truth["kind"]))


def marks(found: Findings, pattern: str) -> list[Mark]:
    return [mark for mark in found.marks if mark.label == PATTERNS[pattern].label]


@pytest.mark.parametrize("key", PLANTED)
def test_it_finds_what_was_planted(truth: dict[str, Any], found: Findings, key: str) -> None:
    planted = next(one for one in truth["planted"] if one["key"] == key)
    place = Span(planted["start"], planted["end"])
    assert any(place.overlap(Span(mark.start, mark.end)) for mark in marks(found, PLANTED[key]))


def test_it_claims_nothing_else_to_change(found: Findings) -> None:
    labels = {pattern.label: key for key, pattern in PATTERNS.items()}
    assert Counter(labels[mark.label] for mark in found.marks if mark.tone is Tone.CHANGE) == CHANGES


def test_every_planted_behaviour_of_the_focal_person_is_asked_for(truth: dict[str, Any]) -> None:
    own = {one["key"] for one in truth["planted"] if one["speaker"] == truth["focal"]}
    assert own == set(PLANTED)


def test_it_quotes_the_truth_and_drops_nothing(truth: dict[str, Any], found: Findings) -> None:
    said = {line["id"]: line for line in truth["lines"]}
    for card in found.focus:
        for proof in card.evidence:
            assert proof.words in said[proof.passage]["text"]
            assert proof.speaker == said[proof.passage]["speaker"]
    assert found.dropped == 0


def test_the_cards_are_the_strongest_and_one_is_a_strength(found: Findings) -> None:
    assert {card.pattern for card in found.focus} >= {"buried-recommendation", "hedged-reply"}
    assert [card.tone for card in found.focus].count(Tone.STRENGTH) == 1
    assert len(found.focus) == 3


def test_the_cards_say_it_in_her_words_and_count_what_they_show(truth: dict[str, Any], found: Findings) -> None:
    cards = {card.pattern: card for card in found.focus}
    buried = next(one for one in truth["planted"] if one["key"] == "buried-recommendation")
    assert (
        f"about {round(buried['time_to_recommendation'] / 1000)} seconds in" in cards["buried-recommendation"].happened
    )
    assert (
        "“My recommendation is that we go live on Monday, with ten percent of our customers, and open it to everyone "
        "else a week later.”"
    ) in cards["buried-recommendation"].instead
    hedged = cards["hedged-reply"]
    quote = Cue.count(HEDGE_LOW, " ".join(tokens(hedged.evidence[0].words)))
    quote += Cue.count(HEDGE_GENERAL, " ".join(tokens(hedged.evidence[0].words)))
    assert f"hold {quote} hedges" in hedged.happened
    assert "“We could move it back a little, if that is better for everyone." in hedged.instead
    assert not any(any(proof.cut) for card in found.focus for proof in card.evidence)
    assert not any(re.search(r"\d+ words", card.happened) for card in found.focus)


def test_nothing_in_it_contradicts_anything_else(found: Findings) -> None:
    labels = {pattern.label: key for key, pattern in PATTERNS.items()}
    changed = {(mark.passage, labels[mark.label]) for mark in found.marks if mark.tone is Tone.CHANGE}
    for mark in (mark for mark in found.marks if mark.tone is Tone.STRENGTH):
        assert not {(mark.passage, pattern) for pattern in OPPOSED.get(labels[mark.label], ())} & changed
    answers = next(row for row in found.metrics if row.key == "answer_first")
    assert answers.value is not None
    assert int(answers.value) < int(answers.unit.split()[1]), "one answer was buried"


def test_the_numbers_are_the_planted_ones(truth: dict[str, Any], found: Findings) -> None:
    rows = {row.key: row for row in found.metrics}
    focal = next(one for one in truth["speakers"] if one["name"] == truth["focal"])
    buried = next(one for one in truth["planted"] if one["key"] == "buried-recommendation")
    assert rows["talk_share"].value == pytest.approx(100 * focal["share"], abs=0.5)
    assert rows["longest_monologue"].value == pytest.approx(focal["longest_monologue"] / 1000, abs=1)
    assert rows["time_to_recommendation"].value == pytest.approx(buried["time_to_recommendation"] / 1000, abs=1)
    assert [len(rows[key].spans) for key in ("interruptions_made", "interruptions_suffered")] == [1, 1]
    for key in ("talk_share", "pace", "hedges", "open_questions"):
        assert rows[key].standing is Standing.IN_BAND
    assert all(row.basis is not Basis.NOT_ENOUGH_EVIDENCE for row in found.metrics)
