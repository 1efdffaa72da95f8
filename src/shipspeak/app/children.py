"""Child processes that are watched: started again when they die, ended when we are."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

PR_SET_PDEATHSIG = 1
PATIENCE = 10.0
"""Seconds a child has to end by itself."""
SHORT_LIFE = 5.0
LONGEST_WAIT = 30.0


@dataclass(slots=True)
class Child:
    """One process of `./ship`, kept alive."""

    command: Sequence[str]
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = field(default=None, init=False)
    deaths: int = field(default=0, init=False)

    async def keep_alive(self) -> None:
        """Start it, and again whenever it dies; longer waits when it dies at once. Cancel to end it."""
        wait = 0.1
        try:
            while True:
                born = monotonic()
                self.process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "shipspeak.app",
                    *self.command,
                    env={**os.environ, **self.environment},
                    preexec_fn=partial(die_with_parent, os.getpid()),
                    start_new_session=True,  # Ctrl-C reaches us alone, so that we can end them in order
                )
                await self.process.wait()
                self.deaths += 1
                wait = min(wait * 2, LONGEST_WAIT) if monotonic() - born < SHORT_LIFE else 0.1
                await asyncio.sleep(wait)
        finally:
            await self._end()

    async def _end(self) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent is gone, however that died. Linux only.

    `parent`: its process number. One that died before we asked would never be told of: then we end at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
