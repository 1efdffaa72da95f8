import asyncio
import time
from typing import Any

import pytest

from shipspeak.base import in_thread, stop_if_called_off


async def test_it_ends_the_thread_and_makes_no_noise_about_it(caplog: pytest.LogCaptureFixture) -> None:
    ended: list[float] = []

    def works() -> None:
        try:
            while True:
                time.sleep(0.01)
                stop_if_called_off()
        finally:
            ended.append(time.monotonic())

    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: told.append(what))
    waits = asyncio.create_task(in_thread(works))
    await asyncio.sleep(0.05)
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert len(ended) == 1, "nothing runs on behind it"
    del waits
    await asyncio.sleep(0)
    assert (told, caplog.records) == ([], [])
