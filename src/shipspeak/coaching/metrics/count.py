"""From counted words to a figure for the whole meeting: a census where all was read, else the sample's estimate."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from shipspeak.base import Span, intersect, near, total, union
from shipspeak.coaching.language.lines import Line, Sentence
from shipspeak.coaching.language.talk import Talk
from shipspeak.coaching.language.tokens import FILLERS, is_filler
from shipspeak.sampling import Cheap, Estimate, Plan, observe, ratio, two_phase
from shipspeak.speech import Engine

WHOLE = 0.98
"""Share of a person's speech that, once transcribed, counts as all of it: what is left is the edges of turns."""


CUT = 700
"""Milliseconds from where what was bought begins to a word, within which it is the first one there."""
PAUSE = 1_200
"""Milliseconds of silence that end a passage, as in `speech.passages`: across a shorter one a sentence goes on."""

Count = Callable[[Span], tuple[float, float]]
"""(events, exposure) in a span."""
Find = Callable[["Counter"], Sequence[Sentence]]
"""Looks for events in the words of a counter: those that were paid for, or rough ones."""


class Counter:
    """Counts events of one person against words or speaking time."""

    def __init__(self, talk: Talk, plan: Plan, rough: "Counter | None" = None) -> None:
        """`rough`: of all words as a cheap engine wrote them, where there was one; they calibrate the sample."""
        self.talk = talk
        self._plan = plan
        self.rough = rough
        self._found: dict[Find, Sequence[Sentence]] = {}
        self._told: dict[tuple[object, ...], Estimate | None] = {}

    def found(self, find: Find) -> Sequence[Sentence]:
        """What `find` finds here, looked for once however often it is asked."""
        if find not in self._found:
            self._found[find] = find(self)
        return self._found[find]

    @property
    def timed(self) -> bool:
        return self.talk.census.timed

    @property
    def engine(self) -> Engine:
        return self.talk.transcript.engine

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.talk.lines if line.speaker == self.talk.focal)

    @cached_property
    def turns(self) -> tuple[Span, ...]:
        """When the person speaks, in the whole meeting."""
        return union(turn.span for turn in self.talk.census.turns if turn.speaker == self.talk.focal)

    @cached_property
    def complete(self) -> bool:
        """Whether everything the person said was transcribed."""
        written, spoken = self.heard
        return not self.timed or (spoken > 0 and written >= WHOLE * spoken)

    @cached_property
    def written(self) -> tuple[Span, ...]:
        """When the person speaks, where that was written down."""
        return intersect(self.turns, self.talk.transcript.covered)

    @property
    def heard(self) -> tuple[int, int]:
        """Milliseconds of the person's talk that were written down, and all of them."""
        return total(self.written), total(self.turns)

    @cached_property
    def _answered(self) -> float:
        """Share of the person's talk that was bought and could be written down."""
        bought = total(intersect(self.turns, self._plan.spans))
        made_out = total(intersect(self.written, self._plan.spans))
        return made_out / bought if made_out else 1.0

    @cached_property
    def words(self) -> tuple[int, ...]:
        """Middle of each own word that is not a hesitation, ms, in order."""
        return tuple(sorted(middle for line in self.lines for middle in _spoken(line)))

    def begun(self, said: Span) -> bool:
        """Whether the beginning of a sentence was heard: not where what was bought begins just before it, and the
        person spoke until then.
        """
        bought = self.talk.transcript.covered
        for span in bought[bisect_left(bought, said.end, key=_end) :][:1]:
            first = bisect_left(self.turns, span.start - PAUSE + 1, key=_end)
            spoke = any(turn.start < span.start for turn in self.turns[first : first + 1])
            return said.start - span.start > CUT or not spoke
        return True

    def per_words(self, find: Find, scale: float) -> Estimate | None:
        """Events for each `scale` words of one's own."""

        def told() -> Estimate | None:
            if self.complete:
                return _census(len(self.found(find)), len(self.words), scale)
            return self._sampled(lambda counter: _over_words(counter, find), scale)

        return self._once(("words", find, scale), told)

    def per_time(self, find: Find, scale: float) -> Estimate | None:
        """Events for each `scale` milliseconds of one's own speech. Needs times."""
        return self._once(
            ("time", find, scale), lambda: self._timed(lambda counter: _middles(counter.found(find)), scale)
        )

    def words_per_time(self, scale: float) -> Estimate | None:
        """Words for each `scale` milliseconds of one's own speech. Needs times."""
        return self._once(("pace", scale), lambda: self._timed(lambda counter: counter.words, scale))

    def _once(self, asked: tuple[object, ...], tell: Callable[[], Estimate | None]) -> Estimate | None:
        """The ladder asks for what the report then tells: reckoned once."""
        if asked not in self._told:
            self._told[asked] = tell()
        return self._told[asked]

    def _timed(self, at: Callable[["Counter"], Sequence[int]], scale: float) -> Estimate | None:
        if self.complete:
            return _census(len(at(self)), self.heard[0], scale)
        return self._sampled(lambda counter: _over_time(at(counter), counter.written), scale)

    def _sampled(self, count: Callable[["Counter"], Count], scale: float) -> Estimate | None:
        if self.rough is None:
            return ratio(observe(self._plan, self.talk.focal, count(self), answered=self._answered), scale=scale)
        paid, rough, covered = count(self), count(self.rough), self.rough.talk.transcript.covered
        seen = observe(
            self._plan,
            self.talk.focal,
            paid,
            rough,
            seen=None if self.rough.complete else _inside(paid, covered),
            answered=self._answered,
        )
        return two_phase(seen, Cheap(*rough(Span(0, self.talk.census.duration))), scale=scale)


def _spoken(line: Line) -> Iterator[int]:
    words = line.passage.words
    for at, token in dict(zip(line.word_of, line.tokens, strict=True)).items():
        if not (token in FILLERS and is_filler(words, at)):
            yield (words[at].start + words[at].end) // 2


def _end(span: Span) -> int:
    return span.end


def _census(events: float, exposure: float, scale: float) -> Estimate | None:
    if exposure <= 0:
        return None
    value = events / exposure * scale
    return Estimate(value, value, value, units=1, census=True)


def _over_words(counter: Counter, find: Find) -> Count:
    at = _middles(counter.found(find))
    return lambda span: (_within(at, span), _within(counter.words, span))


def _over_time(at: Sequence[int], turns: Sequence[Span]) -> Count:
    ends = [_end(turn) for turn in turns]

    def count(span: Span) -> tuple[float, float]:
        near = turns[bisect_left(ends, span.start) : bisect_left(ends, span.end) + 1]
        return _within(at, span), total(intersect(near, (span,)))

    return count


def _inside(count: Count, covered: Sequence[Span]) -> Count:
    """`count` of what lies in `covered` (sorted, disjoint)."""

    def counted(span: Span) -> tuple[float, float]:
        parts = [count(part) for part in intersect(near(covered, span), (span,))]
        return sum(part[0] for part in parts), sum(part[1] for part in parts)

    return counted


def _middles(events: Sequence[Sentence]) -> list[int]:
    return sorted((event.span.start + event.span.end) // 2 for event in events)


def _within(times: Sequence[int], span: Span) -> int:
    return bisect_left(times, span.end) - bisect_left(times, span.start)
