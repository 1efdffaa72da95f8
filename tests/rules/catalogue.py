"""What PostgreSQL's own catalogue says of our tables: nothing here is a list that somebody could forget to extend."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

Admin = Any
"""asyncpg.Connection as a superuser."""
SCHEMA = "shipspeak"


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    required: bool
    default: bool


@dataclass(frozen=True)
class Table:
    name: str
    columns: Sequence[Column]
    key: Sequence[str]
    parents: Sequence[tuple[str, Mapping[str, str]]]
    """Foreign keys: the table meant, and our column → its column."""
    checks: Sequence[str]


async def tables(admin: Admin) -> dict[str, Table]:
    """Every table of ours by name, those meant by foreign keys first."""
    rows = await admin.fetch(
        """select c.oid, c.relname,
               (select jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, null), a.attnotnull,
                    a.atthasdef or a.attidentity <> '') order by a.attnum)
                from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
               (select coalesce(array_agg(a.attname::text order by array_position(k.conkey, a.attnum)), '{}')
                from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
                where k.conrelid = c.oid and k.contype = 'p') as key,
               (select coalesce(array_agg(pg_get_constraintdef(k.oid)), '{}')
                from pg_constraint k where k.conrelid = c.oid and k.contype = 'c') as checks
           from pg_class c where c.relnamespace = $1::text::regnamespace and c.relkind in ('r', 'p')""",
        SCHEMA,
    )
    parents = await _parents(admin)
    found = {
        row["relname"]: Table(
            row["relname"],
            [Column(*column) for column in json.loads(row["columns"])],
            row["key"],
            parents.get(row["relname"], []),
            row["checks"],
        )
        for row in rows
    }
    ordered: dict[str, Table] = {}
    while len(ordered) < len(found):
        for name, table in found.items():
            if name not in ordered and all(parent in ordered or parent == name for parent, _ in table.parents):
                ordered[name] = table
    return ordered


async def plant(admin: Admin, table: Table, org: UUID, known: dict[str, dict[str, object]]) -> dict[str, object]:
    """Insert one row of `org`, as a superuser: the victim. `known` holds its rows of other tables."""
    row = make_row(table, org, known)
    columns, places = ", ".join(row), ", ".join(f"${i}" for i, _ in enumerate(row, 1))
    await admin.execute(f"insert into {SCHEMA}.{table.name} ({columns}) values ({places})", *row.values())
    known[table.name] = row
    return row


def make_row(table: Table, org: UUID, known: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """A row that satisfies NOT NULL, foreign keys and simple CHECKs, so that a refusal has one possible reason."""
    row: dict[str, object] = {"org_id": org}
    for parent, columns in table.parents:
        for ours, theirs in columns.items():
            row.setdefault(ours, known[parent][theirs])
    for column in table.columns:
        if column.name not in row and column.required and (not column.default or column.name in table.key):
            row[column.name] = _value(column, table)
    return row


async def _parents(admin: Admin) -> dict[str, list[tuple[str, dict[str, str]]]]:
    rows = await admin.fetch(
        """select k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
               (select array_agg(a.attname::text order by array_position(k.conkey, a.attnum)) from pg_attribute a
                where a.attrelid = k.conrelid and a.attnum = any(k.conkey)) as ours,
               (select array_agg(a.attname::text order by array_position(k.confkey, a.attnum)) from pg_attribute a
                where a.attrelid = k.confrelid and a.attnum = any(k.confkey)) as theirs
           from pg_constraint k where k.contype = 'f' and k.connamespace = $1::text::regnamespace""",
        SCHEMA,
    )
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for row in rows:
        pairs = dict(zip(row["ours"], row["theirs"], strict=True))
        found.setdefault(row["child"].removeprefix("shipspeak."), []).append(
            (row["parent"].removeprefix("shipspeak."), pairs)
        )
    return found


_VALUES: Mapping[str, Any] = {
    "uuid": uuid4,
    "text": lambda: "word",
    "bytea": lambda: b"sealed",
    "integer": lambda: 1,
    "bigint": lambda: 1,
    "double precision": lambda: 1.0,
    "numeric": lambda: Decimal(1),
    "date": lambda: date(2026, 11, 26),
    "boolean": lambda: True,
    "jsonb": lambda: "{}",
}


def _value(column: Column, table: Table) -> object:
    for check in table.checks:
        choices = re.search(rf"\(\({column.name} = ANY \(ARRAY\['(\w+)'", check)
        if choices:
            return choices.group(1)
    if column.type.startswith("timestamp"):
        return datetime.now(UTC)
    assert column.type in _VALUES, f"teach tests/rules/catalogue.py a value of type {column.type}"
    return _VALUES[column.type]()
