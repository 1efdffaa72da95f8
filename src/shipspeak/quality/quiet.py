"""Nobody waits for work that nobody waits for: a comparison stands still while somebody's meeting is worked on."""

import threading
from dataclasses import replace

from shipspeak.base import stop_if_called_off
from shipspeak.jobs import Journey, Run, Task

_LOOK = 0.5
"""Seconds between two looks whether the work was called off meanwhile."""


class Quiet:
    """Of one worker process, which has its cores to itself (`Settings.workers`)."""

    def __init__(self) -> None:
        self._people = 0
        self._free = threading.Event()
        self._free.set()

    def people(self, task: Task) -> Task:
        """`task` as it is; while it works, whoever is `Patient` stands still."""

        async def work(run: Run, journey: Journey) -> None:
            self._people += 1
            self._free.clear()
            try:
                await task.work(run, journey)
            finally:
                self._people -= 1
                if not self._people:
                    self._free.set()

        return replace(task, work=work)

    def wait(self) -> None:
        """Until no person's meeting is worked on. For work in threads; raises CalledOff when that is called off."""
        stop_if_called_off()
        while not self._free.wait(_LOOK):
            stop_if_called_off()
