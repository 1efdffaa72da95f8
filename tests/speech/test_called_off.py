"""A meeting that nobody wants any more stops costing at once: the real decoder, networks and recogniser."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from shipspeak.base import ROOT, Progress, Span, in_thread, silent
from shipspeak.speech import ArrayPcm, FileSource, Listener, Weights, WhisperTranscriber, decode, ensure_weights
from tests.speech.processes import children

pytestmark = pytest.mark.engine

WEIGHTS = Path(os.environ.get("SHIPSPEAK_WEIGHTS", ROOT / ".shipspeak" / "weights"))
RECORDING = ROOT / "sample" / "product-review.m4a"
SOON = 5.0
"""Seconds; it takes one or two, and a loaded machine a few."""


@pytest.fixture
def weights() -> Weights:
    if not WEIGHTS.exists():
        pytest.skip(f"no speech weights in {WEIGHTS}: ./ship up makes them")
    return ensure_weights(WEIGHTS, silent)


async def begun_and_cancelled(work: Callable[[Progress], object]) -> tuple[int, int]:
    """Runs `work` in a thread, cancels it at its first progress, waits for its end; what it had done, of how much."""
    begun, seen = asyncio.Event(), (0, 0)
    loop = asyncio.get_running_loop()

    def progress(done: int, total: int) -> None:
        nonlocal seen
        seen = (done, total)
        loop.call_soon_threadsafe(begun.set)

    task = asyncio.create_task(in_thread(work, progress))
    await asyncio.wait_for(begun.wait(), 60)
    task.cancel()
    async with asyncio.timeout(SOON):
        with pytest.raises(asyncio.CancelledError):
            await task
    return seen


def at_work() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("hear", "transcribe"))]


async def test_hearing_stops_with_its_threads_and_its_decoder(weights: Weights) -> None:
    def work(progress: Progress) -> None:
        with closing(Listener(weights, progress=progress)) as listener:
            decode(FileSource(RECORDING), listener.feed)
            listener.finish()

    before = children()
    heard, fed = await begun_and_cancelled(work)
    assert heard < fed < 700_000, "of twelve minutes"
    assert not at_work()
    assert children() <= before


async def test_writing_down_stops_with_its_threads(weights: Weights) -> None:
    pcm = ArrayPcm()
    decode(FileSource(RECORDING), pcm.write)
    transcriber = WhisperTranscriber(weights)
    done, total = await begun_and_cancelled(lambda progress: transcriber.transcribe(pcm, [Span(0, 700_000)], progress))
    assert done < total / 2
    assert not at_work()
    assert transcriber.transcribe(pcm, [Span(0, 20_000)], lambda _, __: None), "the next meeting finds it whole"


async def test_a_decoder_that_says_nothing_is_not_waited_for() -> None:
    before, heard = children(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def sink(_: np.ndarray) -> None:
        loop.call_soon_threadsafe(heard.set)

    task = asyncio.create_task(in_thread(decode, FileSource(RECORDING), sink))
    await asyncio.wait_for(heard.wait(), 10)
    (decoder,) = children() - before
    os.kill(int(decoder), signal.SIGSTOP)
    await asyncio.sleep(0.1)
    task.cancel()
    async with asyncio.timeout(SOON):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert children() <= before
