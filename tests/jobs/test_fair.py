"""Whose turn it is: the rule by itself, and that PostgreSQL says the same."""

import random
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.database import Database
from shipspeak.jobs import Limits, board, queries
from shipspeak.jobs.clerk import waits
from shipspeak.jobs.fair import BATCH_SHARE, PATIENCE_S, Share, Waits, forecast, next_of
from tests.rules.catalogue import Admin

A, B, C = (UUID(int=number) for number in (1, 2, 3))
NOW = 10_000.0
limits = st.builds(Limits, st.none() | st.integers(1, 4), st.none() | st.integers(1, 3))
share_of = st.builds(
    lambda running, used, batch: Share(running, used, used * batch),
    st.integers(0, 3),
    st.floats(0, 3600),
    st.floats(0, 1),
)
shares = st.dictionaries(st.sampled_from([A, B, C]), share_of)


@st.composite
def queues(draw: st.DrawFn) -> list[Waits]:
    one = st.tuples(st.sampled_from([A, B, C]), st.booleans(), st.floats(0, NOW), st.booleans(), st.floats(0, 300))
    return [Waits(org, UUID(int=100 + n), *rest) for n, (org, *rest) in enumerate(draw(st.lists(one, max_size=12)))]


def person(org: UUID, number: int, asked: float = 0.0, work: float = 30.0) -> Waits:
    return Waits(org, UUID(int=number), batch=False, asked=asked, interrupted=False, work=work)


@given(queues(), shares, limits)
def test_it_takes_nobody_beyond_the_limits_and_somebody_within_them(
    waiting: list[Waits], share: dict[UUID, Share], limit: Limits
) -> None:
    running = sum(one.running for one in share.values())
    may = [one for one in waiting if limit.let(running, share.get(one.org, Share()).running)]
    chosen = next_of(waiting, share, limit, NOW)
    assert (chosen in may) if may else chosen is None


@given(queues(), shares)
def test_it_lets_no_batch_go_before_a_person_unless_it_has_waited_and_had_little(
    waiting: list[Waits], share: dict[UUID, Share]
) -> None:
    chosen = next_of(waiting, share, Limits(), NOW)
    if chosen and chosen.batch and any(not one.batch for one in waiting):
        assert NOW - chosen.asked >= PATIENCE_S
        used, batch = (sum(getattr(one, name) for one in share.values()) for name in ("used", "used_by_batch"))
        assert batch <= BATCH_SHARE * used


@given(queues(), shares)
def test_it_prefers_who_has_less(waiting: list[Waits], share: dict[UUID, Share]) -> None:
    people = [one for one in waiting if not one.batch and not one.interrupted]
    chosen = next_of(people, share, Limits(), NOW)
    had = {one.org: (share.get(one.org, Share()).running, share.get(one.org, Share()).used) for one in people}
    if chosen:
        assert had[chosen.org] == min(had.values())
        assert chosen.asked == min(one.asked for one in people if one.org == chosen.org)


@given(st.integers(1, 40), st.floats(1, 100), st.integers(1, 4))
def test_one_meeting_does_not_wait_behind_all_of_anothers(many: int, work: float, workers: int) -> None:
    waiting = [*(person(A, n, work=work) for n in range(many)), person(B, 999, asked=1.0, work=work)]
    at_work = [(A, work)] * workers
    told = list(forecast(waiting, at_work, {A: Share(workers, workers * work)}, Limits(), 2.0))
    assert next(place.place for place in told if place.run.org == B) == 1


@given(st.integers(2, 10), st.integers(2, 10))
def test_two_organisations_take_turns(first: int, second: int) -> None:
    waiting = [*(person(A, n) for n in range(first)), *(person(B, 100 + n) for n in range(second))]
    order = [place.run.org for place in forecast(waiting, [], {}, Limits(), 1.0)]
    turns = 2 * min(first, second)
    assert all(order[n] != order[n + 1] for n in range(0, turns, 2))


