"""Journey: a run's way through its steps. A finished step is remembered."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable

from shipspeak.database import Database, DatabaseUnreachable, Tx
from shipspeak.jobs import queries
from shipspeak.jobs.errors import MadeWay
from shipspeak.jobs.model import Run

Keep = Callable[[Tx, bytes], Awaitable[None]]

_TRIES = 4
"""Each waits for the database for its patience (10 s) by itself."""


class Journey:
    """What a flow is given to remember its steps with.

        census = await journey.step("hear", lambda: hear(recording))

    Called again after a crash, on whatever machine, the flow runs from its beginning and each finished step answers
    at once with what it answered then. A crash between a step's work and its row repeats the work: steps are done at
    least once and remembered exactly once.
    """

    def __init__(self, database: Database, run: Run, wanted: Callable[[], Awaitable[bool]] | None = None) -> None:
        """wanted: whether somebody waits for whom this run, being batch, makes way."""
        self._database = database
        self.run = run
        self._wanted = wanted
        self._stages: Counter[str] = Counter()
        self._since = run.taken

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]], keep: Keep | None = None) -> bytes:
        """What `work` returns, or what it returned before.

        `work` runs outside any transaction and may take as long as it likes. `keep` writes what others shall see
        (the report, the meeting's state), in the one transaction that records the step. `name`: lower-case letters,
        digits, dots, underscores, unique in the run. The bytes are stored as they are: seal them.

        Raises LeaseLost when another worker has taken the run over; then nothing was written. Raises MadeWay before
        the work where people wait and this run is batch.
        """
        stage = self._stage(name)
        remembered = await self._read(name)
        if remembered is not None:
            return remembered
        if self.run.makes_way and self._wanted is not None and await self._wanted():
            raise MadeWay
        result = await work()
        await self._write(name, stage, result, keep)
        self._since = time.monotonic()
        return result

    def _stage(self, name: str) -> str:
        """What its time is learned under: the name before any dot, "transcribe", and "transcribe 2" the next time."""
        stage = name.partition(".")[0]
        self._stages[stage] += 1
        return f"{stage} {self._stages[stage]}" if self._stages[stage] > 1 else stage

    async def _read(self, name: str) -> bytes | None:
        async with self._database.tenant(self.run.org) as tx:
            return await queries.result_of(tx, self.run, name)

    async def _write(self, name: str, stage: str, result: bytes, keep: Keep | None) -> None:
        seconds = time.monotonic() - self._since  # with what lies between steps: together they are the run
        for tried in range(1, _TRIES + 1):
            try:
                async with self._database.tenant(self.run.org) as tx:
                    # Not new: the commit before had succeeded and only its answer was lost.
                    if await queries.record(tx, self.run, name, stage, result, seconds) and keep is not None:
                        await keep(tx, result)
            except DatabaseUnreachable:
                # Minutes of work are in hand, and the fence makes a second try safe.
                if tried == _TRIES:
                    raise
            else:
                return
