"""Listening: let others finish, say back what was heard, ask openly."""

import re
from collections.abc import Iterator
from itertools import pairwise

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import AGREE, PARAPHRASE, SEEKS_MEANING
from shipspeak.coaching.language.questions import is_open, is_question
from shipspeak.coaching.language.tokens import is_backchannel
from shipspeak.coaching.metrics.turns import CutIn, cut_ins
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, first_hits, quotable, sentence_of
from shipspeak.speech import Edges, Sureness

GOOD = "Others finish their sentence, hear their point said back, and are asked questions that open the talk."
ANCHORS = (
    "Others were cut off several times.",
    "Somebody was cut off.",
    "Somebody was cut off, and somebody's point was taken up with care.",
    "A point was said back or an open question was asked.",
    "Points were said back and open questions asked, again and again.",
)
LEAST_ANSWER = 10
"""Words that show that a question opened something."""
OF_ONESELF = re.compile(r"\b(?:was|am|did|do|have) i\b")
"""Thinking aloud."""
SHORT = 6
"""Words of a question that holds nothing of what it is about."""
LEAST_WORDS = 4
SLACK = 600
"""Milliseconds between a turn's edge and a word there, which come from two different models."""
LOST = 1_500
"""Milliseconds after the other has stopped: of two voices at once an engine often writes only the first down."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Points said back, open questions that were answered, and cutting in."""
    for _, hit in first_hits(scene.own, PARAPHRASE):
        yield scene.claim("paraphrase", _said_back(hit))
    yield from _open_questions(scene)
    yield from _cutting_in(scene)


def _said_back(hit: Sentence) -> Sentence:
    """The sentence; with the one before where it only asks whether that was right ("Did I get that right?")."""
    asked = hit.line.sentence_at(hit.first)
    if len(asked.tokens) > SHORT or asked.first == 0:
        return sentence_of(hit)
    return quotable(Sentence(hit.line, hit.line.sentence_at(asked.first - 1).first, asked.last), hit)


def _open_questions(scene: Scene) -> Iterator[Claim]:
    for mine, theirs in pairwise(scene.talk.stretches):
        last = mine.sentences[-1]
        if mine.speaker != scene.talk.focal or theirs.speaker == mine.speaker:
            continue
        answered = theirs.words >= LEAST_ANSWER and scene.talk.joined(mine, theirs)
        to_others = not SEEKS_MEANING.within(last.text) and not OF_ONESELF.search(last.text)
        if answered and to_others and len(last.tokens) >= 6 and is_question(last) and is_open(last):
            yield scene.claim("open-question", last)


def _cutting_in(scene: Scene) -> Iterator[Claim]:
    if not scene.timed or scene.talk.census.edges is not Edges.HEARD:
        return
    if scene.talk.census.confidence.sureness in {Sureness.UNSURE, Sureness.ONE_VOICE}:
        return
    for cut in cut_ins(scene.talk.census.turns):
        said = _first_words(scene, cut)
        if cut.by.speaker == scene.talk.focal and said is not None:
            yield scene.claim("interruption", said, facts=scene.about(cut.whose.speaker))


def _first_words(scene: Scene, cut: CutIn) -> Sentence | None:
    """What was said while cutting in; None where it was not transcribed, or only agreed."""
    for stretch in scene.own:
        for sentence in stretch.sentences:
            begins = cut.by.start - SLACK <= sentence.span.start <= cut.whose.end + LOST + SLACK
            if begins and len(sentence.tokens) >= LEAST_WORDS:
                agrees = is_backchannel(sentence.tokens) or AGREE.opens(sentence.text)
                return None if agrees else sentence
    return None
