"""The commands that a person types, against the real database."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shipspeak.base import Settings, ShipSpeakError
from shipspeak.database import APP, DEFAULT_ORG, Database, Server
from shipspeak.quality import actions, queries
from shipspeak.quality.commands import sampling_group
from shipspeak.sampling import NEWEST, Active, Preset, versions

pytestmark = pytest.mark.engine

Ship = Callable[..., Awaitable[Result]]
BEFORE = versions()[-2]


@pytest.fixture
def ship(server: Server, fresh: str, tmp_path: Path) -> Ship:
    settings = Settings(home=tmp_path, app_url=server.url(APP, fresh))

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, sampling_group, list(arguments), obj=settings)

    return run


async def test_it_asks_for_a_reason(ship: Ship, database: Database) -> None:
    assert (await ship("rollback")).exit_code == 2
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await queries.changes(tx, 5) == []


async def test_a_dry_run_changes_nothing(ship: Ship, database: Database) -> None:
    said = await ship("rollback", "--reason", "a try", "--dry-run")
    assert said.output == f"Would change: Configuration {NEWEST.version} to {BEFORE}.\n"
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await actions.active(tx) == NEWEST
        assert await queries.changes(tx, 5) == []


async def test_it_goes_back_and_forth_and_keeps_the_record(ship: Ship, database: Database) -> None:
    assert (await ship("rollback", "--reason", "pace looks odd")).exit_code == 0
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await actions.active(tx) == Active(BEFORE)
    assert (await ship("restore", NEWEST.version, "--reason", "it was the microphone")).exit_code == 0
    said = (await ship("status")).output
    assert said.startswith(f"Configuration {NEWEST.version} decides what is written down of a meeting.")
    assert "pace looks odd" in said
    assert "it was the microphone" in said


async def test_it_can_hear_more(ship: Ship, database: Database) -> None:
    said = await ship("rollback", "--least", "quality", "--reason", "until the engine is repaired")
    assert "at least “quality”" in said.output
    async with database.tenant(DEFAULT_ORG) as tx:
        assert await actions.active(tx) == Active(NEWEST.version, Preset.QUALITY)


async def test_it_says_what_there_is_to_go_back_to(ship: Ship) -> None:
    said = await ship("restore", "0", "--reason", "r")
    assert isinstance(said.exception, ShipSpeakError)
    assert str(said.exception) == f"There is no configuration 0. These ship: {', '.join(versions())}."
    for _ in versions()[1:]:
        assert (await ship("rollback", "--reason", "r")).exit_code == 0
    said = await ship("rollback", "--reason", "r")
    assert isinstance(said.exception, actions.NothingBefore)
