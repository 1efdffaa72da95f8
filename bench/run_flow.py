"""One run of the real flow in a process of its own; prints where each second and each byte went, as JSON.

python -m bench.run_flow RECORDING [PRESET]
"""

import asyncio
import json
import resource
import secrets
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
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
    """A `Watcher` that notes when each stage began, what it cost, and when the first timeline could be drawn."""

    def __init__(self) -> None:
        self.began = perf_counter()
        self.stages: dict[str, float] = {}
        self.spent: dict[str, float] = {}
        self.most: dict[str, float] = {}
        self.first_speech: float | None = None
        self.first_voices: float | None = None

    def progress(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002 -- as in `Watcher`
        if stage not in self.stages:
            self.stages[stage] = perf_counter() - self.began
            self.spent[stage] = processor_seconds()

    def weigh(self) -> None:
        """Notes, a hundred times a second, what this process and its decoder hold in the stage of the moment."""
        while True:
            stage = next(reversed(self.stages), "")
            self.most[stage] = max(self.most.get(stage, 0), megabytes())
            sleep(0.01)

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
        Thread(target=watch.weigh, daemon=True).start()
        watch.began = perf_counter()  # the last byte has arrived
        finished = asyncio.run(coach(meeting, Journey(meeting, Forgetful(), tools)))
        total = perf_counter() - watch.began
    spent, report = processor_seconds(), finished.report
    json.dump(
        {
            "seconds": total,
            "cpu_seconds": spent,
            "first_timeline": watch.first_speech,
            "first_voices": watch.first_voices,
            "stages": _lengths(watch.stages, total),
            "cpu_stages": _lengths(watch.spent, spent),
            "peak_mb": max(watch.most.values()),
            "peak_mb_stages": {stage: watch.most.get(stage) for stage in watch.stages},
            "meeting_seconds": report.duration / 1000,
            "transcribed_seconds": sum(span.length for span in report.covered) / 1000,
            "cards": len(report.findings.focus),
        },
        sys.stdout,
    )


def processor_seconds() -> float:
    """Of this process and of the children that have ended (the decoder does, with its stage)."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def megabytes() -> float:
    """Resident now, of this process and its children together; what they share counts twice."""
    tasks = Path("/proc/self/task").glob("*/children")
    with suppress(OSError):  # a child may end while we look
        pids = ["self", *(pid for task in tasks for pid in task.read_text().split())]
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
        return pages * resource.getpagesize() / 1024**2
    return 0.0


def _lengths(stages: dict[str, float], total: float) -> dict[str, float]:
    starts = [*stages.values(), total]
    return {name: later - start for name, start, later in zip(stages, starts, starts[1:], strict=False)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Preset(sys.argv[2] if len(sys.argv) > 2 else "balanced"))
