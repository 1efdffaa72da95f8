"""`./ship bench money`: is what is said about spending right? On histories made for it; every figure with its seed.

forecast   each fifth day of a year's months forecast again, and compared with what came, against the average day
burn       how often a budget alarms that lasts its month, and how many hours before it would be gone one that does not
anomalies  how often an ordinary day or hour alarms, and how often one does that cost 3, 5 or 10 times as much as meant
"""

import argparse
import math
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import mean, median

from shipspeak.ai.actions import HISTORY_DAYS
from shipspeak.ai.anomaly import unusual
from shipspeak.ai.burn import HOURS, burning
from shipspeak.ai.hindsight import hindsight
from shipspeak.ai.model import Period, Scope, Standing
from shipspeak.ai.watch import DAYS_BACK, HOURS_BACK, LEAST_DAY, LEAST_HOUR, like

FIRST, DAYS = date(2025, 10, 6), 390
KINDS = ("steady", "weekdays", "growing", "shrinking", "stepped", "weekdays and bursts", "few meetings")
TRENDS = {"growing": 1.005, "shrinking": 0.995}
History = dict[date, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["anomalies", "burn", "forecast"])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for part, run in (("anomalies", anomalies), ("burn", burn), ("forecast", forecasts)):
        if part in given.parts:
            run(given.seed)


