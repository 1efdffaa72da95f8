"""The sample meeting: there from the first start, analysed by the real flow like any other."""

import asyncio
from uuid import UUID

from shipspeak.base import ROOT
from shipspeak.coaching import actions
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.model import SAMPLE, Upload, Wishes
from shipspeak.coaching.tools import sealed_writer
from shipspeak.sampling import Preset

RECORDING = ROOT / "sample" / "product-review.m4a"
TITLE = "Sample: checkout product review"


async def take(desk: Desk, org: UUID) -> None:
    """Upload it, unless it is there; deleted, it can be had again."""
    async with desk.database.tenant(org) as tx:
        if await actions.known(tx, SAMPLE):
            return
    vault = desk.shelf.vault
    vault.admit(org, SAMPLE)
    with sealed_writer(desk.files, vault, org, SAMPLE, "original/0") as writer:
        writer.write(await asyncio.to_thread(RECORDING.read_bytes))
    async with desk.database.tenant(org) as tx:
        if not await actions.known(tx, SAMPLE):
            upload = Upload(RECORDING.name, writer.stored)
            # Whole, so that a reader can hold the report against the script; the tutorial then shows a quarter.
            await actions.accept(tx, desk.shelf, SAMPLE, TITLE, [upload], Wishes(preset=Preset.FULL))
