"""House rule 1 and 10: the database refuses what the code forgets. Asked of the catalogue, tried as the application."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from shipspeak.database import APP, WORKER, Database, Server, connect
from tests.rules.catalogue import SCHEMA, Admin, make_row, plant, tables

pytestmark = pytest.mark.engine

WITHOUT_ORG = {"migration": "which files were applied: no person's data, and no role of the application reaches it"}

ACROSS_ORGS = {
    ("run", "upkeep_sees"): "a worker must see which runs are due; the table holds ids and times only",
    ("run", "upkeep_takes"): "a worker leases runs and tells places; its grant names the columns of both",
}

UPKEEP = {
    *("state", "due_at", "attempt", "fence", "worker", "begun", "began_at", "spent_s", "company"),
    *("place", "ready_at", "early_at", "late_at", "told_at", "told_s"),
}
"""What a worker may write of any organisation's run: whose it is, and what it is for, are not among them."""


async def test_it_gives_every_table_an_organisation(catalogue: Admin) -> None:
    without = {
        name
        for name, table in (await tables(catalogue)).items()
        if not any(c.name == "org_id" and c.type == "uuid" and c.required for c in table.columns)
    }
    assert without == set(WITHOUT_ORG)
    for name in WITHOUT_ORG:
        for role in (APP, WORKER):
            assert not await _may(catalogue, role, name), f"{role} reaches {name}"


async def test_it_forces_row_security_on_every_table(catalogue: Admin) -> None:
    loose = await catalogue.fetch(
        """select relname from pg_class where relnamespace = $1::text::regnamespace and relkind in ('r', 'p')
           and relname <> all($2::text[]) and not (relrowsecurity and relforcerowsecurity)""",
        SCHEMA,
        list(WITHOUT_ORG),
    )
    assert [row["relname"] for row in loose] == []


async def test_it_has_no_views_or_other_ways_round(catalogue: Admin) -> None:
    """A view, a materialised view, a foreign table or a definer function answers with its owner's eyes."""
    relations = await catalogue.fetch(
        "select relname from pg_class where relnamespace = $1::text::regnamespace and relkind in ('v', 'm', 'f')",
        SCHEMA,
    )
    functions = await catalogue.fetch(
        "select proname from pg_proc where pronamespace = $1::text::regnamespace and (prosecdef or proleakproof)",
        SCHEMA,
    )
    assert [*relations, *functions] == []


async def test_it_states_both_halves_of_every_policy(catalogue: Admin) -> None:
    policies = await catalogue.fetch("select * from pg_policies where schemaname = $1", SCHEMA)
    assert policies
    for policy in policies:
        name = (policy["tablename"], policy["policyname"])
        assert policy["permissive"] == "PERMISSIVE"
        assert "public" not in policy["roles"], name
        if policy["cmd"] in ("ALL", "UPDATE", "INSERT"):
            assert policy["with_check"], name
        if name not in ACROSS_ORGS:
            # The sub-select is asked once for a statement; a bare call once for each row (11 times as slow).
            assert "SELECT app_org()" in policy["qual"], name
            assert policy["qual"] == policy["with_check"], name
            assert policy["roles"] == [APP], name
        else:
            assert policy["roles"] == [WORKER], name


async def test_it_has_a_policy_for_every_table(catalogue: Admin) -> None:
    with_policy = {
        row[0] for row in await catalogue.fetch("select tablename from pg_policies where policyname = 'own'")
    }
    assert with_policy == set(await tables(catalogue)) - set(WITHOUT_ORG)


async def test_it_puts_the_organisation_in_every_key(catalogue: Admin) -> None:
    """A UNIQUE without it answers "taken" for another's value; a foreign key without it points at another's row."""
    keys = await catalogue.fetch(
        """select i.indexrelid::regclass::text as name, (select a.attname from pg_attribute a
               where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) as first
           from pg_index i join pg_class c on c.oid = i.indrelid
           where c.relnamespace = $1::text::regnamespace and i.indisunique and c.relname <> all($2::text[])""",
        SCHEMA,
        list(WITHOUT_ORG),
    )
    assert {row["name"] for row in keys if row["first"] != "org_id"} == set()
    for table in (await tables(catalogue)).values():
        for parent, columns in table.parents:
            assert columns.get("org_id") == "org_id", (table.name, parent)


async def test_it_has_an_index_for_every_foreign_key(catalogue: Admin) -> None:
    """Without one, erasing a meeting reads whole tables."""
    bare = await catalogue.fetch(
        """select k.conrelid::regclass::text || ': ' || pg_get_constraintdef(k.oid) as key from pg_constraint k
           where k.contype = 'f' and k.connamespace = $1::text::regnamespace and not exists (
               select from pg_index i where i.indrelid = k.conrelid
               and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)""",
        SCHEMA,
    )
    assert [row["key"] for row in bare] == []


async def test_it_gives_its_roles_no_power(catalogue: Admin) -> None:
    for row in await catalogue.fetch("select * from pg_roles where rolname like 'shipspeak%'"):
        powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
        assert [power for power in powers if row[power]] == [], row["rolname"]
    owned = await catalogue.fetch(
        "select distinct pg_get_userbyid(relowner)::text from pg_class where relnamespace = $1::text::regnamespace",
        SCHEMA,
    )
    assert [row[0] for row in owned] == ["shipspeak_owner"]
    assert not await catalogue.fetchval("select rolcanlogin from pg_roles where rolname = 'shipspeak_owner'")
    assert not await catalogue.fetchval("select pg_has_role($1, 'shipspeak_owner', 'member')", APP)
    assert not await catalogue.fetchval("select pg_has_role($1, 'shipspeak_owner', 'member')", WORKER)
    assert not await catalogue.fetchval("select pg_has_role($1, $2, 'member')", APP, WORKER)


