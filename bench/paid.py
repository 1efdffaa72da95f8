"""`./ship bench paid`: a meeting whose words are paid for, over the real client to a fake of OpenAI.

meeting   several of half an hour, balanced, from the last byte to the report, with the rough pass and without: seconds,
          cost, the cut against writing down all speech, and whether the ledger says what the fake was asked for;
          then one over aimock, where npm can install it
failures  a provider that is down, slow, limited, lying, cutting, corrupt, without money; budgets that end in the
          middle: what becomes of each meeting, and of the budget

The meetings are SYNTHETIC (bench/recordings.py): read prose asks some one question in half an hour, which is hard to
tell, so the ladder climbs for it, as it does for half of all people in real meetings of that length. What the fake
answers are the words of this machine's own engine with one in ten changed, so nothing here tells how good a provider
is. An answer takes 0.8 s and a twentieth of the clip's length, half to half as much again.
"""

import argparse
import asyncio
import logging
import math
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from bench._paid import House, Kept, Waits, prepared
from bench._stranger import over_aimock
from bench.ai import own_database
from bench.pipeline import machine
from bench.recordings import described, recording
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Period, Scope, today
from shipspeak.ai.queries import differences, set_budget, standings
from shipspeak.coaching.paid import JUDGE, writing
from shipspeak.coaching.steps import agree
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.sampling import Preset, Rung

SHORT = 6
"""Minutes of the meetings that are failed."""
LEAST_S = 0.05
"""Seconds from which on a stage is shown."""


# -- half an hour


WAYS = {"rough": ("with the rough pass", 1e9), "turns": ("turns alone", 0.0)}


async def meeting(database: Database, folder: Path, meetings: int, runs: int, seed: int, ways: Sequence[str]) -> bool:
    print(f"\nmeeting: {meetings} of 30 minutes, balanced, {runs} runs each; {described()}")
    print(f"  {machine()}")
    found: dict[str, list[Run]] = {way: [] for way in ways}
    coached: list[str | None] = []
    for number in range(meetings):
        path = await asyncio.to_thread(recording, 30, folder, number)
        async with Waits([], keep=False) as fake:
            house, _ = await prepared(database, folder, path, seed, fake)
            coached.append(house.me)
            full = await _once(house, Preset.FULL, patience=0)
            clock = full.judging + (full.cost - full.judging) / Decimal(full.share)
            print(f"  meeting {number}: everything by the same engine ${full.cost}, {full.seconds:.1f} s")
            print(f"    told before: usually ${full.usual:.4f}, never more than ${full.most:.4f}")
            for way in ways:
                runs_of = [await _once(house, Preset.BALANCED, WAYS[way][1]) for _ in range(runs)]
                mine = [replace(one, full=full.cost, clock=clock) for one in runs_of]
                found[way] += mine
                climbed = "climbed" if mine[0].climbed else "did not climb"
                seconds = statistics.median(one.seconds for one in mine)
                print(f"    {way}: {seconds:.1f} s, ${mine[0].cost}, {mine[0].cut:.1%} less, {climbed}", flush=True)
                print(f"      told before: usually ${mine[0].usual:.4f}, never more than ${mine[0].most:.4f}")
                print("      " + "; ".join(mine[0].reasons))
                print("      " + _line(mine[0].stages), flush=True)
    for way in ways:
        _show(WAYS[way][0], found[way])
    well = await over_aimock(database, folder, await asyncio.to_thread(recording, 30, folder, 0), seed, coached[0])
    return well and all(one.exact and one.cost <= one.most for mine in found.values() for one in mine)


@dataclass(frozen=True)
class Run:
    seconds: float
    stages: dict[str, float]
    cost: Decimal
    share: float
    exact: bool
    """The ledger says what the fake says, to the millisecond and the token."""
    anchored: float | None
    paid: bool
    climbed: bool
    judging: Decimal
    usual: Decimal
    """What was told before that it usually costs …"""
    most: Decimal
    """… and never exceeds."""
    reasons: tuple[str, ...]
    """What the ladder decided, in order: which figures were too wide, from where to where."""
    full: Decimal = Decimal(0)
    """What everything costs by the same engine: all speech, its pauses left out."""
    clock: Decimal = Decimal(0)
    """The same if the pauses were sent too, as the study counts (`./ship sampling evaluate`)."""

    @property
    def cut(self) -> float:
        return 1 - float(self.cost / self.full)

    @property
    def of_clock(self) -> float:
        return 1 - float(self.cost / self.clock)


