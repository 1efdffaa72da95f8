"""How PostgreSQL finds whose turn it is among many runs that have ended: by what it reads, not by the clock."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.jobs import queries
from shipspeak.jobs.fair import BATCH_SHARE, INTERRUPTED, PATIENCE_S
from tests.rules.catalogue import Admin

pytestmark = pytest.mark.engine

OTHER = UUID(int=7)
ENDED = 20_000
LATELY = ENDED // 24
"""Of them in the last hour."""
ASKS = ("worker", 60.0, ["test.coach"], None, None, BATCH_SHARE, PATIENCE_S, INTERRUPTED, True)


@pytest.fixture
async def busy(catalogue: Admin) -> Admin:
    """A day of runs that have ended, and one that waits; what the planner knows of them is up to date."""
    await catalogue.execute(
        """insert into run (org_id, id, job, state, batch, finished_at, began_at, created_at, due_at, spent_s)
           select $1, gen_random_uuid(), 'test.coach', 'done', n % 3 = 0, at, at, at, at, 20
           from (select n, now() - n * interval '1 day' / $2 as at from generate_series(1, $2::int) n) one""",
        DEFAULT_ORG,
        ENDED,
    )
    await wait(catalogue, DEFAULT_ORG)
    await catalogue.execute("analyze run")
    return catalogue


async def wait(admin: Admin, org: UUID, how: str = "false, now()") -> None:
    await admin.execute(
        f"""insert into run (org_id, id, job, batch, asked_at)
            select $1, gen_random_uuid(), 'test.coach', {how}""",
        org,
    )


async def read(database: Database) -> float:
    """How many rows of runs are read to take one."""
    async with database.operator("look at a plan") as tx:
        told = await tx.fetchval(f"explain (analyze, timing off, format json) {queries.TAKE}", *ASKS)
    scans = [node for node in _nodes(json.loads(told)[0]["Plan"]) if node.get("Relation Name") == "run"]
    done = [node for node in scans if node["Actual Loops"]]
    assert {node["Node Type"] for node in done if "Scan" in node["Node Type"]}.isdisjoint({"Seq Scan"})
    return sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in done)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


async def test_where_one_organisation_waits_no_run_that_has_ended_is_read(
    busy: Admin, worker_database: Database
) -> None:
    await wait(busy, DEFAULT_ORG)
    assert await read(worker_database) < 20


@pytest.mark.parametrize(("org", "how"), [(OTHER, "false, now()"), (DEFAULT_ORG, "true, now() - interval '1 hour'")])
async def test_where_the_last_hour_decides_it_is_read_by_index_and_nothing_before_it(
    busy: Admin, worker_database: Database, org: UUID, how: str
) -> None:
    await busy.execute("insert into organisation (org_id) values ($1)", OTHER)
    await wait(busy, org, how)
    assert LATELY <= await read(worker_database) < LATELY + 50
