"""Tx: one transaction, one organisation."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

Row = asyncpg.Record
"""A row: `row["column"]`."""


class Tx:
    """An open transaction. `database.tenant(org)` opens it and commits at its end; nothing else does.

    Values go in as `$1`, `$2` …, never into the text. Every method raises asyncpg's errors
    (`asyncpg.UniqueViolationError` …); after one the transaction is lost, so let it pass.
    """

    __slots__ = ("_connection", "open", "org")

    def __init__(self, connection: "PoolConnectionProxy[asyncpg.Record]", org: UUID | None) -> None:
        self._connection = connection
        self.org = org
        """Whose rows are seen; None for an operator, who sees only what his policies name."""
        self.open = True

    @property
    def tenant(self) -> UUID:
        """Whose rows are seen. Only in a transaction of an organisation."""
        assert self.org is not None, "an operator has no organisation"
        return self.org

    async def fetch(self, sql: str, *values: object) -> Sequence[Row]:
        """All rows."""
        return await self._live().fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: object) -> Row | None:
        """The first row, if there is one."""
        return await self._live().fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: object) -> Any:  # noqa: ANN401 -- what a column holds, SQL alone knows
        """The first column of the first row; None if there is none."""
        return await self._live().fetchval(sql, *values)

    async def execute(self, sql: str, *values: object) -> int:
        """How many rows were written."""
        tag = (await self._live().execute(sql, *values)).rpartition(" ")[2]
        return int(tag) if tag.isdecimal() else 0

    async def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Once for each of `rows`, sent together."""
        await self._live().executemany(sql, rows)

    async def clock(self) -> float:
        """When this transaction began, by the server's clock: seconds since 1970."""
        says: float = await self.fetchval("select extract(epoch from now())::float8")
        return says

    def _live(self) -> "PoolConnectionProxy[asyncpg.Record]":
        assert self.open, "this transaction has ended; open another"
        return self._connection
