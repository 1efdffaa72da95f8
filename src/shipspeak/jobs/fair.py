"""Whose turn it is. Pure; `queries.take` says the same in SQL, and tests/jobs/test_fair.py holds the two together.

1. People before batch. Batch that has waited for ten minutes counts as a person, as long as batch had less than a
   quarter of the last hour: it never starves, and a thousand batch runs that grow old do not bury anybody.
2. What was interrupted before what is new: half-done work is finished first. Interrupted twice in a row without a
   step done, it may be the recording that kills workers, and it queues like any other.
3. The organisation that has least at work now; then the one that had least of the workers' time in the last hour
   (so twenty meetings of one do not stand before another's only one; and who was idle is owed nothing).
4. Within an organisation the oldest.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

PATIENCE_S = 600.0
"""Batch that has waited for this long is let in between people."""
BATCH_SHARE = 0.25
"""Of the workers' time in the last hour, for batch that is let in between people."""
WINDOW_S = 3600.0
"""How far back time counts: what an organisation took longer ago is forgotten."""
INTERRUPTED = 1
"""Attempts up to which a run that was begun goes before new ones."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A run that is due."""

    org: UUID
    id: UUID
    batch: bool
    asked: float
    """Seconds, on any clock that `now` shares."""
    interrupted: bool
    """It was begun, and had at most one attempt since."""
    work: float = 0.0
    """Seconds that it is expected to take."""


@dataclass(frozen=True, slots=True)
class Share:
    """What an organisation has, and had in the last hour."""

    running: int = 0
    used: float = 0.0
    """Seconds of workers' time."""
    used_by_batch: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Runs at work at once."""

    total: int | None = None
    """None: as many as there are workers."""
    each: int | None = None
    """For each organisation. None: no limit but fairness."""

    def let(self, running_in_total: int, running: int) -> bool:
        return (self.total is None or running_in_total < self.total) and (self.each is None or running < self.each)


NO_LIMITS = Limits()
Shares = Mapping[UUID, Share]
_NOTHING = Share()


def next_of(waiting: Sequence[Waits], shares: Shares, limits: Limits, now: float) -> Waits | None:
    """Who is taken next; None when nobody waits or the limits let nobody in."""
    running = sum(share.running for share in shares.values())
    let_in = _batch_is_let_in(shares)
    may = [one for one in waiting if limits.let(running, shares.get(one.org, _NOTHING).running)]
    return min(may, key=lambda one: _rank(one, shares.get(one.org, _NOTHING), now, let_in=let_in), default=None)


def _rank(one: Waits, share: Share, now: float, *, let_in: bool) -> tuple[bool, bool, int, float, float, UUID]:
    later = one.batch and not (let_in and now - one.asked >= PATIENCE_S)
    return later, not one.interrupted, share.running, share.used, one.asked, one.id


def _batch_is_let_in(shares: Shares) -> bool:
    used = sum(share.used for share in shares.values())
    return sum(share.used_by_batch for share in shares.values()) <= BATCH_SHARE * used


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiting run stands."""

    run: Waits
    place: int
    """1 is next."""
    ready: float
    """When it is expected to be done, on the clock of `now`."""


def forecast(
    waiting: Sequence[Waits], at_work: Sequence[tuple[UUID, float]], shares: Shares, limits: Limits, now: float
) -> Iterator[Place]:
    """The order in which those who wait will be taken if nobody else comes, and when each will be done.

    at_work: organisation and expected seconds left of each run that a worker has; there are as many workers as these,
    and at least one. Steps forward from one free worker to the next and asks `next_of` each time, so what is told is
    what will happen; some n² for n waiting.
    """
    left = list(waiting)
    ends = [(now + seconds, number, org) for number, (org, seconds) in enumerate(at_work)]
    heapq.heapify(ends)
    free = now
    slots = max(1, len(at_work))
    known = dict(shares)
    place = 0
    while left:
        chosen = next_of(left, known, limits, free) if len(ends) < slots else None
        if chosen is None:
            if not ends:
                return  # a limit of nothing: nobody can be promised anything
            free, _, org = heapq.heappop(ends)
            known[org] = replace(known[org], running=known[org].running - 1)
            continue
        left.remove(chosen)
        place += 1
        share = known.get(chosen.org, _NOTHING)
        batch = chosen.work if chosen.batch else 0.0
        known[chosen.org] = Share(share.running + 1, share.used + chosen.work, share.used_by_batch + batch)
        heapq.heappush(ends, (free + chosen.work, len(waiting) + place, chosen.org))
        yield Place(chosen, place, free + chosen.work)
