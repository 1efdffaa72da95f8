"""What a detector looks at, and how it makes a claim."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shipspeak.coaching.evidence import ASKED, GOES_ON, LEAST_TOKENS, OTHER, VOICE, cut_from_negation
from shipspeak.coaching.language.cues import Cue
from shipspeak.coaching.language.lines import SMALL, Line, Sentence, is_unsure
from shipspeak.coaching.language.phrases import CONDITION
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.talk import Stretch, Talk
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.model import Claim, Kind, Metric
from shipspeak.coaching.rubric.patterns import PATTERNS, weigh
from shipspeak.coaching.rubric.reworded import plainly
from shipspeak.coaching.whose import called

LONGEST_QUOTE = 40
"""Words on a card; more is not read."""
LEAD = 12
"""Words kept before the words that matter when a sentence is too long to quote whole."""


@dataclass(frozen=True)
class Scene:
    """One meeting, one coached person."""

    talk: Talk
    kind: Kind
    metrics: tuple[Metric, ...]

    @property
    def own(self) -> tuple[Stretch, ...]:
        return self.talk.own

    @property
    def timed(self) -> bool:
        return self.talk.census.timed

    @cached_property
    def names(self) -> frozenset[str]:
        """First names of the voices, where the file or a person gave them, as tokens."""
        given = [tokens(voice.name) for voice in self.talk.census.voices if voice.name]
        return frozenset(name[0] for name in given if name)

    def metric(self, key: str) -> Metric | None:
        return next((metric for metric in self.metrics if metric.key == key), None)

    def about(self, speaker: str) -> dict[str, str]:
        """Facts of a card that speaks of somebody else."""
        voice = next((voice for voice in self.talk.census.voices if voice.id == speaker), None)
        return {OTHER: called(speaker, voice.name if voice else None), VOICE: speaker}

    def claim(
        self,
        pattern: str,
        said: Sentence,
        *,
        hit: Sentence | None = None,
        asked: Sentence | None = None,
        strength: float = 1.0,
        facts: Mapping[str, str] | None = None,
        whole: bool = False,
    ) -> Claim:
        """Claim a behaviour on the words `said` (around `hit`, where they are too long), in answer to `asked`. `whole`:
        what the speaker goes on with as a condition of it is quoted too.
        """
        known, told = PATTERNS[pattern], dict(facts or {})
        quote = quotable(said, hit)
        cited = [quote.line.passage.id]
        if asked is not None:
            asked = quotable(clean_part(asked))
            cited.append(asked.line.passage.id)
            told |= {ASKED: asked.quote} | self.about(asked.line.speaker)
        rest = self._condition(quote) if whole else None
        told |= plainly(pattern, quote, hit, rest)
        if rest is not None:
            cited.append(rest.line.passage.id)
            told[GOES_ON] = rest.quote
        return Claim(
            skill=known.skill,
            tone=known.tone,
            pattern=pattern,
            passages=tuple(dict.fromkeys(cited)),
            quote=quote.quote,
            speaker=quote.line.speaker,
            start=quote.span.start,
            end=quote.span.end,
            weight=weigh(known, self.kind, strength),
            facts=told,
        )

    def _condition(self, said: Sentence) -> Sentence | None:
        """The next sentence of the same turn, where it goes on as a part of this one ("With ten percent of …")."""
        stretch = next((one for one in self.own if said.line in one.lines), None)
        after = [s for s in stretch.sentences if _place(s) >= (said.line.index, said.last)] if stretch else []
        goes_on = bool(after) and len(after[0].tokens) >= LEAST_TOKENS and CONDITION.opens(after[0].text)
        return quotable(after[0]) if goes_on else None


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.line.index, sentence.first


def quotable(said: Sentence, hit: Sentence | None = None) -> Sentence:
    """The sentence, or the part around `hit` of one that is too long; never cut right behind a "not", and never so
    short that it proves nothing: then with the sentence next to it.
    """
    first, last = said.first, said.last
    if last - first > LONGEST_QUOTE:
        middle = hit or said
        first = max(first, middle.first - LEAD)
        while first > said.first and cut_from_negation(Sentence(said.line, first, last)):
            first -= 1
        last = min(last, max(first + LONGEST_QUOTE, middle.last if hit else 0))
    while last - first < LEAST_TOKENS and last < len(said.line.tokens):
        last = said.line.sentence_at(last).last
    while last - first < LEAST_TOKENS and first > 0:
        first = said.line.sentence_at(first - 1).first
    if last - first > LONGEST_QUOTE and hit is None:
        last = max(first + LONGEST_QUOTE, said.last if said.last - first <= LONGEST_QUOTE else 0)
    return _whole_words(Sentence(said.line, first, min(last, len(said.line.tokens))))


def clean_part(asked: Sentence) -> Sentence:
    """A question without the part before a comma, or else at its end, in which the engine was unsure of its words; the
    whole where no such part leaves a question.
    """
    if not asked.unsure:
        return asked
    words, of = asked.line.passage.words, asked.line.word_of
    begins = (at for at in range(asked.first + 1, asked.last - LEAST_TOKENS) if words[of[at] - 1].text.endswith(","))
    parts = [part for at in begins if is_question(part := Sentence(asked.line, at, asked.last))]
    return min((asked, *parts, *_heads(asked)), key=lambda part: (len(part.unsure), -len(part.tokens)))


def _heads(asked: Sentence) -> Iterator[Sentence]:
    """Its beginning up to the first unsure word, where that is most of it and still the question: "Do you recommend
    that we go live …".
    """
    line = asked.line
    last = next(at for at in range(asked.first, asked.last) if is_unsure(line.passage.words[line.word_of[at]]))
    while last > asked.first and line.tokens[last - 1] in SMALL:
        last -= 1
    head = Sentence(line, asked.first, last)
    if 2 * len(head.tokens) >= max(len(asked.tokens), 2 * LEAST_TOKENS) and is_question(head):
        yield head


def sentence_of(hit: Sentence) -> Sentence:
    """The quotable part of the sentence around a cue."""
    return quotable(hit.line.sentence_at(hit.first), hit)


def first_hits(stretches: Sequence[Stretch], cue: Cue) -> Iterator[tuple[Stretch, Sentence]]:
    """The first occurrence of a cue in each stretch."""
    for stretch in stretches:
        hit = next((found for found, _ in stretch.find(cue)), None)
        if hit is not None:
            yield stretch, hit


def following(scene: Scene, line: Line) -> tuple[Line, ...]:
    """All lines after this one, remarks included."""
    lines = scene.talk.lines
    return lines[bisect_right(lines, line.index, key=lambda one: one.index) :]


def _whole_words(said: Sentence) -> Sentence:
    """Widened so that no hyphenated word is cut in two."""
    of, first, last = said.line.word_of, said.first, said.last
    while first > 0 and of[first - 1] == of[first]:
        first -= 1
    while last < len(of) and of[last] == of[last - 1]:
        last += 1
    return Sentence(said.line, first, last)