async def _once(house: House, preset: Preset, patience: float) -> Run:
    agree.PATIENCE_S = patience
    house.provider.forget()
    async with house.open() as at:
        began = perf_counter()
        report = await at.report(Kept(), preset)
        seconds = perf_counter() - began
        provider = at.provider
        exact = await at.billed() == (provider.audio_ms, provider.tokens_in, provider.tokens_out)
        left = await at.left()
        cost = sum((one.cost_usd for one in left), Decimal(0))
        judging = sum((one.cost_usd for one in left if one.feature == JUDGE), Decimal(0))
    stages: dict[str, float] = {}
    for part in report.made.parts:
        stages[part.stage] = stages.get(part.stage, 0) + part.seconds
    share = provider.audio_ms / report.duration
    print(f"  {preset.value}: {seconds:.1f} s, ${cost}", file=sys.stderr)
    reasons = tuple(_reason(rung) for rung in report.plan.ladder)
    climbed, paid = any(rung.bought for rung in report.plan.ladder), not report.made.gave_up
    terms = report.made.terms
    assert terms is not None
    told = (terms.usual_usd, terms.most_usd)
    return Run(seconds, stages, cost, share, exact, report.made.anchored, paid, climbed, judging, *told, reasons)


def _reason(rung: Rung) -> str:
    wide = [f"{one.metric} {one.low:.2f} to {one.high:.2f}" for one in rung.widths if one.wide]
    return f"{', '.join(wide) or 'nothing'} too wide, {rung.bought / 1000:.0f} s more bought"


def _line(stages: Mapping[str, float]) -> str:
    """Stages one after the other, a character for half a second."""
    return " ".join(f"{stage} {took:.1f} {'=' * round(2 * took)}" for stage, took in stages.items() if took >= LEAST_S)


def _show(name: str, found: Sequence[Run]) -> None:
    seconds = sorted(one.seconds for one in found)
    costs, cuts = sorted(one.cost for one in found), sorted(one.cut for one in found)
    print(f"\n  {name}: median {statistics.median(seconds):.1f} s, p95 {_p95(seconds):.1f} s (bar 15)")
    stages = {stage: statistics.median(one.stages.get(stage, 0.0) for one in found) for stage in found[0].stages}
    print("    " + ", ".join(f"{stage} {took:.1f}" for stage, took in stages.items() if took >= LEAST_S))
    judging = statistics.median(one.judging for one in found)
    print(f"    cost: median ${statistics.median(costs)}, most ${costs[-1]} (bar $0.04); of it judging ${judging}")
    print(f"    less than everything: median {statistics.median(cuts):.1%}, least {cuts[0]:.1%} (bar 75 %)")
    clock = sorted(one.of_clock for one in found)
    print(f"    less than the whole recording, pauses too: median {statistics.median(clock):.1%}, least {clock[0]:.1%}")
    print(f"    climbed: {sum(one.climbed for one in found)} of {len(found)}")
    print(f"    sound sent: {statistics.median(one.share for one in found):.1%} of the meeting")
    print(
        f"    ledger as the fake: {sum(one.exact for one in found)} of {len(found)}; paid: {sum(o.paid for o in found)}"
    )
    print(f"    words with a rough word's time: {statistics.median(one.anchored or 0.0 for one in found):.1%}")


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]


# -- what a provider may do


BUSY = Fault(Kind.STATUS, 503, "server_is_overloaded")
LIMITED = Fault(Kind.STATUS, 429, "rate_limit_exceeded", retry_after_s=0.5)
NO_MONEY = Fault(Kind.STATUS, 429, "credit_balance_exhausted", type="insufficient_quota")


def behaviours(chance: random.Random) -> dict[str, Callable[[int], Fault | None]]:
    def sometimes(share: float, fault: Fault) -> Callable[[int], Fault | None]:
        return lambda _: fault if chance.random() < share else None

    return {
        "well": lambda _: None,
        "down": lambda _: BUSY,
        "down from the fourth clip on": lambda n: BUSY if n > 3 else None,
        "slow: one in five never ends": sometimes(0.2, Fault(Kind.TIMEOUT)),
        "slow: none ends": lambda _: Fault(Kind.TIMEOUT),
        "limited: every second is told to wait": lambda n: LIMITED if n % 2 else None,
        "limited: all are": lambda _: LIMITED,
        "cutting one in five": sometimes(0.2, Fault(Kind.CUT)),
        "cutting all": lambda _: Fault(Kind.CUT),
        "1 % corrupt": sometimes(0.01, Fault(Kind.GARBLED)),
        "30 % corrupt": sometimes(0.3, Fault(Kind.GARBLED)),
        "without money from the third on": lambda n: NO_MONEY if n > 2 else None,
        "bills ten times what was sent": lambda _: None,
        "bills a tenth": lambda _: None,
        ENDS: lambda _: None,
        MOSTLY: lambda _: None,
        GONE: lambda _: None,
    }


