"""The sample meeting: there from the first start, analysed by the real flow like any other."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid5

from shipspeak.app.parts import app_url, storage
from shipspeak.base import ROOT, Settings
from shipspeak.coaching import actions
from shipspeak.coaching.model import Upload, Wishes
from shipspeak.coaching.tools import sealed_writer
from shipspeak.database import DEFAULT_ORG, connect

SAMPLE = ROOT / "sample" / "product-review.m4a"
TITLE = "Sample: checkout product review"
ID = uuid5(UUID("6f0f7d52-2f4e-4c8e-9d57-3c1c0a6c5d11"), "sample")
"""Always the same, so that it is taken once, and stays away when the person deletes it."""


async def take_sample(settings: Settings) -> None:
    """Upload it, unless that was done once before."""
    mark = settings.home / "sample.taken"
    if mark.exists():
        return
    files, shelf = storage(settings)
    shelf.vault.admit(DEFAULT_ORG, ID)
    with sealed_writer(files, shelf.vault, DEFAULT_ORG, ID, "original/0") as writer:
        writer.write(await asyncio.to_thread(SAMPLE.read_bytes))
    async with await connect(app_url(settings), size=1) as database, database.tenant(DEFAULT_ORG) as tx:
        if not await actions.known(tx, ID):
            upload = Upload(SAMPLE.name, writer.stored)
            await actions.accept(tx, shelf, ID, TITLE, [upload], Wishes())
    mark.touch()
