"""The real flow under `./ship bench kill --flow bench._coaching:coaching_flow`.

`--runs 60 --kills 200 --every 3 --patience 900` takes half an hour. SHIPSPEAK_RECORDING names the recording (default:
six minutes of bench/recordings.py), SHIPSPEAK_WEIGHTS a folder of weights that is there already. Both the bench and
its workers keep files and keys in SHIPSPEAK_HOME.
"""

import asyncio
import os
from functools import cache
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

from bench._flows import Flow
from bench.recordings import recording
from shipspeak.app.parts import storage
from shipspeak.base import Settings, silent
from shipspeak.coaching import actions
from shipspeak.coaching.model import COACH, Upload, Wishes
from shipspeak.coaching.tasks import Bench, coaching
from shipspeak.coaching.tools import sealed_writer
from shipspeak.database import DEFAULT_ORG, Database, Tx
from shipspeak.speech import Transcriber, WhisperTranscriber, ensure_weights


def coaching_flow(database: Database | None) -> Flow:
    """Meetings as a person would upload them, the task as `app` makes it."""
    settings = Settings.read()
    files, shelf = storage(settings)
    weights = ensure_weights(settings.weights_folder, silent)

    @cache
    def transcriber() -> Transcriber:
        return WhisperTranscriber(weights)

    @cache
    def meeting_file() -> Path:
        given = os.environ.get("SHIPSPEAK_RECORDING")
        return Path(given) if given else recording(6, settings.home)

    async def accept(database: Database, number: int) -> UUID:
        meeting = uuid4()
        shelf.vault.admit(DEFAULT_ORG, meeting)
        with sealed_writer(files, shelf.vault, DEFAULT_ORG, meeting, "original/0") as writer:
            writer.write(await asyncio.to_thread(lambda: meeting_file().read_bytes()))
        async with database.tenant(DEFAULT_ORG) as tx:
            upload = Upload(meeting_file().name, writer.stored)
            await actions.accept(tx, shelf, meeting, f"Meeting {number}", [upload], Wishes())
            run: UUID = await tx.fetchval("select id from run where meeting_id = $1", meeting)
            return run

    async def results(tx: Tx, run: UUID) -> int:
        """Reports of the meeting that says it is ready: 1, or 0 for one that says it failed."""
        return int(
            await tx.fetchval(
                """select count(*) from report join meeting on id = meeting_id and state = 'ready'
                   where meeting_id = (select meeting_id from run where id = $1)""",
                run,
            )
        )

    # The onlooker has no task to do, and so no database for it.
    bench = Bench(cast("Database", database), files, shelf, weights, transcriber)
    return Flow(COACH, coaching(bench), "select 1", accept, results)
