"""Audience: words that those in the room share."""

from collections.abc import Iterator
from itertools import pairwise

from shipspeak.coaching.language.phrases import EXPLAIN, SEEKS_MEANING
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.tokens import BACKCHANNELS, tokens
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, first_hits, sentence_of

GOOD = "A term is said with its meaning for those who listen, before they have to ask."
ANCHORS = (
    "Terms had to be asked for, again and again.",
    "A term had to be asked for.",
    "Some terms were explained, another had to be asked for.",
    "It was said what a thing means for those who listen.",
    "It was said what things mean for those who listen, again and again.",
)
COMMON = BACKCHANNELS | set(
    tokens(
        "what does have with when about exactly mean stand this that these those they them there here some said you're "
        "your again just like then than from were will would could should want anything something thing things"
    )
)
"""Not a term that anybody needs explained; shorter words are not either."""
LEAST_TERM = 3


def detect(scene: Scene) -> Iterator[Claim]:
    """Meanings that were given, and meanings that somebody had to ask for."""
    for _, hit in first_hits(scene.own, EXPLAIN):
        yield scene.claim("term-explained", sentence_of(hit))
    for mine, theirs in pairwise(scene.talk.stretches):
        if mine.speaker != scene.talk.focal or theirs.speaker == mine.speaker or not scene.talk.joined(mine, theirs):
            continue
        for question in theirs.sentences[:2]:
            if not SEEKS_MEANING.within(question.text) or not is_question(question):
                continue
            asked = [token for token in question.tokens if token not in COMMON and len(token) >= LEAST_TERM]
            used = next((s for s in reversed(mine.sentences) if set(asked) & set(s.tokens)), None)
            if used is not None:
                term = next(token for token in asked if token in used.tokens)
                yield scene.claim("meaning-asked", used, asked=question, facts={"term": term})
                break
