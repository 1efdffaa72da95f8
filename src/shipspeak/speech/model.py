"""What hearing a recording yields. Frozen values, no I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from shipspeak.base import Progress, Span, Turn

RATE = 16_000
"""Samples a second of everything after decoding."""

Samples = npt.NDArray[np.int16]
"""Mono PCM at RATE, shape (samples,)."""


class ByteSource(Protocol):
    """A recording as stored: random access, so that an MP4 whose index stands at the end can be read in place."""

    @property
    def size(self) -> int:
        """Bytes."""

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; b"" at the end. Thread-safe."""


class Pcm(Protocol):
    """Decoded audio at RATE, wherever it lies (sealed chunks, a file, memory). Never wholly in memory."""

    @property
    def length(self) -> int:
        """Samples."""

    @property
    def tracks(self) -> int:
        """1 for a mix; N when each person came on a track of their own."""

    def read(self, start: int, count: int) -> Samples:
        """Mix of all tracks, `count` samples from `start` (fewer at the end). Thread-safe."""

    def read_tracks(self, start: int, count: int) -> npt.NDArray[np.int16]:
        """Shape (tracks, samples). Thread-safe."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder said of a recording."""

    duration: int
    """Milliseconds."""
    tracks: int
    codec: str
    container: str
    notes: tuple[str, ...] = ()
    """What a person should know of the recording: "The file ends early: …". Sentences, no content."""


Sink = Callable[[npt.NDArray[np.int16]], None]
"""Takes decoded PCM block by block, shape (tracks, samples), RATE."""


class DecidedBy(StrEnum):
    """Where the answer to "who speaks when" comes from."""

    VOICES = "voices"
    """Segmentation and speaker embeddings of the audio."""
    TRACKS = "tracks"
    """Each person has a track."""
    CAPTIONS = "captions"
    """The transcript that came with the file names the speakers."""


class Sureness(StrEnum):
    """How far the speaker labels can be trusted, as calibrated by `./ship bench speech`."""

    SURE = "sure"
    TENTATIVE = "tentative"
    UNSURE = "unsure"
    ONE_VOICE = "one_voice"
    """Only one voice was found: the margin says nothing then, so ask "only one person?"."""


class Edges(StrEnum):
    """How far the starts and ends of turns can be trusted."""

    HEARD = "heard"
    """From the sound, or from the times of single words: overlaps and short silences show."""
    TRIMMED = "trimmed"
    """Captions, trimmed by the sound: who cuts in on whom does not show, long silences do."""
    TOLD = "told"
    """Captions alone: padded, rounded, one after the other. Neither overlaps nor silences show."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Shown beside everything that rests on who spoke."""

    sureness: Sureness
    unsure_share: float
    """Share of speech, 0…1, whose margin is too small to say who spoke."""
    sentence: str
    """For a person to read."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One person as heard. No embedding: those live in memory while `hear` runs and nowhere else."""

    id: str
    """"S1", "S2" … in order of first speech."""
    name: str | None
    """Only when captions, tracks or a person gave it."""
    talk: int
    """Milliseconds of speech."""
    clips: tuple[Span, ...]
    """Up to three stretches of about five seconds in which this voice speaks alone, for "which one is you?"."""


@dataclass(frozen=True, slots=True)
class Features:
    """One value for each `step` of the recording."""

    step: int
    """Milliseconds."""
    loudness: tuple[float, ...]
    """dB relative to full scale, -90…0."""
    pitch: tuple[float | None, ...]
    """Median fundamental frequency in Hz of the voiced part; None where nothing is voiced."""


@dataclass(frozen=True, slots=True)
class Census:
    """All that is known of the whole meeting without words. 100 % of the audio, local, no cost."""

    duration: int
    decided_by: DecidedBy
    voices: tuple[Voice, ...]
    turns: tuple[Turn, ...]
    """Sorted by start; turns of different voices may overlap."""
    speech: tuple[Span, ...]
    """Union of all turns."""
    overlaps: tuple[Span, ...]
    """Where two or more speak."""
    confidence: Confidence
    features: Features
    timed: bool = True
    """False for a transcript without times: nothing that needs a clock may be computed."""
    edges: Edges = Edges.HEARD


@dataclass(frozen=True, slots=True)
class Preview:
    """The timeline so far, while `hear` still works. Everything in it may change."""

    heard: int
    """Milliseconds of the recording heard so far."""
    speech: tuple[Span, ...]
    """Sorted, disjoint."""
    turns: tuple[Turn, ...] = ()
    """Whose voice, once there is enough of it to tell; ids are provisional. Sorted by start."""


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str
    """As the engine wrote it, punctuation included, no surrounding space."""
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words by one speaker: the unit that claims cite."""

    id: str
    """"p1", "p2" … in time order; unique in its transcript."""
    speaker: str
    start: int
    end: int
    words: tuple[Word, ...]
    by: str = ""
    """The engine that wrote it, where that is another than its transcript's."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Measure(StrEnum):
    """What a transcript may or may not be able to show, depending on who made it."""

    WORDS = "words"
    TIMES = "times"
    FILLERS = "fillers"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Engine:
    """Who wrote the words, and what they can be trusted for."""

    name: str
    """For example "faster-whisper tiny.en int8"."""
    version: str
    weights: str
    """sha256 of the weights; "" for captions."""
    recall: dict[Measure, float | None] = field(default_factory=dict)
    """Measured share (0…1) of such things that the engine writes down; None or absent: it cannot see them,
    and a metric that needs them is "not measured by this engine", never 0."""

    @property
    def came_along(self) -> bool:
        """Whether the words came with the meeting: nothing was heard, so nothing was misheard here."""
        return not self.weights and self.recall.get(Measure.WORDS) == 1.0


@dataclass(frozen=True, slots=True)
class Transcript:
    """Words of the chosen part, by speaker."""

    passages: tuple[Passage, ...]
    covered: tuple[Span, ...]
    """What was transcribed: sorted, disjoint. Silence inside counts as covered."""
    engine: Engine

    def passage(self, id: str) -> Passage | None:
        return next((passage for passage in self.passages if passage.id == id), None)


class Transcriber(Protocol):
    """Speech to text."""

    @property
    def engine(self) -> Engine: ...

    def transcribe(
        self, pcm: Pcm, spans: Sequence[Span], progress: Progress, *, thorough: bool = True
    ) -> tuple[Word, ...]:
        """Words inside `spans` (sorted, disjoint), times on the meeting's clock, in time order. Blocking:
        call it from a thread. Progress counts milliseconds of audio. `thorough`: also what is hard to hear, whatever
        time it takes; without, talk may be left without a word where words are only to say where to look.
        """
