"""A process of its own that spends at the same till as the product does, until it is killed with an answer in hand that
is not settled.

In: the database's address, then a line to begin. Out: "ready", how many of fifty calls it made, "answered".
"""

import asyncio
import sys

from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.money import till
from shipspeak.ai.money.teller import Teller
from shipspeak.database import connect
from tests.ai.till import booking, closing


async def fifty(teller: Teller) -> int:
    """How many there was room for."""

    async def call() -> bool:
        booked = booking("0.007")
        try:
            await teller.reserve(booked)
        except BudgetSpent:
            return False
        teller.settle_behind(booked, closing("0.007"))
        return True

    return sum(await asyncio.gather(*(call() for _ in range(50))))


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def main() -> None:
    async with await connect(sys.stdin.readline().strip()) as database:
        teller = Teller(database)
        say("ready")
        sys.stdin.readline()
        say(await fifty(teller))
        await teller.settled()
        till.BEHIND_S = 3600.0  # it is killed within the 20 ms that are otherwise between answer and settling
        last = booking("0.001", lease_s=0.2)
        await teller.reserve(last)
        teller.settle_behind(last, closing("0.0004"))
        say("answered")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
