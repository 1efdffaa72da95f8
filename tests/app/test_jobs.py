"""./ship jobs: what waits, what was set aside, and trying it again."""

import asyncio
import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from shipspeak.app.jobs import jobs_command
from shipspeak.base import Settings
from shipspeak.coaching import actions
from shipspeak.coaching.model import COACH, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import APP, DEFAULT_ORG, WORKER, Server, connect
from shipspeak.jobs import Problem, Unexpected, queries
from shipspeak.vault import FileKeystore, Vault

pytestmark = pytest.mark.engine


@pytest.fixture
def settings(server: Server, fresh: str, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, worker_url=server.url(WORKER, fresh), app_url=server.url(APP, fresh))


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(jobs_command, words, obj=settings, catch_exceptions=False)


async def set_aside(settings: Settings) -> UUID:
    """A meeting whose run has failed; its run."""
    shelf, meeting = Shelf(Vault(FileKeystore(settings.keys_folder))), uuid4()
    shelf.vault.admit(DEFAULT_ORG, meeting)
    async with await connect(str(settings.worker_url)) as database:
        async with database.tenant(DEFAULT_ORG) as tx:
            await actions.accept(tx, shelf, meeting, "Zebrafish", (), Wishes())
        async with database.operator("play a worker") as tx:
            held = await queries.take(tx, "worker", [COACH.name], 60)
        assert held
        async with database.tenant(DEFAULT_ORG) as tx:
            for step, seconds in (("hear.a", 1.5), ("transcribe.b", 2.0), ("transcribe.c", 2.0)):
                await queries.record(tx, held, step, step.partition(".")[0], b"sealed", seconds)
            await queries.finish(tx, held, Problem.of(Unexpected(attempts=5)))
            await tx.execute("update meeting set state = 'failed', problem = 'x' where id = $1", meeting)
    return held.id


def test_it_lists_shows_and_tries_again_what_was_set_aside(settings: Settings) -> None:
    id = asyncio.run(set_aside(settings))
    assert run(settings, "list").stdout == "", "a script reads it"
    listed = run(settings, "list", "--state", "failed", "--json").stdout
    assert json.loads(listed)["code"] == "unexpected"
    shown = run(settings, "show", str(id)).stdout
    assert "Please report it, and start it again" in shown
    assert f"Run {id} has failed, and is left alone" in shown
    words = [line.split(maxsplit=1) for line in shown.splitlines()]
    assert ["what", "turns a meeting into its report"] in words
    assert any(line[0] == "meeting" and line[1].startswith("/meetings/") for line in words if line)
    assert "Finished steps, which are not done again:\n  step        took\n  hear" in shown
    assert [line.split() for line in shown.splitlines() if "transcribe" in line] == [["transcribe", "2.0", "s"]] * 2
    assert f"./ship jobs retry {id}" in shown
    whole = json.loads(run(settings, "show", str(id), "--json").stdout)
    assert (whole["state"], len(whole["steps"])) == ("failed", 3)
    assert "Zebrafish" not in shown + listed

    assert str(id) in run(settings, "retry", "--code", "unexpected", "--dry-run").stdout
    assert run(settings, "list").stdout == "", "a script reads it"
    assert str(id) in run(settings, "retry", str(id)).stdout
    (line,) = run(settings, "list").stdout.splitlines()
    assert line.startswith(str(id))
    assert "  waiting  batch" in line


def test_it_names_a_run_that_is_not_there(settings: Settings) -> None:
    for command in ("show", "retry"):
        with pytest.raises(Exception, match="There is no run"):
            run(settings, command, str(uuid4()))
    assert run(settings, "retry").exit_code == 2
