"""A worker process: takes meetings from the queue, one at a time, and gives back what it cannot finish."""

import asyncio
import logging
import os
import signal
import socket
from functools import cache, partial

from shipspeak.ai import look_after, open_gateway
from shipspeak.app.models import Models
from shipspeak.app.parts import storage, worker_url
from shipspeak.app.upkeep import beside
from shipspeak.base import Settings, silent
from shipspeak.coaching.model import COACH, REJUDGE
from shipspeak.coaching.rejudging import rejudge_often, rejudging
from shipspeak.coaching.resuming import Resuming, resume_often
from shipspeak.coaching.sweep import sweep_often
from shipspeak.coaching.tasks import Bench, coaching
from shipspeak.coaching.weeks.wording import word_often
from shipspeak.database import DEFAULT_ORG, connect
from shipspeak.jobs import Limits, Overgrown, run_worker, volunteer
from shipspeak.quality.actions import active
from shipspeak.quality.lot import Lot
from shipspeak.quality.model import LOOK
from shipspeak.quality.quiet import Quiet
from shipspeak.quality.tasks import looking
from shipspeak.speech import Transcriber, WhisperTranscriber, ensure_weights
from shipspeak.vault import local_secret

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

    async with (
        await connect(worker_url(settings), size=8) as database,
        Models(settings, database, shelf.vault) as models,
    ):
        bench = Bench(
            database, files, shelf, weights, transcriber, active, (LOOK,), models.at_hand, settings.others_stay
        )
        lot, quiet = Lot(local_secret(settings.lot_file), settings.compared), Quiet()
        opened, orgs = partial(open_gateway, settings, database, shelf.vault), (DEFAULT_ORG,)
        resuming = Resuming(database, shelf, opened, settings.others_stay)
        upkeep = beside(
            partial(sweep_often, database, files, shelf.vault),
            partial(look_after, database, shelf.vault, settings, orgs, resuming.may),
            partial(rejudge_often, bench, orgs),
            partial(word_often, bench, orgs),
            partial(resume_often, resuming, orgs),
        )
        name = f"{socket.gethostname()}:{settings.slot or os.getpid()}"
        limits = Limits(settings.at_once, settings.at_once_each)
        lane = partial(run_worker, database, stop=stop, limits=limits, memory=settings.meeting_memory * 2**20)
        async with upkeep:
            try:
                # Two lanes: what nobody waits for has its own, and stands still while somebody's meeting is worked on.
                async with asyncio.TaskGroup() as lanes:
                    lanes.create_task(lane({COACH: quiet.people(coaching(bench))}, name=name))
                    aside = {LOOK: looking(bench, lot, quiet), REJUDGE: rejudging(bench, quiet.wait)}
                    lanes.create_task(lane(aside, name=f"{name}:look"))
            except* Overgrown as errors:
                # At once: threads of the engines would go on, and hold what they have, until they are done.
                log.warning("%s", errors.exceptions[0])
                os._exit(Overgrown.exit_code)