def day_cost(kind: str, n: int, day: date, chance: random.Random) -> float:
    """US dollars, 10 on a usual day. "few meetings": each is a large part of its day, and many days have none."""
    if kind == "few meetings":
        return sum(4 * chance.lognormvariate(0, 0.6) for _ in range(_poisson(1.2, chance))) * (day.weekday() < 5)
    cost = 10 * chance.lognormvariate(0, 0.25)
    if kind.startswith("weekdays"):
        cost *= 0.1 if day.weekday() >= 5 else 1.3
    if kind in TRENDS:
        cost *= TRENDS[kind] ** n
    if kind == "stepped":
        cost *= (1.0, 2.0, 1.3, 0.6)[n // 100 % 4]
    if "bursts" in kind and chance.random() < 0.05:
        cost *= 4
    return cost


def history(kind: str, seed: int) -> History:
    chance = random.Random(seed)
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    return {day: day_cost(kind, n, day, chance) for n, day in enumerate(days)}


def forecasts(seed: int) -> None:
    print(f"forecast of the month's end, replayed over {DAYS} days of 2 histories of each kind, seed {seed}")
    print(f"  {'':22} {'forecasts':>9} {'error':>7} {'average day':>12} {'in 80 %':>8} {'in 95 %':>8}")
    for kind in KINDS:
        told = [hindsight(history(kind, seed * 100 + n), FIRST + timedelta(days=DAYS), HISTORY_DAYS) for n in range(2)]
        known = [one for one in told if one is not None]
        columns = zip(*((one.error, one.average_day, one.likely, one.nearly_surely) for one in known), strict=True)
        error, plain, likely, sure = map(mean, columns)
        count = sum(one.forecasts for one in known)
        print(f"  {kind:22} {count:9} {error:7.1%} {plain:12.1%} {likely:8.0%} {sure:8.0%}")


def anomalies(seed: int) -> None:
    times = (1, 3, 5, 10)
    print(f"\nalarms on days that cost so many times what was meant, 4 histories of {DAYS} days each, seed {seed}")
    print(f"  {'days':22} " + " ".join(f"{f'x {n}':>8}" for n in times))
    for kind in KINDS:
        shares = [alarmed_days(kind, seed, n) for n in times]
        print(f"  {kind:22} " + " ".join(f"{share:8.1%}" for share in shares))
    print(f"  {'hours':22} " + " ".join(f"{f'x {n}':>8}" for n in times))
    for rate in (0.3, 2.0, 10.0):
        shares = [alarmed_hours(rate, seed, n) for n in times]
        print(f"  {f'{rate} meetings an hour':22} " + " ".join(f"{share:8.1%}" for share in shares))


def alarmed_days(kind: str, seed: int, times: int) -> float:
    """Of days that cost anything, once two months are known."""
    alarms: list[bool] = []
    for n in range(4):
        costs = {
            datetime(d.year, d.month, d.day, tzinfo=UTC): cost for d, cost in history(kind, seed * 100 + n).items()
        }
        for at in [day for day, cost in costs.items() if cost][DAYS_BACK:]:
            known = {day: cost for day, cost in costs.items() if at - timedelta(days=DAYS_BACK) <= day < at}
            alarms.append(unusual(times * costs[at], like(known, at), LEAST_DAY) is not None)
    return sum(alarms) / len(alarms)


def alarmed_hours(rate: float, seed: int, times: int) -> float:
    """Of hours of the working day that cost anything; a meeting costs about four cents."""
    chance = random.Random(seed)
    costs = [
        sum(0.04 * chance.lognormvariate(0, 0.6) for _ in range(_poisson(rate, chance))) if 8 <= n % 24 < 18 else 0.0
        for n in range(120 * 24)
    ]
    alarms = [
        unusual(times * cost, costs[n - HOURS_BACK : n], LEAST_HOUR) is not None
        for n, cost in enumerate(costs)
        if n >= HOURS_BACK and cost
    ]
    return sum(alarms) / len(alarms)


def burn(seed: int, months: int = 40) -> None:
    print(f"\nbudgets of a month, {months} months of each kind, seed {seed}: looked at every hour")
    print(f"  {'a budget of':34} {'months with an alarm':>21} {'gone':>5} {'hours before, median':>21}")
    for name, share, dearer in (
        ("twice what the month costs", 2.0, 1.0),
        ("1.3 times what the month costs", 1.3, 1.0),
        ("0.7 times what the month costs", 0.7, 1.0),
        ("twice, and from a day on 5 times", 2.0, 5.0),
        ("twice, and from a day on 20 times", 2.0, 20.0),
    ):
        told = [one_budget(share, dearer, random.Random(seed * 1000 + n)) for n in range(months)]
        early = [gone - first for first, gone in told if gone is not None and first is not None]
        alarmed, empty = sum(first is not None for first, _ in told), sum(gone is not None for _, gone in told)
        print(f"  {name:34} {alarmed:14} of {months:3} {empty:5} {median(early) if early else '-':>21}")


def one_budget(share: float, dearer: float, chance: random.Random) -> tuple[int | None, int | None]:
    """The hour of the first alarm, and that in which the budget is gone; four meetings on a working day."""
    begin, dear_from = datetime(2026, 9, 1, tzinfo=UTC), 24 * chance.randrange(3, 25)
    hours = [begin + timedelta(hours=n) for n in range(30 * 24)]
    plain = [
        sum(0.04 * chance.lognormvariate(0, 0.6) for _ in range(_poisson(0.4, chance)))
        if hour.weekday() < 5 and 8 <= hour.hour < 18
        else 0.0
        for hour in hours
    ]
    limit = share * sum(plain)
    costs = [cost * (dearer if n >= dear_from else 1) for n, cost in enumerate(plain)]
    first: int | None = None
    spent = 0.0
    for n, cost in enumerate(costs):
        spent += cost
        if spent >= limit:
            return first, n
        if first is None:
            standing = Standing(Scope.ORGANISATION, "", Period.MONTH, *(Decimal(x) for x in (limit, spent, 0)))
            lately = {back: sum(costs[max(0, n + 1 - back) : n + 1]) for back in HOURS}
            if burning(standing, lately, hours[n] + timedelta(minutes=59)):
                first = n
    return first, None


def _poisson(rate: float, chance: random.Random) -> int:
    """Knuth 1969."""
    limit, product, count = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


if __name__ == "__main__":
    main()
