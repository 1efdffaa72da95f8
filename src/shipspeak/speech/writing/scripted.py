"""A transcriber that knows what was said: the twin of an engine, for whoever must know the truth."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shipspeak.base import Progress, Span, union
from shipspeak.speech.model import Engine, Measure, Pcm, Word

SCRIPTED: Final = Engine("scripted", "1", "", {Measure.WORDS: 1.0, Measure.TIMES: 1.0, Measure.FILLERS: 1.0})


@dataclass(frozen=True, slots=True)
class ScriptedTranscriber:
    """A `Transcriber` that writes down `words` (in time order) where it is asked to, and listens to nothing."""

    words: Sequence[Word]
    lost: int = 0
    """Milliseconds at both ends of each stretch in which it misses what was said, as engines do that hear a word begin
    in the middle. Nothing is lost of a whole meeting but its ends, so the shorter the stretches, the less it hears."""
    engine: Engine = SCRIPTED

    def transcribe(
        self,
        pcm: Pcm,  # noqa: ARG002 -- needs no sound
        spans: Sequence[Span],
        progress: Progress,
        *,
        thorough: bool = True,  # noqa: ARG002 -- needs no sound
    ) -> tuple[Word, ...]:
        middles = [(word.start + word.end) // 2 for word in self.words]
        heard: list[Word] = []
        wanted = union(spans)
        for done, span in enumerate(wanted, 1):
            first = bisect_left(middles, span.start + self.lost)
            heard += self.words[first : max(first, bisect_left(middles, span.end - self.lost))]
            progress(done, len(wanted))
        return tuple(heard)
