"""One run of the real flow in a process of its own; prints where each second and each byte went, as JSON.

python -m bench.run_flow RECORDING [PRESET]
"""

import asyncio
import json
import resource
import secrets
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from shipspeak.base import Settings, silent
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Forgetful, Journey
from shipspeak.coaching.model import Cover, Meeting, State, Upload, Wishes
from shipspeak.coaching.tools import Tools
from shipspeak.outside import files_at
from shipspeak.sampling import Preset
from shipspeak.speech import Preview, WhisperTranscriber, ensure_weights
from shipspeak.vault import FileKeystore, Vault


class Stopwatch:
    """A `Watcher` that notes when each stage began and when the first timeline could be drawn."""

    def __init__(self) -> None:
        self.began = perf_counter()
        self.stages: dict[str, float] = {}
        self.first_speech: float | None = None
        self.first_voices: float | None = None

    def progress(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002 -- as in `Watcher`
        self.stages.setdefault(stage, perf_counter() - self.began)

    def preview(self, preview: Preview) -> None:
        now = perf_counter() - self.began
        if self.first_speech is None and preview.speech:
            self.first_speech = now
        if self.first_voices is None and preview.turns:
            self.first_voices = now


def main(recording: Path, preset: Preset) -> None:
    weights = ensure_weights(Settings.read().weights_folder, silent)
    with tempfile.TemporaryDirectory() as scratch:
        vault = Vault(FileKeystore(Path(scratch) / "keys"))
        watch = Stopwatch()
        transcribers: list[WhisperTranscriber] = []

        def transcriber() -> WhisperTranscriber:
            transcribers.append(WhisperTranscriber(weights))
            return transcribers[-1]

        tools = Tools(uuid4(), uuid4(), files_at(f"{scratch}/files"), vault, weights, transcriber, watch)
        vault.admit(tools.org, tools.meeting)
        with tools.writer("original/0") as writer, recording.open("rb") as file:
            while block := file.read(1 << 20):
                writer.write(block)
        cover = Cover("bench", (Upload(recording.name, writer.stored),), {}, secrets.token_hex(16))
        wishes = Wishes(preset=preset)
        meeting = Meeting(
            tools.meeting, tools.org, datetime.now(UTC), State.WORKING, wishes, cover, None, None, None, 0, 0, 0
        )
        watch.began = perf_counter()  # the last byte has arrived
        finished = asyncio.run(coach(meeting, Journey(meeting, Forgetful(), tools)))
        total = perf_counter() - watch.began
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    report = finished.report
    json.dump(
        {
            "seconds": total,
            "cpu_seconds": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
            "first_timeline": watch.first_speech,
            "first_voices": watch.first_voices,
            "stages": _lengths(watch.stages, total),
            "peak_mb": (own.ru_maxrss + children.ru_maxrss) / 1024,
            "meeting_seconds": report.duration / 1000,
            "transcribed_seconds": sum(span.length for span in report.covered) / 1000,
            "cards": len(report.findings.focus),
        },
        sys.stdout,
    )


def _lengths(stages: dict[str, float], total: float) -> dict[str, float]:
    starts = [*stages.values(), total]
    return {name: later - start for name, start, later in zip(stages, starts, starts[1:], strict=False)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Preset(sys.argv[2] if len(sys.argv) > 2 else "balanced"))
