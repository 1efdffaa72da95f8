"""Nobody waits for work that nobody waits for: a comparison stands still while somebody's meeting is worked on."""

import threading
from dataclasses import replace
from typing import Self

from shipspeak.base import ShipSpeakError
from shipspeak.jobs import Journey, Run, Task


class Interrupted(ShipSpeakError):
    """This comparison was broken off: its worker stops, or its meeting is gone. It goes on by itself."""

    status = 503
    exit_code = 75


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

    def patience(self) -> "Patience":
        return Patience(self._free)


class Patience:
    """Of one piece of work in threads. `with quiet.patience() as patience: …`"""

    LOOK = 0.5
    """Seconds between two looks whether the work was given up meanwhile."""

    def __init__(self, free: threading.Event) -> None:
        self._free = free
        self._over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Who awaited the work is gone: its threads end at their next reading."""
        self._over = True

    def wait(self) -> None:
        """Until no person's meeting is worked on. Called from any thread. Raises Interrupted when it is over."""
        while not self._over:
            if self._free.wait(self.LOOK):
                return
        raise Interrupted
