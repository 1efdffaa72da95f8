"""The same meeting written down whole: what a report of a part can be held against. Never shown, never kept."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shipspeak.base import union
from shipspeak.coaching.metrics import measure
from shipspeak.coaching.model import Finished, Metric, Report
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Preset, choose
from shipspeak.speech import Census, DecidedBy, Pcm, Samples, overlaps_of, transcribed


def measure_whole(tools: Tools, finished: Finished, wait: Callable[[], None]) -> tuple[Metric, ...]:
    """The metrics of `finished` from all that was said: the same voices, the same engine. Blocking.

    `wait` is called before each reading of sound, from any thread: it may block while others need the machine, and
    what it raises ends the work. Needs sound; the words are gone when this returns.
    """
    assert finished.audio is not None, "a transcript without sound is whole already"
    report = finished.report
    plan = choose(
        duration=report.duration,
        turns=report.turns,
        focal=report.focal,
        cues=(),
        preset=Preset.FULL,
        seed=report.made.seed,
    )
    pcm = Patient(SealedPcm(tools.reader(finished.audio.stored), finished.audio), wait)
    transcriber, census = tools.transcriber(), _census(report)
    words = transcriber.transcribe(pcm, plan.spans, tools.progress)
    transcript = transcribed(words, census, plan.spans, transcriber.engine)
    return measure(census, plan, transcript, report.focal or "", report.kind)


@dataclass(frozen=True, slots=True)
class Patient:
    """Implements `speech.Pcm`: asks before it reads."""

    pcm: Pcm
    wait: Callable[[], None]

    @property
    def length(self) -> int:
        return self.pcm.length

    @property
    def tracks(self) -> int:
        return self.pcm.tracks

    def read(self, start: int, count: int) -> Samples:
        self.wait()
        return self.pcm.read(start, count)

    def read_tracks(self, start: int, count: int) -> npt.NDArray[np.int16]:
        self.wait()
        return self.pcm.read_tracks(start, count)


def _census(report: Report) -> Census:
    """What was heard, as the report kept it."""
    turns = report.turns
    return Census(
        duration=report.duration,
        decided_by=DecidedBy(report.made.hearing),
        voices=report.voices,
        turns=turns,
        speech=union(turn.span for turn in turns),
        overlaps=overlaps_of(turns),
        confidence=report.confidence,
        features=report.features,
        timed=report.timed,
    )
