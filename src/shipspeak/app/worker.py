"""A worker process: takes meetings from the queue, one at a time, and gives back what it cannot finish."""

import asyncio
import os
import signal
import socket
from functools import cache

from shipspeak.app.parts import storage, worker_url
from shipspeak.base import Settings, silent
from shipspeak.coaching.model import COACH
from shipspeak.coaching.tasks import Bench, coaching
from shipspeak.database import connect
from shipspeak.jobs import run_worker
from shipspeak.quality.actions import active
from shipspeak.quality.lot import Lot
from shipspeak.quality.model import LOOK
from shipspeak.quality.quiet import Quiet
from shipspeak.quality.tasks import looking
from shipspeak.speech import Transcriber, WhisperTranscriber, ensure_weights
from shipspeak.vault import local_secret


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wish, stop.set)
    weights = await asyncio.to_thread(ensure_weights, settings.weights_folder, silent)
    files, shelf = storage(settings)

    @cache
    def transcriber() -> Transcriber:
        return WhisperTranscriber(weights)

    async with await connect(worker_url(settings), size=4) as database:
        bench = Bench(database, files, shelf, weights, transcriber, active, (LOOK,))
        lot, quiet = Lot(local_secret(settings.lot_file), settings.compared), Quiet()
        name = f"{socket.gethostname()}:{settings.slot or os.getpid()}"
        # Two lanes: what nobody waits for has its own, and stands still while somebody's meeting is worked on.
        await asyncio.gather(
            run_worker(database, {COACH: quiet.people(coaching(bench))}, name=name, stop=stop),
            run_worker(database, {LOOK: looking(bench, lot, quiet)}, name=f"{name}:look", stop=stop),
        )
