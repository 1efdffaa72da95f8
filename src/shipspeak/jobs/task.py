"""What a worker does for a job."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shipspeak.database import Tx
from shipspeak.jobs.journey import Journey
from shipspeak.jobs.model import Problem, Run


async def _nothing_more(tx: Tx, run: Run, problem: Problem) -> None:
    """The failed run itself says enough."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does for a job."""

    work: Callable[[Run, Journey], Awaitable[None]]
    """The flow. Called again from its beginning after a crash; `Journey.step` remembers what is done."""
    failed: Callable[[Tx, Run, Problem], Awaitable[None]] = _nothing_more
    """Tells whoever waits, in the transaction that marks the run as failed."""
    attempts: int = 5
    """Takings in a row without a finished step before the run fails: a recording that kills its worker ends here."""
