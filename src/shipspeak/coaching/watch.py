"""How far it is, on a terminal: a bar for each stage, with real counts."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shipspeak.coaching.stages import STAGES
from shipspeak.speech import Preview


class Bars:
    """A `Watcher` for a terminal, on standard error. Silent where that is no terminal, or `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description:<30}"),
            BarColumn(bar_width=32),
            TextColumn("{task.fields[count]:>16}"),
            TimeElapsedColumn(),
            console=console,
            disable=quiet or not sys.stderr.isatty(),
        )
        self._tasks: dict[str, TaskID] = {}

    def progress(self, stage: str, done: int, total: int) -> None:
        self._finish_before(stage)
        task = self._tasks.get(stage)
        if task is None:
            task = self._tasks[stage] = self._progress.add_task(STAGES[stage], total=None, count="")
        if total:
            count = f"{done // 60_000}:{done // 1000 % 60:02d} of {total // 60_000}:{total // 1000 % 60:02d}"
            self._progress.update(task, completed=done, total=total, count=count)

    def preview(self, preview: Preview) -> None:
        """A terminal shows no timeline."""

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._finish_before("")
        self._progress.stop()

    def _finish_before(self, stage: str) -> None:
        for name, task in self._tasks.items():
            if name != stage and not self._progress.tasks[task].finished:
                total = self._progress.tasks[task].total or 1
                self._progress.update(task, completed=total, total=total)
