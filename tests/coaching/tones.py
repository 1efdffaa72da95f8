"""A meeting in which every word is a tone of its own: whoever has a clip of it can tell what was said in it."""

from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from shipspeak.ai.deciding.classify import Fault
from shipspeak.ai.model import Ask, Reply, Transcribe, Usage
from shipspeak.ai.providers.provider import Failed
from shipspeak.base import Span, Turn, union
from shipspeak.sampling import Guarantee, Plan, Preset, Role, Unit
from shipspeak.speech import (
    RATE,
    ArrayPcm,
    Census,
    Confidence,
    DecidedBy,
    Engine,
    Features,
    Limits,
    MemorySource,
    Samples,
    Sureness,
    Transcript,
    Voice,
    Word,
    attribute,
    decode,
)

WORD, GAP, PAUSE = 250, 50, 650
"""Milliseconds of a word, after it, and after each eighth."""
LOWEST, STEP, MOST, TIMES = 400, 45, 64, 3
"""Hertz of the first word, and to the next; how many can be told apart, and how often each is said."""
ROUGH = Engine("rough", "1", "", {})
FRAME = 50
"""Milliseconds that are listened to at once."""
SHORT = Limits(shortest=0)

TEXT = [f"word{number}" for number in range(MOST)]


@dataclass(frozen=True)
class Tones:
    words: tuple[Word, ...]
    samples: Samples
    census: Census

    @property
    def duration(self) -> int:
        return self.census.duration

    @property
    def pcm(self) -> ArrayPcm:
        return ArrayPcm(self.samples)

    def plan(self, *spans: Span) -> Plan:
        units = tuple(Unit(span, Role.FOCAL, 1.0, "your turn", n) for n, span in enumerate(spans))
        held = (Guarantee("budget", held=True, detail=""),)
        return Plan(Preset.BALANCED, 1, self.duration, "S1", self.duration, units, held)

    def rough(self) -> Transcript:
        """As a cheap engine hears it: every fifth word is lost, every seventh is another."""
        heard = [
            Word(word.start, word.end, "other" if number % 7 == 0 else word.text)
            for number, word in enumerate(self.words)
            if number % 5
        ]
        whole = (Span(0, self.duration),)
        return Transcript(attribute(heard, self.census, whole), whole, ROUGH)


def tones() -> Tones:
    """Two people in turn, sixteen words each."""
    words, clock = [], 500
    for number, text in enumerate(TEXT * TIMES):
        words.append(Word(clock, clock + WORD, text))
        clock += WORD + (PAUSE if number % 8 == 7 else GAP)
    duration = clock + 500
    samples = np.zeros(duration * RATE // 1000)
    for number, word in enumerate(words):
        at = np.arange(WORD * RATE // 1000) / RATE
        begin = word.start * RATE // 1000
        samples[begin : begin + len(at)] = 8000 * np.sin(2 * np.pi * (LOWEST + STEP * (number % MOST)) * at)
    runs = [words[at : at + 8] for at in range(0, len(words), 8)]
    turns = tuple(Turn(run[0].start, run[-1].end, f"S{1 + at // 2 % 2}") for at, run in enumerate(runs))
    census = Census(
        duration,
        DecidedBy.VOICES,
        (Voice("S1", None, 10_000, ()), Voice("S2", None, 10_000, ())),
        turns,
        union(turn.span for turn in turns),
        (),
        Confidence(Sureness.SURE, 0.0, ""),
        Features(250, (), ()),
    )
    return Tones(tuple(words), samples.astype(np.int16), census)


def listen(clip: bytes) -> str:
    """What is said in a clip. A word counts if most of it can be heard."""
    pcm = ArrayPcm()
    decode(MemorySource(clip), pcm.write, limits=SHORT)
    samples = pcm.read(0, pcm.length).astype(float)
    size = FRAME * RATE // 1000
    heard: list[int] = []
    for begin in range(0, len(samples) - size + 1, size):
        frame = samples[begin : begin + size]
        if np.sqrt((frame**2).mean()) < 1500:
            continue
        power = np.abs(np.fft.rfft(frame * np.hanning(size), 8 * size))
        number = round((int(power.argmax()) * RATE / (8 * size) - LOWEST) / STEP)
        heard.append(number)
    runs = [(number, len(list(run))) for number, run in groupby(heard)]
    return " ".join(TEXT[number] for number, long in runs if long >= 3 and 0 <= number < MOST)


@dataclass
class Ear:
    """A provider that hears tones. `faults`: what it says instead, question by question; None: it answers."""

    faults: list[Fault | None] = field(default_factory=list)
    always: Fault | None = None
    lies: float = 1.0
    """Seconds that it says it heard, for each one that it did."""
    says: str | None = None
    """Whatever was in the clip."""
    asked: list[Transcribe] = field(default_factory=list)

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        assert isinstance(ask, Transcribe)
        self.asked.append(ask)
        fault = self.faults.pop(0) if self.faults else self.always
        if fault is not None:
            raise Failed(fault)
        text = listen(ask.audio) if self.says is None else self.says
        return Reply(text, usage=Usage(audio_ms=round(ask.audio_ms * self.lies)), tier="default", request_id="r")

    async def close(self) -> None: ...

    @property
    def heard_ms(self) -> int:
        return sum(ask.audio_ms for ask in self.asked)
