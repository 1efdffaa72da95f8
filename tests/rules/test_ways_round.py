"""Ways round row security that are no table of ours: other schemas, temporary tables, COPY, statistics, what a
transaction leaves on its connection. Asked of the catalogue, tried as the application.
"""

import io
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from shipspeak.database import APP, WORKER, Database, Server, connect
from shipspeak.database.roles import ensure_roles
from tests.rules.catalogue import SCHEMA, Admin, plant, tables
from tests.rules.test_tables import WITHOUT_ORG

pytestmark = pytest.mark.engine

OURS_NOT = "nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg\\_toast%'"
OF_NO_EXTENSION = "not exists (select from pg_depend d where d.objid = {} and d.deptype = 'e')"


@pytest.fixture
async def single(server: Server, fresh: str) -> AsyncIterator[Database]:
    """The application with one connection: whatever is left on it, the next one finds."""
    async with await connect(server.url(APP, fresh), size=1) as database:
        yield database


async def test_it_keeps_everything_in_its_schema(catalogue: Admin) -> None:
    strays = await catalogue.fetch(
        f"""select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
            where {OURS_NOT} and nspname <> $1 and {OF_NO_EXTENSION.format("c.oid")}
            union all
            select nspname || '.' || proname from pg_proc p join pg_namespace n on n.oid = pronamespace
            where {OURS_NOT} and nspname <> $1 and {OF_NO_EXTENSION.format("p.oid")}
            union all
            select relname from pg_class where relnamespace = $1::text::regnamespace and relkind = 'S'""",
        SCHEMA,
    )
    assert [row["name"] for row in strays] == [], "a sequence tells everybody how many rows all others have"


@pytest.mark.parametrize("role", [APP, WORKER])
async def test_it_lets_its_roles_make_nothing(catalogue: Admin, server: Server, role: str) -> None:
    """A temporary table called `meeting` stands before ours in every later transaction of that connection."""
    await ensure_roles(catalogue, server.passwords)  # rights to a database do not come with its template
    makes = "select bool_or(has_database_privilege($1, current_database(), what)) from unnest($2::text[]) what"
    assert not await catalogue.fetchval(makes, role, ["create", "temporary"])
    schemas = await catalogue.fetch(
        "select nspname from pg_namespace where has_schema_privilege($1, oid, 'create')", role
    )
    assert [row["nspname"] for row in schemas] == []
    members = await catalogue.fetch("select rolname from pg_roles where pg_has_role($1, oid, 'member')", role)
    assert {row["rolname"] for row in members} == {role, APP}


async def test_it_copies_out_nobody_elses_rows(catalogue: Admin, server: Server, fresh: str) -> None:
    ours, theirs = uuid4(), uuid4()
    await _plant(catalogue, ours)
    names = await _plant(catalogue, theirs)
    connection = await asyncpg.connect(server.url(APP, fresh))
    await connection.execute(f"set shipspeak.org = '{ours}'")
    for name in names:
        out = io.BytesIO()
        await connection.copy_from_table(name, schema_name=SCHEMA, columns=["org_id"], output=out)
        assert out.getvalue().split() == [str(ours).encode()], name
    await connection.close()


async def test_it_tells_nothing_by_its_statistics(catalogue: Admin, server: Server, fresh: str) -> None:
    """What is usual in a column is what others wrote there."""
    for _ in range(20):
        await _plant(catalogue, uuid4())
    await catalogue.execute("analyze")
    assert await catalogue.fetchval("select count(*) from pg_stats where schemaname = $1", SCHEMA)
    for role in (APP, WORKER):
        connection = await asyncpg.connect(server.url(role, fresh))
        told = await connection.fetch("select distinct tablename from pg_stats where schemaname = $1", SCHEMA)
        assert [row["tablename"] for row in told] == []
        await connection.close()


@pytest.mark.parametrize(
    "left",
    [
        "select set_config('shipspeak.org', '{theirs}', false)",
        "set shipspeak.org = '{theirs}'",
        "set session role none",
        "set search_path = pg_temp, public",
        "prepare look as select * from shipspeak.meeting",
        "declare look cursor with hold for select * from meeting",
    ],
)
async def test_it_shows_ours_alone_whatever_the_one_before_left(catalogue: Admin, single: Database, left: str) -> None:
    ours, theirs = uuid4(), uuid4()
    for org in (ours, theirs):
        await _plant(catalogue, org)
    async with single.tenant(theirs) as tx:
        await tx.execute(left.format(theirs=theirs))
    async with single.tenant(ours) as tx:
        assert [row["org_id"] for row in await tx.fetch("select org_id from meeting")] == [ours]
        assert [row["org_id"] for row in await tx.fetch("select org_id from organisation")] == [ours]


async def test_it_plans_no_statement_for_one_organisation_and_runs_it_for_another(
    catalogue: Admin, single: Database
) -> None:
    """After five times PostgreSQL keeps one plan of a prepared statement for all that come."""
    orgs = [uuid4(), uuid4()]
    for org in orgs:
        await _plant(catalogue, org)
    for org in orgs * 8:
        async with single.tenant(org) as tx:
            seen = await tx.fetch("select org_id from meeting where id is not null")
            assert [row["org_id"] for row in seen] == [org]


async def _plant(admin: Admin, org: UUID) -> list[str]:
    """A row of `org` in every table; their names."""
    known: dict[str, dict[str, object]] = {}
    for name, table in (await tables(admin)).items():
        if name not in WITHOUT_ORG:
            await plant(admin, table, org, known)
    return list(known)
