"""`./ship up` that ends while a command still needs its database."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from shipspeak.database import APP, DEFAULT_ORG, alive, connect, visiting
from tests.story.running import WEIGHTS, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]


async def test_a_command_keeps_the_database_and_stops_it_at_its_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    up = ExitStack()
    ship = up.enter_context(running(home))
    async with visiting(home / "database") as server:
        up.close()
        assert "goes on for a command that still uses it" in ship.log.read_text()
        async with await connect(server.url(APP), size=1) as database, database.tenant(DEFAULT_ORG) as tx:
            assert await tx.fetchval("select count(*) from meeting") == 1, "the sample is there"
    assert not alive(server)
