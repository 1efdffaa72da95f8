"""Database: connections, and the two ways to open a transaction."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import asyncpg

from shipspeak.base import Clock, DiskFull
from shipspeak.database.errors import DatabaseRefuses, DatabaseUnreachable, TransactionLost
from shipspeak.database.roles import SCHEMA
from shipspeak.database.server import APP, WORKER
from shipspeak.database.tx import Tx

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server died between two statements of ours
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, recovering
    asyncpg.TooManyConnectionsError,
)
"""What a connection says when the server went away, or is not there yet."""

REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
"""What a server says that is there and does not let us in."""

_LIMITS = {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "20s"}
"""No single statement of ours should take a second; nothing stays locked for more than 30 s."""

_current: ContextVar[Tx | None] = ContextVar("transaction", default=None)


def outside() -> None:
    """For what must not be done within a transaction: it would wait for others while it keeps them waiting, or open
    another one. Raises AssertionError: a mistake of ours, found by whoever makes it.
    """
    outer = _current.get()
    assert outer is None or not outer.open, "a transaction is open already; pass it on instead of opening another"


class Direct:
    """A connection on which each call is a transaction by itself."""

    def __init__(self, connection: "PoolConnectionProxy[asyncpg.Record]", *, in_transaction: bool) -> None:
        self._connection = connection
        self._in_transaction = in_transaction
        """A transaction pooler might take each half of a prepared statement to another server."""

    async def call(self, function: str, org: UUID, *values: object) -> Any:  # noqa: ANN401 -- SQL alone knows
        """What `function(org, *values)` answers; it begins with `as_tenant` (migration ai_till).

        Where the connection breaks nobody knows whether it was done, so it must bear being called twice. Raises
        DatabaseUnreachable, DiskFull, and asyncpg's errors.
        """
        assert function.isidentifier(), "a function's name becomes part of a statement's text"
        places = ", ".join(f"${place}" for place in range(1, len(values) + 2))
        statement = f"select {SCHEMA}.{function}({places})"
        try:
            if not self._in_transaction:
                return await self._connection.fetchval(statement, org, *values)
            async with self._connection.transaction():
                return await self._connection.fetchval(statement, org, *values)
        except asyncpg.DiskFullError:
            raise DiskFull from None
        except LOST as error:
            raise DatabaseUnreachable from error


class Database:
    """A pool of connections to one PostgreSQL. Make it with `connect`."""

    def __init__(
        self, pool: "asyncpg.Pool[asyncpg.Record]", url: str, patience: float, *, pooler: bool = False
    ) -> None:
        self._pool = pool
        self._patience = patience
        self._pooler = pooler
        self.url = url
        """Holds the password; for connections that cannot come from the pool (LISTEN)."""
        self.clock = Clock()
        """The server's, watched by those who ask it (`Tx.clock`)."""

    @asynccontextmanager
    async def tenant(self, org: UUID) -> AsyncIterator[Tx]:
        """One transaction that sees and writes the rows of `org` alone; committed at the end of the block, once.

        Three round trips with one statement inside. A server that is starting again is waited for (`patience`), as
        nothing has been done yet. Not to be opened within another: one request or task is one transaction.

        Raises DatabaseUnreachable, DiskFull, TransactionLost (an error was swallowed inside the block).
        """
        if not isinstance(org, UUID):
            raise TypeError("an organisation is a UUID")  # it becomes part of a statement's text
        async with self._transaction(f"set local role {APP}; set local shipspeak.org = '{org}'", org) as tx:
            yield tx

    @asynccontextmanager
    async def direct(self) -> AsyncIterator[Direct]:
        """A connection for calls that are transactions by themselves: one round trip, where `tenant` takes three.

        For what each call of a model waits for. Raises DatabaseUnreachable.
        """
        outside()
        try:
            async with asyncio.timeout(self._patience):  # the pool's own timeout takes a task and two turns of the loop
                connection = await self._pool.acquire()
        except LOST as error:
            raise DatabaseUnreachable from error
        try:
            yield Direct(connection, in_transaction=self._pooler)
        finally:
            await self._give_back(connection)

    @asynccontextmanager
    async def operator(self, reason: str) -> AsyncIterator[Tx]:
        """One transaction across organisations, for upkeep: sees what the policies for `shipspeak_worker` name.

        `reason` (lower-case words) is shown in pg_stat_activity while it lasts. The login must be allowed to:
        `shipspeak_worker` is, `shipspeak_app` is not. Raises as `tenant`.
        """
        assert re.fullmatch(r"[a-z][a-z -]{2,50}", reason), "a reason is a few lower-case words"
        async with self._transaction(f"set local role {WORKER}; set local application_name = '{reason}'", None) as tx:
            yield tx

    async def close(self) -> None:
        """Wait for open transactions (5 s), then close."""
        try:
            await asyncio.wait_for(self._pool.close(), 5)
        except TimeoutError:
            self._pool.terminate()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def _transaction(self, who: str, org: UUID | None) -> AsyncIterator[Tx]:
        outside()
        connection = await self._begin(f"begin; {who}; set local search_path = {SCHEMA}")
        tx = Tx(connection, org)
        token = _current.set(tx)
        try:
            yield tx
            tx.open = False
            # PostgreSQL answers ROLLBACK, and no error, where a statement before had failed.
            if await connection.execute("commit") != "COMMIT":
                raise TransactionLost
        except asyncpg.DiskFullError:
            raise DiskFull from None
        except LOST as error:
            if _is_gone(connection) or isinstance(error, asyncpg.InternalClientError):
                raise DatabaseUnreachable from error
            raise
        finally:
            tx.open = False
            _current.reset(token)
            await self._give_back(connection)

    async def _give_back(self, connection: "PoolConnectionProxy[asyncpg.Record]") -> None:
        try:
            if not _is_gone(connection) and connection.is_in_transaction():
                await connection.execute("rollback")
        except LOST:
            with contextlib.suppress(asyncpg.InterfaceError):
                connection.terminate()
        finally:
            with contextlib.suppress(*LOST):
                await self._pool.release(connection)

    async def _begin(self, opening: str) -> "PoolConnectionProxy[asyncpg.Record]":
        deadline = time.monotonic() + self._patience
        wait = 0.05
        while True:
            connection = None
            try:
                connection = await self._pool.acquire(timeout=self._patience)
                await connection.execute(opening)
            except LOST as error:
                if connection is not None:
                    await self._give_back(connection)
                if time.monotonic() + wait > deadline or self._pool.is_closing():
                    raise DatabaseUnreachable from error
                await asyncio.sleep(wait)
                wait = min(1.0, wait * 2)
            except BaseException:
                if connection is not None:
                    await self._give_back(connection)
                raise
            else:
                return connection


