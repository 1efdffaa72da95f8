"""The process that `./ship bench kill` kills: a real worker that also writes down when each step's work begins."""

import asyncio
import functools
import importlib
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable

from bench._flows import Flow
from shipspeak.database import Database, connect
from shipspeak.jobs import Journey, Keep, run_worker


def flow_named(name: str, database: Database | None) -> Flow:
    """`module:function`, called with the database it will work on (None where it only describes itself)."""
    module, _, function = name.partition(":")
    made: Flow = getattr(importlib.import_module(module), function)(database)
    return made


def write_down(journal: int) -> None:
    """From now on each beginning of a step's work is a line `run step nanoseconds` in the file `journal`."""
    step = Journey.step

    @functools.wraps(step)
    async def written(
        self: Journey, name: str, work: Callable[[], Awaitable[bytes]], keep: Keep | None = None
    ) -> bytes:
        async def begins() -> bytes:
            os.write(journal, f"{self.run.id} {name} {time.time_ns()}\n".encode())
            return await work()

        return await step(self, name, begins, keep)

    Journey.step = written  # type: ignore[method-assign]  # the only way to see every flow, also one we do not know


async def work(url: str, name: str, flow: str, journal: str) -> None:
    write_down(os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
    async with await connect(url, patience=60) as database:
        chosen = flow_named(flow, database)
        await run_worker(database, {chosen.job: chosen.task}, name=name)


if __name__ == "__main__":
    # Whoever started us holds the other end of our standard input: when that dies, so do we.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    asyncio.run(work(*sys.argv[1:]))
