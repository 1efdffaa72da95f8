"""Who may do what in PostgreSQL, before any table exists.

shipspeak_owner   owns the tables, cannot log in; migrations put it on
shipspeak_app     the application, in every transaction of an organisation; bound by row security
shipspeak_worker  looks after the queue across organisations; may put on shipspeak_app, has none of its rights unasked
None of them is a superuser or passes row security.
"""

import re
from collections.abc import Mapping

import asyncpg

from shipspeak.database.server import ADMIN, APP, DATABASE, OWNER, WORKER, Server

SCHEMA = "shipspeak"


async def ensure_database(server: Server, name: str = DATABASE) -> None:
    """Make the database `name` on our own server, if absent."""
    connection = await asyncpg.connect(server.url(ADMIN, "postgres"))
    try:
        if not await connection.fetchval("select exists (select from pg_database where datname = $1)", name):
            await connection.execute(f'create database "{name}"')
    finally:
        await connection.close()


async def ensure_roles(connection: "asyncpg.Connection[asyncpg.Record]", passwords: Mapping[str, str] | None) -> None:
    """Make the roles and our schema, or set them right. `connection` may create roles.

    `passwords` by role name; None (a hosted database with one login of its own): nobody logs in as them, and the
    login of `connection` may put them on.
    """
    await connection.execute(f"""
        do $$ begin
            {_create(OWNER, "nologin")}
            {_create(APP, "nologin")}
            {_create(WORKER, "nologin")}
        end $$;
        alter role {WORKER} noinherit;
        grant {APP} to {WORKER};
        grant {OWNER} to current_user;
    """)
    if passwords is None:
        await connection.execute(f"grant {APP}, {WORKER} to current_user")
    else:
        for role in (APP, WORKER):
            await connection.execute(f"alter role {role} login password '{_safe(passwords[role])}'")
    await connection.execute(f"""
        create schema if not exists {SCHEMA} authorization {OWNER};
        revoke all on schema {SCHEMA} from public;
        grant usage on schema {SCHEMA} to {APP}, {WORKER};
        do $$ begin
            -- A temporary table called as one of ours would stand before it, for whoever has its connection next.
            if has_database_privilege('public', current_database(), 'temporary') then
                execute format('revoke temporary on database %I from public', current_database());
            end if;
        end $$;
    """)


def _create(role: str, attributes: str) -> str:
    return (
        f"if not exists (select from pg_roles where rolname = '{role}') then create role {role} {attributes}; end if;"
    )


def _safe(password: str) -> str:
    # `alter role` takes no parameters; what we made ourselves has only these characters.
    if not re.fullmatch(r"[A-Za-z0-9_-]{20,}", password):
        raise ValueError("a role's password is 20 or more letters, digits, _ and -")
    return password
