"""What may leave where the others are to stay here: what one voice says while no other does. Pure.

It holds as far as this machine tells voices apart: what is taken for the coached person's voice leaves as theirs.
"""

from collections.abc import Iterable, Sequence

from shipspeak.base import Span, Turn, intersect, near, subtract, union
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.questions import is_question
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Census, DecidedBy, Word

EDGE = 100
"""Milliseconds around the others' turns that stay here with them: who speaks is decided for 0.2 s at a time (decision
4), so a border may be off by half of that."""
ASKS, SAYS = "[somebody asks something]", "[somebody says something]"
"""What stands for a sentence of the others; code decides which, and nothing else of it is told."""
OVER = "[said while somebody else spoke]"


def mine(turns: Iterable[Turn], voice: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Of `spans` (sorted, disjoint), where `voice` speaks alone: padded as what is bought always is, but never into the
    turn of another. Left-overs too short to hold a word are none.
    """
    all_turns = tuple(turns)
    own = union(_wider(turn.span, DEFAULT.pad) for turn in all_turns if turn.speaker == voice)
    alone = subtract(own, union(_wider(span, EDGE) for span in theirs(all_turns, voice)))
    return tuple(span for span in intersect(spans, alone) if span.length >= DEFAULT.sliver)


def theirs(turns: Iterable[Turn], voice: str) -> tuple[Span, ...]:
    """Where anybody else speaks. Sorted, disjoint."""
    return union(turn.span for turn in turns if turn.speaker != voice)


class Veil:
    """Hides what others said, sentence by sentence, from who must not read it."""

    def __init__(self, census: Census, voice: str) -> None:
        self._voice = voice
        # A transcript knows whose each word is; by ear, what was said while two spoke may be anybody's.
        by_ear = census.decided_by is not DecidedBy.CAPTIONS
        self._theirs = theirs(census.turns, voice) if by_ear else ()

    def over(self, sentence: Sentence) -> str:
        """The person's own words, without those that were said while somebody else spoke; of another's, a mark."""
        if sentence.line.speaker != self._voice:
            return ASKS if is_question(sentence) else SAYS
        return " ".join(word.text for word in sentence.words if self._surely(word)) or OVER

    def _surely(self, word: Word) -> bool:
        said = Span(word.start, word.end)
        return not any(span.overlap(said) for span in near(self._theirs, said))


def _wider(span: Span, by: int) -> Span:
    return Span(max(0, span.start - by), span.end + by)
