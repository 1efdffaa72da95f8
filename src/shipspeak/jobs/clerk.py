"""The clerk: tells those who wait their place and their time, and everybody how long the queue is.

Any worker does it when something has changed. It works across organisations on ids, times and figures; each waiting
run's row then holds its own place, so that a person's transaction sees that and nothing of anybody else's.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shipspeak.database import Database, Row
from shipspeak.jobs import board
from shipspeak.jobs.board import Told
from shipspeak.jobs.fair import INTERRUPTED, Limits, Shares, Waits, forecast
from shipspeak.jobs.speed import History, worth_saying

MOST = 500
"""Runs that are told a place; those behind them are told that they wait."""
HISTORY_LASTS_S = 10.0


@dataclass(slots=True)
class Clerk:
    database: Database
    limits: Limits
    _history: History = field(default_factory=History, init=False)
    _read_at: float = field(default=float("-inf"), init=False)

    async def tell(self) -> None:
        """Bring the forecasts up to date, unless another worker is at it. Raises as `Database.operator`."""
        async with self.database.operator("tell places in the queue") as tx:
            if not await board.mine(tx):
                return
            if time.monotonic() - self._read_at > HISTORY_LASTS_S:
                self._history, self._read_at = await board.history(tx), time.monotonic()
            rows, shares = await board.queue(tx, MOST), await board.shares(tx)
            told = changed(rows, outlooks(rows, shares, self._history, self.limits))
            await board.tell(tx, told, self._history.range)
            await board.announce(tx)


def outlooks(rows: Sequence[Row], shares: Shares, history: History, limits: Limits) -> Sequence[Told]:
    """The forecast for the rows of `board.queue`; time 0 is now."""
    at_work = [Told(row["org_id"], row["id"], None, _left(row, history)) for row in rows if row["at_work"]]
    # Who waits will have as many beside it as are at work now.
    company = max(1, len(at_work))
    waiting = [waits(row, _work(row, history, company)) for row in rows if not row["at_work"]]
    ahead = forecast(waiting, [(one.org, one.seconds) for one in at_work], shares, limits, 0.0)
    return [*at_work, *(Told(one.run.org, one.run.id, one.place, one.ready) for one in ahead)]


def waits(row: Row, work: float) -> Waits:
    interrupted = row["begun"] and row["attempt"] <= INTERRUPTED
    return Waits(row["org_id"], row["id"], row["batch"], -row["waited_s"], interrupted, work)


def _left(row: Row, history: History) -> float:
    return history.left(board.known(row), row["done"], row["since_s"])


def _work(row: Row, history: History, company: int) -> float:
    return history.left(replace(board.known(row), company=company), row["done"])


def changed(rows: Sequence[Row], told: Sequence[Told]) -> Sequence[Told]:
    """Those whose place moved, or whose time did by so much that a person would want to know."""
    before = {row["id"]: (row["place"], row["left_s"]) for row in rows}
    return [one for one in told if before[one.id][0] != one.place or worth_saying(before[one.id][1], one.seconds)]