async def test_it_grants_reading_and_writing_rows_and_nothing_else(catalogue: Admin) -> None:
    """TRUNCATE passes by row security; REFERENCES and TRIGGER let one look from outside."""
    for role in (APP, WORKER, "public"):
        for name in await tables(catalogue):
            for privilege in ("truncate", "references", "trigger"):
                has = "select has_table_privilege($1, $2, $3)"
                assert not await catalogue.fetchval(has, role, f"{SCHEMA}.{name}", privilege), (role, name, privilege)
    assert not await catalogue.fetchval("select has_schema_privilege($1, $2, 'create')", APP, SCHEMA)
    assert not await catalogue.fetchval("select has_schema_privilege('public', $1, 'usage')", SCHEMA)
    written = await catalogue.fetch(
        """select table_name || '.' || column_name from information_schema.column_privileges
           where grantee = $1 and privilege_type in ('INSERT', 'UPDATE')""",
        WORKER,
    )
    assert {row[0] for row in written} == {f"run.{name}" for name in UPKEEP}


async def test_it_shows_nobody_anothers_rows(catalogue: Admin, database: Database) -> None:
    ours, theirs = uuid4(), uuid4()
    planted = await _plant_both(catalogue, ours, theirs)
    for name in planted[theirs]:
        async with database.tenant(ours) as tx:
            seen = await tx.fetch(f"select org_id from {name}")
            assert {row["org_id"] for row in seen} == {ours}, f"{name}: its own rows and no others"
            assert await tx.fetchval(f"select count(*) from {name} where org_id = $1", theirs) == 0, name


async def test_it_shows_nothing_without_an_organisation(catalogue: Admin, server: Server, fresh: str) -> None:
    """A forgotten setting, and the empty one that `set local` leaves behind: no rows, and no error."""
    planted = await _plant_both(catalogue, uuid4(), uuid4())
    connection = await asyncpg.connect(server.url(APP, fresh))
    for setting in ("select 1", "set shipspeak.org = ''"):
        await connection.execute(setting)
        for name in next(iter(planted.values())):
            assert await connection.fetchval(f"select count(*) from shipspeak.{name}") == 0
    await connection.close()


@pytest.mark.parametrize("verb", ["insert", "update", "move", "delete", "lock"])
async def test_it_lets_nobody_touch_anothers_rows(catalogue: Admin, database: Database, verb: str) -> None:
    ours, theirs = uuid4(), uuid4()
    planted = await _plant_both(catalogue, ours, theirs)
    tried = 0
    for name, table in (await tables(catalogue)).items():
        if name in WITHOUT_ORG:
            continue
        row = make_row(table, theirs, planted[theirs])
        statement: tuple[str, list[Any]] = {
            "insert": (
                f"insert into {name} ({', '.join(row)}) values ({', '.join(f'${i}' for i, _ in enumerate(row, 1))})",
                list(row.values()),
            ),
            "update": (f"update {name} set org_id = org_id where org_id = $1", [theirs]),
            "move": (f"update {name} set org_id = $1 where org_id = $2", [theirs, ours]),
            "delete": (f"delete from {name} where org_id = $1", [theirs]),
            "lock": (f"select 1 from {name} where org_id = $1 for update", [theirs]),
        }[verb]
        before = await _all_rows(catalogue, name)
        assert await _refused(database, ours, *statement), f"{verb} {name}"
        assert await _all_rows(catalogue, name) == before
        tried += 1
    assert tried >= 5


async def test_it_lets_the_worker_read_no_content(catalogue: Admin, server: Server, fresh: str) -> None:
    await _plant_both(catalogue, uuid4(), uuid4())
    async with await connect(server.url(WORKER, fresh)) as database:
        for name in await tables(catalogue):
            if name == "run":
                continue
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with database.operator("a rule test") as tx:
                    await tx.fetch(f"select * from {name}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.operator("a rule test") as tx:
                await tx.execute("update run set org_id = $1", uuid4())


def test_it_lints_its_migrations_and_numbers_them_without_gaps() -> None:
    """Squawk itself runs in .ci/check; here only what it does not know."""
    files = sorted(Path("src/shipspeak/database/migrations").glob("*.sql"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text()
        made = text.count("create table ")
        assert text.count("enable row level security") == made, file.name
        assert text.count("create policy own ") == made, file.name


async def _plant_both(admin: Admin, ours: UUID, theirs: UUID) -> dict[UUID, dict[str, dict[str, object]]]:
    planted: dict[UUID, dict[str, dict[str, object]]] = {ours: {}, theirs: {}}
    for name, table in (await tables(admin)).items():
        if name not in WITHOUT_ORG:
            for org, known in planted.items():
                await plant(admin, table, org, known)
    return planted


async def _refused(database: Database, org: UUID, sql: str, values: list[Any]) -> bool:
    """No privilege, or no row found; any other error would prove nothing."""
    try:
        async with database.tenant(org) as tx:
            return await tx.execute(sql, *values) == 0
    except asyncpg.InsufficientPrivilegeError:
        return True


async def _all_rows(admin: Admin, name: str) -> list[Any]:
    return list(await admin.fetch(f"select * from {name} order by 1, 2"))


async def _may(admin: Admin, role: str, table: str) -> bool:
    ask = "select has_any_column_privilege($1, $2, 'select, insert, update, references')"
    return bool(await admin.fetchval(ask, role, f"{SCHEMA}.{table}"))
