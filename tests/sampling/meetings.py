"""Made-up meetings: turn structures of every sort, from a few numbers and a seed."""

from random import Random

from shipspeak.base import Turn

MINUTE = 60_000


def meeting(
    seed: int,
    minutes: float,
    *,
    people: int = 4,
    turn: float = 6.0,
    pause: float = 0.5,
    dominance: float = 1.0,
    overlap: float = 0.1,
) -> tuple[int, list[Turn]]:
    """Duration (ms), turns: `turn` and `pause` are mean seconds; each next person talks `dominance` times as often."""
    random = Random(seed)
    duration = round(minutes * MINUTE)
    weights = [dominance**number for number in range(people)]
    turns: list[Turn] = []
    at = round(random.expovariate(1 / pause) * 1000)
    while at < duration:
        length = max(200, round(random.expovariate(1 / turn) * 1000))
        who = f"S{random.choices(range(people), weights)[0] + 1}"
        turns.append(Turn(at, min(duration, at + length), who))
        back = random.random() < overlap
        at += length + round((-0.3 * length) if back else random.expovariate(1 / pause) * 1000)
    return duration, turns
