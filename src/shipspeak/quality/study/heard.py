"""What the product knows of a meeting: turns, and words by voice; true, or with the errors of real engines."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from shipspeak.base import Span, Turn, union
from shipspeak.quality.study.meeting import Meeting
from shipspeak.sampling import DEFAULT, Configuration, Frame, Ground, staked, survey
from shipspeak.speech import Census, Confidence, DecidedBy, Engine, Features, Measure, Sureness, Transcript, Voice, Word
from shipspeak.speech import attribute as attribute_words

HUMAN = Engine(
    "human transcript",
    "",
    "",
    {Measure.WORDS: 1.0, Measure.TIMES: 1.0, Measure.FILLERS: 1.0, Measure.PUNCTUATION: 1.0},
)
_SURE = Confidence(Sureness.SURE, 0.0, "")
_NO_FEATURES = Features(1_000, (), ())


@dataclass(frozen=True)
class Heard:
    """One meeting as heard. Loudness and pitch are unknown: there is no audio to these corpora here."""

    duration: int
    turns: tuple[Turn, ...]
    words: Mapping[str, tuple[Word, ...]]
    """By voice, in time order."""
    engine: Engine = HUMAN

    @cached_property
    def census(self) -> Census:
        speech = union(turn.span for turn in self.turns)
        return self._census(self.turns, speech, sorted({turn.speaker for turn in self.turns} | set(self.words)))

    def census_of(self, who: str) -> Census:
        """As if nobody else had spoken: all that counting one person's words needs, at a third of the time."""
        if who not in self._alone:
            own = tuple(turn for turn in self.turns if turn.speaker == who)
            self._alone[who] = self._census(own, union(turn.span for turn in own), [who])
        return self._alone[who]

    def transcript(self, who: str, spans: Sequence[Span]) -> Transcript:
        """The words of one voice in `spans` (sorted, disjoint), in passages as the product makes them."""
        words, middles = self.words.get(who, ()), self._middles.get(who, ())
        inside = [word for s in spans for word in words[bisect_left(middles, s.start) : bisect_left(middles, s.end)]]
        return Transcript(attribute_words(inside, self.census_of(who), spans), tuple(spans), self.engine)

    def count(self, span: Span) -> int:
        """Words of everybody in a span."""
        return bisect_left(self._all, span.end) - bisect_left(self._all, span.start)

    def frame(self, who: str, limit: int, configuration: Configuration) -> Frame:
        """What can be bought for this person within `limit` ms, laid out once for all draws."""
        known = self._frames.setdefault((who, limit), [])
        for by, frame in known:
            if by == configuration:
                return frame
        known.append((configuration, staked(self._ground(who, configuration), limit, configuration)))
        return known[-1][1]

    def _ground(self, who: str, configuration: Configuration) -> Ground:
        """Surveyed once for all budgets."""
        lengths = replace(configuration, presets=DEFAULT.presets, with_words={})
        known = self._grounds.setdefault(who, [])
        for by, ground in known:
            if by == lengths:
                return ground
        known.append((lengths, survey(self.duration, self.turns, who, configuration)))
        return known[-1][1]

    @cached_property
    def _grounds(self) -> dict[str, list[tuple[Configuration, Ground]]]:
        return {}

    @cached_property
    def said(self) -> list[tuple[int, str]]:
        """Everybody's words by their middle, ms."""
        return sorted(((word.start + word.end) // 2, word.text) for who in self.words for word in self.words[who])

    @cached_property
    def _frames(self) -> dict[tuple[str, int], list[tuple[Configuration, Frame]]]:
        return {}

    @cached_property
    def _alone(self) -> dict[str, Census]:
        return {}

    @cached_property
    def _all(self) -> list[int]:
        return sorted(middle for middles in self._middles.values() for middle in middles)

    @cached_property
    def _middles(self) -> dict[str, list[int]]:
        return {who: [(word.start + word.end) // 2 for word in self.words[who]] for who in self.words}

    def _census(self, turns: tuple[Turn, ...], speech: tuple[Span, ...], voices: Sequence[str]) -> Census:
        talk = {who: sum(turn.length for turn in turns if turn.speaker == who) for who in voices}
        known = tuple(Voice(who, None, talk[who], ()) for who in voices)
        return Census(self.duration, DecidedBy.VOICES, known, turns, speech, (), _SURE, _NO_FEATURES)


def as_it_was(meeting: Meeting) -> Heard:
    """Human words and turns."""
    return Heard(meeting.duration, meeting.turns, _in_order(meeting.words))


def relabelled(duration: int, turns: Sequence[Turn], words: Mapping[str, Sequence[Word]], engine: Engine) -> Heard:
    """All words laid over these turns by the product's own rule: who spoke is what the turns say."""
    heard = Heard(duration, tuple(sorted(turns)), {}, engine)
    mixed = sorted((word for who in words for word in words[who]), key=lambda word: (word.start, word.end))
    by_voice: dict[str, list[Word]] = {}
    for passage in attribute_words(mixed, heard.census, (Span(0, duration),)):
        by_voice.setdefault(passage.speaker, []).extend(passage.words)
    return Heard(duration, heard.turns, _in_order(by_voice), engine)


def _in_order(words: Mapping[str, Sequence[Word]]) -> dict[str, tuple[Word, ...]]:
    """By the middle of each word, which decides what it lies in."""
    return {who: tuple(sorted(words[who], key=lambda word: word.start + word.end)) for who in words}
