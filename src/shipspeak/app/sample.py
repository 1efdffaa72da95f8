"""The sample meeting: there from the first start, analysed by the real flow like any other."""

import asyncio

from shipspeak.app.parts import app_url, storage
from shipspeak.base import ROOT, Settings
from shipspeak.coaching import actions
from shipspeak.coaching.model import SAMPLE, Upload, Wishes
from shipspeak.coaching.tools import sealed_writer
from shipspeak.database import DEFAULT_ORG, connect
from shipspeak.sampling import Preset

RECORDING = ROOT / "sample" / "product-review.m4a"
TITLE = "Sample: checkout product review"


async def take_sample(settings: Settings) -> None:
    """Upload it, unless it is there."""
    files, shelf = storage(settings)
    shelf.vault.admit(DEFAULT_ORG, SAMPLE)
    with sealed_writer(files, shelf.vault, DEFAULT_ORG, SAMPLE, "original/0") as writer:
        writer.write(await asyncio.to_thread(RECORDING.read_bytes))
    async with await connect(app_url(settings), size=1) as database, database.tenant(DEFAULT_ORG) as tx:
        if not await actions.known(tx, SAMPLE):
            upload = Upload(RECORDING.name, writer.stored)
            # Whole, so that a reader can hold the report against the script; the tutorial then shows a quarter.
            await actions.accept(tx, shelf, SAMPLE, TITLE, [upload], Wishes(preset=Preset.FULL))
