"""Who holds the floor, and who answers whom: the transcript as a conversation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from shipspeak.base import Span, intersect, near, subtract, total, union
from shipspeak.coaching.language.cues import Cue
from shipspeak.coaching.language.lines import Line, Sentence, read_all
from shipspeak.coaching.language.questions import is_question
from shipspeak.coaching.language.tokens import is_backchannel
from shipspeak.speech import Census, Transcript

PATIENCE = 4_000
"""Milliseconds of silence after which the next words no longer continue, or answer, what was said before."""
UNHEARD = 700
"""Milliseconds of speech that was not transcribed and that breaks a conversation in two."""
ASIDE = 3
"""Up to so many words said under somebody's turn do not take the floor ("I remember.")."""
LATEST_WORDS = 45
"""A question or an objection counts as put to the next speaker when it stands in the last so many words."""
_SETTLES = re.compile(
    r"(?:(?:yes|no|yeah)\b|(?:i|we|he|she|it|they) (?:do|did|is|was|were|has|have|will|can)(?:n't)?$)"
)
"""Opens a sentence that answers the question before it."""


@dataclass(frozen=True)
class Stretch:
    """One person holding the floor; listeners' short remarks do not end it."""

    lines: tuple[Line, ...]

    @property
    def speaker(self) -> str:
        return self.lines[0].speaker

    @property
    def span(self) -> Span:
        return Span(self.lines[0].passage.start, max(line.passage.end for line in self.lines))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for line in self.lines for sentence in line.sentences)

    @cached_property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @cached_property
    def words(self) -> int:
        return sum(len(line.tokens) for line in self.lines)

    def opening(self, words: int) -> str:
        """The first so many words."""
        return " ".join(self.text.split(" ", words)[:words])

    def latest(self, words: int) -> tuple[Sentence, ...]:
        """The sentences that reach into the last so many words."""
        found: list[Sentence] = []
        seen = 0
        for sentence in reversed(self.sentences):
            if seen >= words:
                break
            found.insert(0, sentence)
            seen += len(sentence.tokens)
        return tuple(found)

    def find(self, cue: Cue) -> Iterator[tuple[Sentence, int]]:
        """Each occurrence of a cue, with the number of words this person said before it."""
        before = 0
        for line in self.lines:
            for hit in cue.find(line):
                yield hit, before + hit.first
            before += len(line.tokens)


@dataclass(frozen=True)
class Exchange:
    """Somebody else's words and what the coached person said next."""

    prompt: Stretch
    reply: Stretch
    question: Sentence | None
    """The last question in the prompt; None when there was none."""
    timed: bool = True


@dataclass(frozen=True)
class Talk:
    """The transcript, read for one coached person."""

    census: Census
    transcript: Transcript
    focal: str
    lines: tuple[Line, ...]

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Who holds the floor, in order."""
        return tuple(_stretches(self))

    @cached_property
    def own(self) -> tuple[Stretch, ...]:
        return tuple(stretch for stretch in self.stretches if stretch.speaker == self.focal)

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Where the coached person speaks next after somebody else, with nothing unheard between."""
        return tuple(
            Exchange(prompt, reply, _question(prompt), self.census.timed)
            for prompt, reply in pairwise(self.stretches)
            if reply.speaker == self.focal and prompt.speaker != self.focal and self.joined(prompt, reply)
        )

    def joined(self, earlier: Stretch, later: Stretch) -> bool:
        return self.close(earlier.span, later.span)

    def heard(self, span: Span) -> bool:
        """Whether (nearly) all speech of that time was transcribed."""
        if not self.census.timed or span.length <= UNHEARD:
            return True
        speech = intersect(near(self.census.speech, span), (span,))
        return total(subtract(speech, near(self.transcript.covered, span))) <= UNHEARD

    def close(self, earlier: Span, later: Span, speaker: str | None = None) -> bool:
        """Whether `later` follows within PATIENCE and nothing unheard lies between. Time in which `speaker` talks, as
        the census knows, is no silence, even where the engine wrote nothing down.
        """
        if not self.census.timed or later.start <= earlier.end:
            return True
        gap = Span(earlier.end, later.start)
        if gap.length <= PATIENCE:
            return self.heard(gap)
        spoken = near(self._turns.get(speaker or "", ()), gap)
        return total(subtract((gap,), spoken)) <= PATIENCE and self.heard(gap)

    @cached_property
    def _turns(self) -> dict[str, tuple[Span, ...]]:
        """When each voice speaks."""
        spans: dict[str, list[Span]] = {}
        for turn in self.census.turns:
            spans.setdefault(turn.speaker, []).append(turn.span)
        return {speaker: union(found) for speaker, found in spans.items()}


def listen(census: Census, transcript: Transcript, focal: str) -> Talk:
    """Read a transcript. Time grows with its length alone."""
    return Talk(census, transcript, focal, read_all(transcript))


def asks_nothing(line: Line) -> bool:
    """A listener's remark: it takes no floor and wants no answer."""
    short = is_backchannel(line.tokens) or len(line.tokens) <= ASIDE
    return short and not any(is_question(sentence) or sentence.marked for sentence in line.sentences)


def _stretches(talk: Talk) -> Iterator[Stretch]:
    held: list[Line] = []
    for at, line in enumerate(talk.lines):
        if not held:
            held = [line]
        elif line.speaker == held[-1].speaker and talk.close(held[-1].passage.span, line.passage.span, line.speaker):
            held.append(line)
        elif not (line.speaker != held[-1].speaker and asks_nothing(line) and _resumes(talk, held[-1], at)):
            yield Stretch(tuple(held))
            held = [line]
    if held:
        yield Stretch(tuple(held))


def _resumes(talk: Talk, holder: Line, at: int) -> bool:
    """Whether the holder of the floor goes on after the remark at `at` (and any further remarks). Who has just asked
    something has given the floor away: then even one word is an answer.
    """
    if holder.sentences[-1].marked or is_question(holder.sentences[-1]):
        return False
    for line in talk.lines[at + 1 : at + 4]:
        if line.speaker == holder.speaker:
            # The remark itself may have filled the pause, so patience runs from its end.
            since = Span(holder.passage.start, max(holder.passage.end, talk.lines[at].passage.end))
            return talk.close(since, line.passage.span, holder.speaker)
        if not asks_nothing(line):
            return False
    return False


def _question(prompt: Stretch) -> Sentence | None:
    latest = prompt.latest(LATEST_WORDS)
    at = next((at for at in reversed(range(len(latest))) if is_question(latest[at])), None)
    # "And did he buy it? He did." asks nobody: it was answered by who asked, or by a voice that was not told apart.
    return None if at is None or any(_SETTLES.match(said.text) for said in latest[at + 1 : at + 2]) else latest[at]
