"""Work in threads that can be called off. A thread cannot be cancelled: its long loops ask whether to go on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import ContextVar, copy_context
from functools import partial
from threading import Event
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_off: ContextVar[Event | None] = ContextVar("called_off", default=None)

_PATIENCE = 10.0
"""Seconds to wait for a thread that was called off. Loops ask about once a second; a stuck disk never does."""


class CalledOff(BaseException):
    """Nobody waits for this work any more. Not an Exception: no handler of errors should take it for one."""


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As `asyncio.to_thread`; but when the task that waits is cancelled, `stop_if_called_off` raises inside `work`, and
    the cancellation goes on once the thread has ended, so that nothing runs on behind it.
    """
    off = Event()
    context = copy_context()
    context.run(_off.set, off)
    thread = asyncio.get_running_loop().run_in_executor(None, partial(context.run, work, *args, **kwargs))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        off.set()
        # How it ended is no news to anybody: looked at here, or the log would call it an error.
        thread.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        await asyncio.wait([thread], timeout=_PATIENCE)
        raise


def stop_if_called_off() -> None:
    """For every loop that may take a second: raises `CalledOff` where the work it belongs to was called off."""
    off = _off.get()
    if off is not None and off.is_set():
        raise CalledOff


def submit(pool: Executor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """`pool.submit`, for work that is called off with whoever hands it in: what has not begun does not begin."""

    def unless_called_off() -> T:
        stop_if_called_off()
        return work(*args, **kwargs)

    return pool.submit(copy_context().run, unless_called_off)