async def connect(url: str, *, size: int = 8, pooler: bool = False, patience: float = 10.0) -> Database:
    """Connections (at most `size`) to the PostgreSQL at `url`.

    `pooler`: a transaction pooler (Supavisor, PgBouncer) stands between; then no statement is prepared beforehand and
    the time limits are the role's own. `patience`: seconds to wait for a server that is away, here and
    in `tenant` and `operator`.

    Raises DatabaseUnreachable, DatabaseRefuses.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=0,  # a floor would be restored, with a traceback in the log, while the server is away
                max_size=size,
                statement_cache_size=0 if pooler else 256,
                server_settings={"application_name": "shipspeak"} | ({} if pooler else _LIMITS),
                command_timeout=30,
                timeout=10,
                reset=_nothing_to_reset,
            )
            await pool.release(await pool.acquire())
        except (*REFUSED, ValueError):  # no address at all
            raise DatabaseRefuses from None
        except LOST as error:
            if time.monotonic() > deadline:
                raise DatabaseUnreachable from error
            await asyncio.sleep(0.2)
        else:
            return Database(pool, url, patience, pooler=pooler)


def _is_gone(connection: "PoolConnectionProxy[asyncpg.Record]") -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the pool took a broken connection back by itself
        return True


async def _nothing_to_reset(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """All that a transaction set was local to it: asyncpg's own reset would be a round trip for nothing."""
