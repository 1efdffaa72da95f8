import asyncio
import threading
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from shipspeak.base import in_thread
from shipspeak.coaching.whole import Patient
from shipspeak.jobs import Run, Task
from shipspeak.quality.quiet import Quiet
from shipspeak.speech import ArrayPcm

RUN = Run(uuid4(), uuid4(), "t", uuid4(), {}, 1, 1)
NONE: Any = None


async def test_it_stands_still_while_a_persons_meeting_is_worked_on() -> None:
    quiet, over, reads = Quiet(), asyncio.Event(), []

    async def work(run: Run, journey: Any) -> None:
        await over.wait()

    person = asyncio.create_task(quiet.people(Task(work)).work(RUN, NONE))
    await asyncio.sleep(0)
    pcm = Patient(ArrayPcm(np.zeros((1, 16_000), np.int16)), quiet.wait)
    reading = asyncio.create_task(asyncio.to_thread(lambda: reads.append(pcm.read(0, 100))))
    await asyncio.sleep(0.1)
    assert reads == []
    over.set()
    await person
    await asyncio.wait_for(reading, 2)
    assert len(reads) == 1


async def test_it_goes_on_when_the_last_of_several_is_done_however_it_ended() -> None:
    quiet = Quiet()

    async def fails(run: Run, journey: Any) -> None:
        await asyncio.sleep(0.05)
        raise ZeroDivisionError

    task = quiet.people(Task(fails))
    work = [asyncio.create_task(task.work(RUN, NONE)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting = asyncio.create_task(asyncio.to_thread(quiet.wait))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    await asyncio.gather(*work, return_exceptions=True)
    await asyncio.wait_for(waiting, 2)


async def test_its_threads_end_when_nobody_awaits_them_any_more() -> None:
    quiet, over = Quiet(), asyncio.Event()

    async def work(run: Run, journey: Any) -> None:
        await over.wait()

    person = asyncio.create_task(quiet.people(Task(work)).work(RUN, NONE))
    await asyncio.sleep(0)
    ended = threading.Event()

    def reads() -> None:
        try:
            quiet.wait()
        finally:
            ended.set()

    comparison = asyncio.create_task(in_thread(reads))
    await asyncio.sleep(0.05)
    comparison.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(comparison, 3)
    assert ended.is_set()
    over.set()
    await person
