"""What a cheap pass over the whole meeting lets one notice: where to listen, before anything is paid for.

Recall before precision, the other way round than in `phrases`: a cheap engine loses a word in five or ten, and a moment
noticed in vain costs three seconds. Nothing here reaches a report; what is bought is read again from paid words. The
phrases were set on eighteen of the ICSI meetings (docs/decisions/0020-cheap-words-and-a-ladder.md).

A strength is the chance, counted there, that what is noticed is one of the moments that annotators marked; of the rarer
kinds 2.3 times that, so that hearing a tenth of either kind is worth the same. What MRDA has no tag for ("decided") has
a strength by judgement.
"""

from collections.abc import Iterable, Iterator
from math import exp
from typing import Final

from shipspeak.coaching.language.cues import Cue, cue
from shipspeak.coaching.language.lines import Line, Sentence
from shipspeak.coaching.language.questions import is_question
from shipspeak.sampling import Cue as Hint
from shipspeak.sampling import CueKind

_LEAD: Final = "(yeah |yes |well |uh |um |oh |okay |so |right |and )*"
_AUX: Final = "(do|does|did|is|are|was|were|can|could|should|would|will|have|has)"
MAY_ASK = cue(
    "(what|why|how|when|where|who|which|whose)",
    f"{_AUX} (you|we|they|i|he|she|there|that|this|it)",
    "(or|right|okay|you mean|you said|you think|really|yes|isn't it|any)",
)
"""A question whose mark and form a cheap engine lost; one in five of such sentences is."""
REFUSES = cue(
    f"{_LEAD}(no|nope|nah)",
    f"{_LEAD}not (really|quite|necessarily|exactly|that|the|yet|in|for)",
    f"{_LEAD}except",
    f"{_LEAD}but no",
    f"{_LEAD}(no )?actually",
)
DOUBTS = cue(
    f"{_LEAD}but",
    f"{_LEAD}i don't (think|want|see|know if|believe|agree)",
    "(it|that)('s| is) not",
    "(i don't think|isn't|doesn't|disagree|i'm not (sure|convinced)|can't|won't|wouldn't)",
)
DENIES = cue("(not|but|no|don't|didn't|aren't|wasn't|except)")
TURNS_AWAY = cue("(yeah |uh |um |oh |okay |and )*well")
"""Who does not answer as was hoped begins so (Pomerantz 1984); one in thirty of such sentences objects."""
SETTLED = cue("(decided|agreed|decision|action item)")
PROMISES: Final = (
    (cue("i('ll| will|'m gonna|'m going to| am going to)"), 4.7),
    (cue("we('ll| will)"), 3.2),
    (cue("let me"), 2.7),
    (cue("i (want to|would like to|have to|need to|gotta|hafta|hope to|plan to)", "i've gotta"), 2.2),
    (cue("we('re gonna|'re going to| are going to)"), 1.9),
    (
        cue(
            "(send|mail|email|e-mail|ask|talk|check|look|find|bring|write|put|try|test|change|make|prepare|show|give)",
            "(get|call|add|figure|sort|hand|set|do|dig|work|go through|take|come up|report|think about|archive|fix)",
            "(finish|run|rerun|include|present|read|chat|tell|copy|buy|order|move|wait|see|continue|meet|draft)",
        ),
        1.5,
    ),
    (cue("(send|email|e-mail|mail|note|list|draft|web page)"), 1.3),
    (cue("i (can|could|should)"), 0.9),
    (cue("(can|could|would|will|do) you", "(you|somebody|someone) (should|could|can)", "please"), -2.1),
)
"""What speaks for a promise, in log odds that add up; ridge regression on those meetings."""
UNPROMISING: Final = -6.7
"""Log odds where nothing speaks for or against it."""
SHORT: Final = (4, -1.2)
"""Fewer words than so many; a question counts `ASKING` against it."""
ASKING: Final = -2.0
FAINTEST: Final = 0.02
"""A lower strength is no hint: of half of all that is said, one in five hundred is a promise."""
LEAST_TOKENS = 3
"""Fewer words decide nothing."""
RARE: Final = 2.3


def noticed(lines: Iterable[Line]) -> tuple[Hint, ...]:
    """Questions, objections and decisions in what was said, in the order of `lines`; strength says how sure."""
    return tuple(
        Hint(sentence.span, kind, strength, line.speaker)
        for line in lines
        for sentence in line.sentences
        for kind, strength in _of(sentence)
    )


def _of(sentence: Sentence) -> Iterator[tuple[CueKind, float]]:
    formed = is_question(sentence)
    if formed or sentence.marked:
        yield CueKind.QUESTION, 0.9 if formed and sentence.marked else 0.75
    elif MAY_ASK.within(sentence.text):
        yield CueKind.QUESTION, 0.12
    if REFUSES.opens(sentence.text):
        yield CueKind.PUSHBACK, 1.0
    elif doubt := _first(sentence, (DOUBTS, 0.17), (DENIES, 0.14)):
        yield CueKind.PUSHBACK, doubt
    elif TURNS_AWAY.opens(sentence.text):
        yield CueKind.PUSHBACK, 0.08
    if len(sentence.tokens) >= LEAST_TOKENS and (settled := _settles(sentence, asks=formed or sentence.marked)):
        yield CueKind.DECISION, settled


def _settles(sentence: Sentence, *, asks: bool) -> float:
    """How sure it is that something is decided or promised, 0 where hardly."""
    odds = UNPROMISING + sum(weight for phrases, weight in PROMISES if phrases.within(sentence.text))
    odds += ASKING * asks + SHORT[1] * (len(sentence.tokens) < SHORT[0])
    strength = max(min(1.0, RARE / (1 + exp(-odds))), 0.5 * SETTLED.within(sentence.text))
    return strength if strength >= FAINTEST else 0.0


def _first(sentence: Sentence, *cues: tuple[Cue, float]) -> float:
    return next((strength for phrases, strength in cues if phrases.within(sentence.text)), 0.0)
