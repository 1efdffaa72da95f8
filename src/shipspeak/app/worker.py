"""A worker process: takes meetings from the queue, one at a time, and gives back what it cannot finish."""

import asyncio
import logging
import os
import signal
import socket
from functools import cache

from shipspeak.app.parts import storage, worker_url
from shipspeak.base import Settings, silent
from shipspeak.coaching.model import COACH
from shipspeak.coaching.sweep import sweep_often
from shipspeak.coaching.tasks import Bench, coaching
from shipspeak.database import connect
from shipspeak.jobs import Limits, Overgrown, run_worker, volunteer
from shipspeak.speech import Transcriber, WhisperTranscriber, ensure_weights

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wish, stop.set)
    volunteer()
    weights = await asyncio.to_thread(ensure_weights, settings.weights_folder, silent)
    files, shelf = storage(settings)

    @cache
    def transcriber() -> Transcriber:
        return WhisperTranscriber(weights)

    async with await connect(worker_url(settings), size=4) as database:
        bench = Bench(database, files, shelf, weights, transcriber)
        sweeping = asyncio.create_task(sweep_often(database, files, shelf.vault))
        name = f"{socket.gethostname()}:{settings.slot or os.getpid()}"
        limits = Limits(settings.at_once, settings.at_once_each)
        memory = settings.meeting_memory * 2**20
        try:
            await run_worker(database, {COACH: coaching(bench)}, name=name, stop=stop, limits=limits, memory=memory)
        except Overgrown as error:
            # At once: threads of the engines would go on, and hold what they have, until they are done.
            log.warning("%s", error)
            os._exit(error.exit_code)
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
