import asyncio
import sys
from typing import Any

import asyncpg
import pytest

from shipspeak.database import ADMIN, MigrationBlocked, MigrationChanged, Server, migrate
from shipspeak.database.migrate import Migration, migrations

pytestmark = pytest.mark.engine


async def test_it_applies_each_file_once(server: Server, fresh: str) -> None:
    url = server.url(ADMIN, fresh)
    assert await migrate(url, server.passwords) == []
    more = [*migrations(), Migration(9001, "9001_more", "create table more (org_id uuid)")]
    assert await migrate(url, server.passwords, more) == ["9001_more"]
    assert await migrate(url, server.passwords, more) == []


async def test_it_lets_several_start_at_once(server: Server, fresh: str) -> None:
    more = [*migrations(), Migration(9001, "9001_more", "create table more (org_id uuid)")]
    applied = await asyncio.gather(*(migrate(server.url(ADMIN, fresh), server.passwords, more) for _ in range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, 1]


async def test_it_refuses_a_file_that_was_edited_after_it_was_applied(server: Server, fresh: str) -> None:
    first, *rest = migrations()
    edited = Migration(first.number, first.name, first.sql + "-- oops")
    with pytest.raises(MigrationChanged, match="Migration 1 "):
        await migrate(server.url(ADMIN, fresh), server.passwords, [edited, *rest])


async def test_it_leaves_nothing_of_a_file_that_fails(server: Server, fresh: str, catalogue: Any) -> None:
    bad = Migration(9001, "9001_bad", "create table half (org_id uuid); select 1 / 0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(server.url(ADMIN, fresh), server.passwords, [bad])
    assert await catalogue.fetchval("select to_regclass('shipspeak.half')") is None


async def test_it_runs_what_cannot_be_in_a_transaction(server: Server, fresh: str, catalogue: Any) -> None:
    sql = "-- no-transaction\ncreate index concurrently meeting_by_kind on meeting (org_id, kind)"
    await migrate(server.url(ADMIN, fresh), server.passwords, [Migration(9001, "9001_index", sql)])
    assert await catalogue.fetchval("select to_regclass('shipspeak.meeting_by_kind')::text") == "meeting_by_kind"


async def test_it_steps_back_from_a_lock_and_comes_again(
    server: Server, fresh: str, catalogue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[migrate.__module__]
    monkeypatch.setattr(module, "_LOCK_TIMEOUT_S", 0.05)
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.001)
    add = [Migration(9001, "9001_add", "alter table meeting add column later text")]
    holder = catalogue.transaction()
    await holder.start()
    await catalogue.execute("lock table meeting in access share mode")
    with pytest.raises(MigrationBlocked, match="nothing was changed"):
        await migrate(server.url(ADMIN, fresh), server.passwords, add)
    await holder.rollback()
    assert await migrate(server.url(ADMIN, fresh), server.passwords, add) == ["9001_add"]
