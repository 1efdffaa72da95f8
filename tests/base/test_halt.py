"""Threads that are called off."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shipspeak.base import CalledOff, in_thread, stop_if_called_off, submit


async def test_it_gives_what_the_work_gives_and_raises_what_it_raises() -> None:
    assert await in_thread(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await in_thread(divmod, 7, 0)


async def test_a_cancelled_task_goes_only_when_its_thread_has_ended() -> None:
    begun, ended = threading.Event(), threading.Event()

    def loop() -> None:
        begun.set()
        try:
            while True:
                stop_if_called_off()
                time.sleep(0.01)
        finally:
            ended.set()

    task = asyncio.create_task(in_thread(loop))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_what_a_pool_was_given_is_called_off_too() -> None:
    begun = threading.Event()
    done: list[int] = []

    def long() -> None:
        begun.set()
        while True:
            stop_if_called_off()
            time.sleep(0.01)

    def hand_out() -> None:
        with ThreadPoolExecutor(1) as pool:
            first = submit(pool, long)
            second = submit(pool, done.append, 1)
            for work in (first, second):
                with pytest.raises(CalledOff):
                    work.result()

    task = asyncio.create_task(in_thread(hand_out))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not done


def test_work_that_nobody_may_call_off_is_never_stopped() -> None:
    stop_if_called_off()
    with ThreadPoolExecutor(1) as pool:
        assert submit(pool, divmod, 7, 2).result() == (3, 1)
