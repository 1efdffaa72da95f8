"""The worker that `./ship bench kill_steps` starts: the real one, but for a moment at which it or PostgreSQL dies."""

import asyncio
import functools
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

from shipspeak.app import worker
from shipspeak.base import Settings
from shipspeak.database import process
from shipspeak.jobs import Journey, Keep


class When(StrEnum):
    """Of the first step in this life that is not remembered yet."""

    BEFORE_ROW = "its work done, before its row"
    START = "at its start"
    MIDDLE = "in the middle"
    AFTER_ROW = "just after its row"


def doom(when: When, postgres: Path | None, middle_s: float, journal: int) -> None:
    """postgres: the data folder whose server dies, each time, instead of this process, once. middle_s: where it is."""
    plain = Journey.step

    @functools.wraps(plain)
    async def step(self: Journey, name: str, work: Callable[[], Awaitable[bytes]], keep: Keep | None = None) -> bytes:
        worked = False

        def now(moment: When, seconds: float = 0) -> None:
            if moment is when:
                os.write(journal, f"killed {name} {seconds:.3f} {time.time_ns()}\n".encode())
                die(postgres)

        async def begins() -> bytes:
            nonlocal worked
            worked = True
            os.write(journal, f"begun {name} 0 {time.time_ns()}\n".encode())
            now(When.START)
            began, timer = time.monotonic(), threading.Timer(middle_s, now, (When.MIDDLE,))
            if when is When.MIDDLE:
                timer.start()
            result = await work()
            if when is When.MIDDLE and timer.is_alive():  # it went faster this time
                timer.cancel()
                now(When.MIDDLE)
            now(When.BEFORE_ROW, time.monotonic() - began)
            return result

        result = await plain(self, name, begins, keep)
        if worked:
            now(When.AFTER_ROW)
        return result

    Journey.step = step  # type: ignore[method-assign]  # the only way to be in every step of the flow


def die(postgres: Path | None) -> None:
    """At once; PostgreSQL is gone when this returns."""
    if postgres is None:
        os.kill(os.getpid(), signal.SIGKILL)
    elif (found := process.running(postgres)) is not None:
        os.kill(found.pid, signal.SIGKILL)


if __name__ == "__main__":
    when, data, middle, file = sys.argv[1:]
    # Whoever started us holds the other end of our standard input: when that dies, so do we.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    if when:
        journal = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        doom(When(when), Path(data) if data else None, float(middle), journal)
    asyncio.run(worker.run(Settings.read()))
