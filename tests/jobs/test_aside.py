"""A run that stands aside takes nobody's place."""

from uuid import UUID, uuid4

import pytest

from shipspeak.database import DEFAULT_ORG, Database, Tx
from shipspeak.jobs import How, Job, Limits, enqueue, enqueue_again, outlook, queries

pytestmark = pytest.mark.engine

PERSON, ASIDE = Job("test.person"), Job("test.aside")
ONE = Limits(1, 1)


async def _meeting(tx: Tx) -> UUID:
    id = uuid4()
    await tx.execute(
        "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'review', 'balanced', 1, 'x')",
        tx.org,
        id,
    )
    return id


async def test_a_person_is_taken_while_it_is_at_work_though_only_one_may_be(
    database: Database, worker_database: Database
) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        await enqueue(tx, ASIDE, how=How(aside=True))
    async with worker_database.operator("take what is due") as tx:
        assert await queries.take(tx, "a", [ASIDE.name], 20, ONE)
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await queries.open_runs(tx) == 0
        for _ in range(2):
            await enqueue(tx, PERSON)
        assert await queries.open_runs(tx) == 2
    async with worker_database.operator("take what is due") as tx:
        assert await queries.take(tx, "b", [PERSON.name], 20, ONE)
    async with worker_database.operator("take what is due") as tx:
        assert await queries.take(tx, "c", [PERSON.name], 20, ONE) is None, "the limit holds for those who count"


async def test_who_waits_is_told_of_their_own_run_and_not_of_it(database: Database) -> None:
    async with database.tenant(DEFAULT_ORG) as tx:
        meeting = await _meeting(tx)
        await enqueue(tx, PERSON, meeting=meeting)
        await enqueue_again(tx, ASIDE, meeting=meeting, aside=True)
        assert await outlook(tx, meeting) is not None
        await tx.execute("update run set state = 'done', finished_at = now() where job = $1", PERSON.name)
        assert await outlook(tx, meeting) is None
