"""Bring the tables up to date: plain SQL files, in order, forward only.

`migrations/NNNN_name.sql` is one transaction. A file whose first line is `-- no-transaction` holds one statement that
cannot be in one (`create index concurrently`). Old code runs on new tables: add first, remove a release later.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shipspeak.database.errors import DatabaseRefuses, DatabaseUnreachable, MigrationBlocked, MigrationChanged
from shipspeak.database.pool import LOST, REFUSED
from shipspeak.database.roles import SCHEMA, ensure_roles
from shipspeak.database.server import OWNER

_LOCK = 0x5411_95EA
"""Any number that no other program uses for an advisory lock in this database."""

_LOCK_TIMEOUT_S = 2
"""A migration that waits for a lock makes everybody behind it wait too; better to step back and come again."""

_TRIES = 8
_FIRST_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def alone(self) -> bool:
        """Outside any transaction."""
        return self.sql.startswith("-- no-transaction")


def migrations() -> Sequence[Migration]:
    """Our files in order of their numbers."""
    files = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
    return [Migration(int(file.name[:4]), file.stem, file.read_text(encoding="utf-8")) for file in files]


async def migrate(
    url: str, passwords: Mapping[str, str] | None = None, files: Sequence[Migration] | None = None
) -> Sequence[str]:
    """Apply what is missing to the database at `url`; the names of the applied files.

    `url` logs in as one who may create roles (see `ensure_roles` for `passwords`) and reaches PostgreSQL directly, not
    through a transaction pooler. Several may call at once: one works, the others wait and find nothing to do. A file
    that fails leaves the database as the file before it did.

    Raises MigrationChanged, MigrationBlocked, DatabaseRefuses, DatabaseUnreachable; asyncpg.PostgresError where a
    file is wrong.
    """
    try:
        connection = await asyncpg.connect(url)
    except (*REFUSED, ValueError):  # no address at all
        raise DatabaseRefuses from None
    except LOST as error:
        raise DatabaseUnreachable from error
    try:
        return await _migrate(connection, passwords, migrations() if files is None else files)
    except LOST as error:
        raise DatabaseUnreachable from error
    finally:
        with suppress(*LOST):
            await connection.close()


async def _migrate(
    connection: "asyncpg.Connection[asyncpg.Record]", passwords: Mapping[str, str] | None, files: Sequence[Migration]
) -> Sequence[str]:
    applied: list[str] = []
    async with _alone(connection):
        await ensure_roles(connection, passwords)
        known = await _known(connection)
        for file in files:
            if file.number not in known:
                await _apply_patiently(connection, file)
                applied.append(file.name)
            elif known[file.number] != file.checksum:
                raise MigrationChanged(number=file.number)
    return applied


@asynccontextmanager
async def _alone(connection: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    # Asked again and again: one who waits in PostgreSQL holds a snapshot, and `create index concurrently` waits for it.
    while not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):  # noqa: ASYNC110 -- another process
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        if not connection.is_closed():
            await connection.execute("select pg_advisory_unlock_all()")


async def _known(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[int, str]:
    """Checksums of applied files by number."""
    await connection.execute(f"""
        set role {OWNER};
        create table if not exists {SCHEMA}.migration (
            number int primary key,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now()
        );
        reset role;
    """)
    rows = await connection.fetch(f"select number, checksum from {SCHEMA}.migration")  # noqa: S608 -- our own constant
    return {row["number"]: row["checksum"] for row in rows}


async def _apply_patiently(connection: "asyncpg.Connection[asyncpg.Record]", file: Migration) -> None:
    for tried in range(_TRIES):
        if tried:
            await asyncio.sleep(_FIRST_WAIT_S * 2**tried)
        try:
            await _apply(connection, file)
        except asyncpg.LockNotAvailableError:
            continue
        return
    raise MigrationBlocked(number=file.number, seconds=_LOCK_TIMEOUT_S * _TRIES)


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", file: Migration) -> None:
    settings = f"set role {OWNER}; set search_path = {SCHEMA}; set lock_timeout = {int(_LOCK_TIMEOUT_S * 1000)}"
    record = f"insert into {SCHEMA}.migration (number, name, checksum) values ($1, $2, $3)"  # noqa: S608 -- our own constant
    try:
        await connection.execute(settings)
        if file.alone:
            await connection.execute(file.sql)
            await connection.execute(record, file.number, file.name, file.checksum)
        else:
            async with connection.transaction():
                await connection.execute(file.sql)
                await connection.execute(record, file.number, file.name, file.checksum)
    finally:
        if not connection.is_closed():
            await connection.execute("reset role; reset search_path; reset lock_timeout")
