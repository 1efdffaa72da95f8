"""Settings become parts: the one place that decides between embedded and grown up."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from shipspeak.ai import Books, CatalogueUnusable, open_books
from shipspeak.base import Settings, ShipSpeakError
from shipspeak.coaching.door import Door
from shipspeak.coaching.shelf import Shelf
from shipspeak.database import APP, Database, connect, visiting
from shipspeak.jobs import Bounds
from shipspeak.outside import Files, files_at
from shipspeak.vault import FileKeystore, Vault

log = logging.getLogger(__name__)


class NoDatabase(ShipSpeakError):
    """This command needs the database. Start everything with ./ship up, or set DATABASE_URL."""

    exit_code = 78


def app_url(settings: Settings) -> str:
    """Where the web side finds its database. Raises NoDatabase."""
    return _given(settings.app_url or settings.database_url)


def worker_url(settings: Settings) -> str:
    """Where the workers find it. Raises NoDatabase."""
    return _given(settings.worker_url or settings.database_url)


@asynccontextmanager
async def opened(settings: Settings, login: str) -> AsyncIterator[Database]:
    """The database for one command, as APP or WORKER: the one that is named, or our own. Raises as `visiting`."""
    url = (settings.app_url if login == APP else settings.worker_url) or settings.database_url
    async with AsyncExitStack() as stack:
        if url is None:
            url = (await stack.enter_async_context(visiting(settings.database_folder))).url(login)
        yield await stack.enter_async_context(await connect(url, size=1))


def storage(settings: Settings) -> tuple[Files, Shelf]:
    """Where sealed files lie, and what opens them."""
    return files_at(settings.files_place), Shelf(Vault(FileKeystore(settings.keys_folder)))


def door(settings: Settings) -> Door:
    """What is let in, and what is turned away before anything breaks."""
    bounds = Bounds(settings.queue_each, settings.queue, settings.spare_disk * 2**20)
    return Door(bounds, None if "://" in settings.files_place else Path(settings.files_place))


def books(settings: Settings, database: Database) -> Books | None:
    """Which models can be asked, and what they cost; None where the description of the models cannot be used."""
    try:
        return open_books(settings, database)
    except CatalogueUnusable as error:
        log.warning("%s", error)
        return None


def _given(url: str | None) -> str:
    if url is None:
        raise NoDatabase
    return url
