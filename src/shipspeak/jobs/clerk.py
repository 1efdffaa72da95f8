"""The clerk: tells those who wait their place and their time, and everybody how long the queue is.

Any worker does it when something has changed. It works across organisations on ids, times and figures; each waiting
run's row then holds its own place, so that a person's transaction sees that and nothing of anybody else's.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shipspeak.database import Database, Row
from shipspeak.jobs import board
from shipspeak.jobs.fair import INTERRUPTED, Limits, Place, Shares, Waits, forecast
from shipspeak.jobs.speed import Size, expected, worth_saying

MOST = 500
"""Runs that are told a place; those behind them are told that they wait."""
SPEEDS_LAST_S = 10.0


@dataclass(slots=True)
class Clerk:
    database: Database
    limits: Limits
    _speeds: Mapping[str, float] = field(default_factory=dict, init=False)
    _measured: float = field(default=float("-inf"), init=False)

    async def tell(self) -> None:
        """Bring the forecasts up to date, unless another worker is at it. Raises as `Database.operator`."""
        async with self.database.operator("tell places in the queue") as tx:
            if not await board.mine(tx):
                return
            if time.monotonic() - self._measured > SPEEDS_LAST_S:
                self._speeds, self._measured = await board.speeds(tx), time.monotonic()
            rows, shares = await board.queue(tx, MOST), await board.shares(tx)
            await board.tell(tx, changed(rows, places(rows, shares, self._speeds, self.limits)))
            await board.announce(tx)


def places(rows: Sequence[Row], shares: Shares, speeds: Mapping[str, float], limits: Limits) -> Sequence[Place]:
    """The forecast for the rows of `board.queue`; time 0 is now."""
    # A run that takes longer than expected will end soon; how soon, nobody knows.
    at_work = [
        (row["org_id"], max(0.1 * work, work - row["taking_s"]))
        for row in rows
        if row["at_work"]
        for work in [_work(row, speeds)]
    ]
    waiting = [waits(row, _work(row, speeds)) for row in rows if not row["at_work"]]
    return list(forecast(waiting, at_work, shares, limits, 0.0))


def waits(row: Row, work: float) -> Waits:
    interrupted = row["begun"] and row["attempt"] <= INTERRUPTED
    return Waits(row["org_id"], row["id"], row["batch"], -row["waited_s"], interrupted, work)


def _work(row: Row, speeds: Mapping[str, float]) -> float:
    return expected(Size(row["kind"], row["length_s"]), speeds)


def changed(rows: Sequence[Row], told: Sequence[Place]) -> Sequence[Place]:
    """Those whose place moved, or whose time did by so much that a person would want to know."""
    before = {row["id"]: (row["place"], row["left_s"]) for row in rows}
    return [one for one in told if before[one.run.id][0] != one.place or worth_saying(before[one.run.id][1], one.ready)]
