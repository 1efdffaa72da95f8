"""What a worker does beside its work ends before what it uses is closed, and does not end for anything else."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from shipspeak.app import upkeep, worker
from shipspeak.app.models import Models
from shipspeak.app.upkeep import beside
from shipspeak.base import Settings
from shipspeak.database import WORKER, Server
from tests.story.running import WEIGHTS

ROUNDS = {"sweep_often", "look_after", "rejudge_often", "word_often", "resume_often"}


def at_work() -> set[str]:
    """The rounds that go on in this process."""
    frames = (frame.f_code.co_name for task in asyncio.all_tasks() for frame in _frames(task))
    return ROUNDS & set(frames)


def _frames(task: "asyncio.Task[object]") -> list[object]:
    found, coroutine = [], task.get_coro()
    while coroutine is not None and getattr(coroutine, "cr_frame", None) is not None:
        found.append(coroutine.cr_frame)
        coroutine = coroutine.cr_await
    return found


@pytest.mark.engine
@pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them")
async def test_a_worker_that_ends_closes_the_gateway_after_all_that_may_ask(
    server: Server, fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, close = [], Models.__aexit__

    async def seen(models: Models, *why: object) -> None:
        left.append(at_work())
        await close(models, *why)

    monkeypatch.setattr(Models, "__aexit__", seen)
    settings = Settings(home=tmp_path, worker_url=server.url(WORKER, fresh), weights=WEIGHTS)
    running = asyncio.create_task(worker.run(settings))
    async with asyncio.timeout(30):
        while at_work() != ROUNDS:  # noqa: ASYNC110 -- they tell nobody
            await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)
        await running
    assert left == [set()]


async def test_an_error_that_nobody_planned_for_costs_one_turn_and_tells_no_content(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(upkeep, "PAUSE_S", 0.01)
    turns, again = 0, asyncio.Event()

    async def work() -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            raise ValueError("We ship the zebrafish on Friday.")
        again.set()
        await asyncio.Event().wait()

    async with beside(work), asyncio.timeout(5):
        await again.wait()
    assert "unexpected ValueError" in caplog.text
    assert "zebrafish" not in caplog.text