@given(queues(), shares, st.integers(1, 4))
def test_a_forecast_names_everybody_once_in_order(waiting: list[Waits], share: dict[UUID, Share], workers: int) -> None:
    at_work = [(org, 10.0) for org, one in share.items() for _ in range(one.running)][:workers]
    had = {org: Share(sum(o == org for o, _ in at_work), one.used, one.used_by_batch) for org, one in share.items()}
    told = list(forecast(waiting, at_work, had, Limits(), NOW))
    assert [one.place for one in told] == list(range(1, len(waiting) + 1))
    assert {one.run.id for one in told} == {one.id for one in waiting}
    assert all(one.ready >= NOW + one.run.work for one in told)


def test_batch_never_starves_and_never_has_more_than_its_share() -> None:
    """Two hours with people always waiting, and as much batch: what it is given, and how long the first one waits."""
    now, work = 0.0, 60.0
    used = {"people": 0.0, "batch": 0.0}
    first = None
    for number in range(120):
        waiting = [person(A, number, asked=now), replace(person(B, 10**6 + number, work=work), batch=True)]
        share = {A: Share(0, used["people"]), B: Share(0, used["batch"], used["batch"])}
        chosen = next_of(waiting, share, Limits(), now)
        assert chosen is not None
        used["batch" if chosen.batch else "people"] += work
        first = now if chosen.batch and first is None else first
        now += work
    assert first == PATIENCE_S
    assert 0.2 <= used["batch"] / now <= BATCH_SHARE + work / now


@pytest.mark.engine
@pytest.mark.parametrize("seed", range(8))
async def test_postgresql_says_the_same(catalogue: Admin, worker_database: Database, seed: int) -> None:
    chance = random.Random(seed)
    limit = Limits(chance.choice([None, 4]), chance.choice([None, 2]))
    await _fill(catalogue, chance)
    taken = 0
    while True:
        async with worker_database.operator("compare with the rule") as tx:
            rows, share = await board.queue(tx, 100), await board.shares(tx)
            due = [waits(row, 0.0) for row in rows if not row["at_work"]]
            expected = next_of(due, share, limit, 0.0)
            run = await queries.take(tx, f"worker-{taken}", ["test.coach"], 60, limit)
        assert (run and run.id) == (expected and expected.id)
        taken += run is not None
        if run is None and not due:
            break
        if run is None or chance.random() < 0.6:
            await _end_one(catalogue, chance)
    assert taken > 10


async def _end_one(admin: Admin, chance: random.Random) -> None:
    await admin.execute(
        """update run set state = 'done', finished_at = now(), spent_s = spent_s + $1
           where id = (select id from run where state = 'working' and due_at > now() limit 1)""",
        chance.uniform(1, 300),
    )


async def _fill(admin: Admin, chance: random.Random) -> None:
    orgs = [uuid4() for _ in range(3)]
    await admin.executemany("insert into organisation (org_id) values ($1)", [(org,) for org in orgs])
    for _ in range(30):
        state = chance.choice(["waiting", "waiting", "waiting", "working", "done"])
        await admin.execute(
            """insert into run (org_id, id, job, state, batch, asked_at, due_at, begun, began_at, attempt, spent_s,
                   finished_at)
               values ($1, $2, 'test.coach', $3, $4, now() - make_interval(secs => $5),
                   now() + make_interval(secs => $6), $7, now() - make_interval(secs => $8), $9, $10,
                   case when $3 = 'done' then now() end)""",
            chance.choice(orgs),
            uuid4(),
            state,
            chance.random() < 0.4,
            chance.uniform(0, 2000),
            chance.choice([-10.0, 60.0]) if state == "working" else -1.0,  # some leases have ended
            state != "waiting" or chance.random() < 0.3,
            chance.uniform(0, 5000),
            chance.randrange(4),
            chance.uniform(0, 200),
        )
