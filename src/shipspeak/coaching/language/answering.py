"""Does this very sentence answer that question? A filler, a courtesy and history do not. Precision before recall."""

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import (
    CONTEXT,
    COURTESY,
    DATE,
    DODGE,
    HISTORY,
    NUMBER,
    RECOMMEND,
    RECOMMEND_STRONG,
    SEEKS_FIGURE,
    SEEKS_RECOMMENDATION,
    YES_NO,
    YES_NO_PLAIN,
)
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.talk import Stretch
from shipspeak.coaching.language.tokens import FILLERS, tokens

WITHIN = 25
"""Words of the sentence that may hold the answer: without full stops a sentence may be a whole turn."""
LEAD_IN = 12
"""Words before a recommendation that still lead into it ("With all of that in mind, …")."""
SHORT = 3
"""A sentence of fewer words is read together with the next ("Yes. We ship on Tuesday.")."""

_LEAD = FILLERS | {"so", "well", "okay", "ok", "right", "and", "but", "mean", "like", "oh", "sure"}
_IDLE = _LEAD | {"yeah", "i", "think", "you", "know", "the", "a", "an", "to", "of", "it", "is", "that", "this", "in"}
_TURNS = frozenset({"but", "and", "so", "well", "there", "though", "historically"})
"""Behind a "yes" these begin something else than an answer."""


def answering(reply: Stretch, *, joined: bool = True) -> Sentence:
    """The sentence that a reply opens with: the first that is more than a hesitation or a courtesy. `joined`: a very
    short one together with the next of its passage, as it would be quoted.
    """
    said = next((one for one in reply.sentences if not _idle(one)), reply.sentences[0])
    if not joined or len(said.tokens) >= SHORT or said.last == len(said.line.tokens):
        return said
    return Sentence(said.line, said.first, said.line.sentence_at(said.last).last)


def answers(question: Sentence, said: Sentence) -> bool:
    """Whether `said` holds the answer: a recommendation or a plain yes or no where one was asked for, the figure where
    a figure was, yes or no to a question of that form, or a number for what the question names.
    """
    text = " ".join(said.text.split(" ")[:WITHIN])
    plain = text.split(" ")
    while plain and plain[0] in _LEAD:
        plain.pop(0)
    bare = " ".join(plain)
    if not plain or DODGE.opens(bare) or is_question(said):
        return False
    if SEEKS_RECOMMENDATION.within(question.text):
        return _recommends(text) or _decides(question, plain)
    if SEEKS_FIGURE.within(question.text):
        return _gives_figure(question, plain)
    if YES_NO.opens(bare):
        return plain[1:2] == [] or plain[1] not in _TURNS
    return NUMBER.within(" ".join(plain[:12])) and _echoes(question, plain[:8])


def _idle(said: Sentence) -> bool:
    words = [token for token in said.text.split(" ") if token and token not in _LEAD]
    return not words or COURTESY.fills(" ".join(words))


def _recommends(text: str) -> bool:
    """A recommendation, with no more before it than leads into it, and no history."""
    found = [cue.pattern.search(text) for cue in (RECOMMEND_STRONG, RECOMMEND)]
    hits = [hit for hit in found if hit and "recommended" not in hit[0]]
    before = text[: min((hit.start() for hit in hits), default=0)]
    return bool(hits) and len(before.split()) <= LEAD_IN and not (CONTEXT.within(before) or HISTORY.within(before))


def _decides(question: Sentence, plain: list[str]) -> bool:
    """A plain yes or no, or one of the things that were offered ("Wait, because …")."""
    bare = " ".join(plain)
    if HISTORY.within(" ".join(plain[:LEAD_IN])) or CONTEXT.within(bare):
        return False
    chosen = "or" in question.tokens and plain[0] in question.tokens[1:] and RECOMMEND.within(f"let's {plain[0]}")
    return chosen or (YES_NO_PLAIN.opens(bare) and (len(plain) == 1 or plain[1] not in _TURNS))


def _gives_figure(question: Sentence, plain: list[str]) -> bool:
    """A number that is no date; where history is told, only beside what was asked for."""
    text = DATE.pattern.sub(" ", " ".join(plain))
    number = NUMBER.pattern.search(text)
    if number is None:
        return False
    told = HISTORY.within(text) or CONTEXT.within(text)
    near = [*text[: number.start()].split()[-3:], *text[number.end() :].split()[:4]]
    return not told or _echoes(question, near)


def _echoes(question: Sentence, said: list[str]) -> bool:
    """A content word of the question comes back ("what does it cost" … "it costs")."""
    asked = {stem(token) for token in question.tokens} - {stem(word) for word in _IDLE}
    return any(stem(token) in asked for token in said)


def stem(token: str) -> str:
    """Enough of a word to see "cost" in "costs"; short words are left whole."""
    word = tokens(token)[0] if tokens(token) else token
    return word[:4] if len(word) >= 4 else word