LIES = {"bills ten times what was sent": 10.0, "bills a tenth": 0.1}
ENDS, MOSTLY, GONE = "our budget ends in the middle", "our budget is 80 % used", "our budget is spent"


async def failures(database: Database, folder: Path, each: int, seed: int) -> bool:
    """Each with the sound heard and written down roughly: what is timed is what comes after."""
    writing.WITHIN_S = 6.0
    agree.PATIENCE_S = 1e9
    print(f"\nfailures: {each} meetings of {SHORT} minutes each; an answer may take {writing.WITHIN_S:.0f} s")
    columns = ("reports", 7), ("by it", 6), ("here", 5), ("lost", 5), ("s", 6), ("spent $", 11), ("over $", 9)
    print(f"  {'the provider':40}", *(f"{name:>{width}}" for name, width in columns))
    chance, well = random.Random(seed), True
    async with Waits([], keep=False) as fake:
        house, heard = await prepared(database, folder, recording(SHORT, folder), seed, fake)
        async with house.open() as at:
            await at.report(heard)  # the rough pass, once
        for name, behave in behaviours(chance).items():
            well &= await _fail(house, heard, name, behave, each)
    async with database.tenant(DEFAULT_ORG) as tx:
        wrong = await differences(tx)
    print(f"  counters that differ from the ledger: {len(wrong)}")
    return well and not wrong


async def _fail(house: House, heard: Kept, name: str, behave: Callable[[int], Fault | None], each: int) -> bool:
    reports, here, why, took, spent, over = 0, 0, "", [], Decimal(0), Decimal(0)
    for _ in range(each):
        house.provider.forget()
        house.provider.behave, house.provider.lies = behave, LIES.get(name, 1.0)
        limit = await _budget(house.database, name)
        async with house.open(rough=True) as at:
            began = perf_counter()
            others = asyncio.create_task(_others(at, name))
            with suppress(Exception):
                report = await at.report(heard.local())
                reports += 1
                here += not report.made.terms or not report.made.terms.writes or bool(report.made.gave_up)
                why = report.made.gave_up or (report.made.terms.why if report.made.terms else "")
            took.append(perf_counter() - began)
            limit = await others if name == ENDS else limit
            others.cancel()
            spent += sum((one.cost_usd for one in await at.left()), Decimal(0))
        if limit is not None:
            over = max(over, await _used(house.database) - limit)
    await _set(house.database, None)
    lost = each - reports
    print(
        f"  {name:40} {reports:7} {reports - here:6} {here:5} {lost:5} {statistics.median(took):6.1f}"
        f" {spent / each:11.6f} {max(over, Decimal(0)):9.6f}  {why}"
    )
    return lost == 0 and over <= 0


async def _budget(database: Database, name: str) -> Decimal | None:
    """Of the day; None where there is none."""
    used = await _used(database)
    limits = {MOSTLY: used / Decimal("0.85"), GONE: used} | dict.fromkeys(LIES, used * 3)
    await _set(database, limits.get(name))
    return limits.get(name)


async def _others(house: House, name: str) -> Decimal:
    """What is left goes to others while the meeting is written down; the limit then."""
    while house.provider.asked < 2:  # noqa: ASYNC110 -- the provider has no bell
        await asyncio.sleep(0.02)
    limit = await _used(house.database)
    if name == ENDS:
        await _set(house.database, limit)
    return limit


async def _set(database: Database, limit: Decimal | None) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        await set_budget(tx, Scope.ORGANISATION, "", Period.DAY, limit)


async def _used(database: Database) -> Decimal:
    async with database.tenant(DEFAULT_ORG) as tx:
        await set_budget(tx, Scope.ORGANISATION, "", Period.MONTH, Decimal(1000))
        found = [one for one in await standings(tx, today()) if one.period is Period.MONTH]
        await set_budget(tx, Scope.ORGANISATION, "", Period.MONTH, None)
    return found[0].spent_usd + found[0].reserved_usd


async def run(given: argparse.Namespace) -> bool:
    parts, well = given.parts, True
    with tempfile.TemporaryDirectory() as scratch:
        async with own_database() as (database, _):
            if "meeting" in parts:
                well &= await meeting(database, Path(scratch), given.meetings, given.runs, given.seed, given.ways)
            if "failures" in parts:
                well &= await failures(database, Path(scratch), given.each, given.seed)
    return well


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["meeting", "failures"])
    parser.add_argument("--meetings", type=int, default=5)
    parser.add_argument("--runs", type=int, default=2, help="of each meeting")
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.WARNING)  # failures are meant here
    raise SystemExit(0 if asyncio.run(run(given)) else 1)


if __name__ == "__main__":
    main()
