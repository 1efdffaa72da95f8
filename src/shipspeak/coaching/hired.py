"""A provider for one command: asked with the keys of this installation, within its budgets, written into its ledger,
whether or not a server runs.

The meeting of such a command is known nowhere else, so nothing is remembered of what was asked for it: the money stays
counted, whose it was does not.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from shipspeak.ai import forget_whose, open_books, open_gateway
from shipspeak.base import Settings, ShipSpeakError
from shipspeak.coaching.tools import Tools
from shipspeak.database import APP, NothingHere, connect, visiting
from shipspeak.vault import FileKeystore, Vault


class NobodyToAsk(ShipSpeakError):
    """No provider can be asked: in {folder} there is no key that may be used now. Add one with ./ship ai keys add NAME;
    or leave out --words, and this machine writes the words down for nothing.
    """

    status = 503
    exit_code = 78


@asynccontextmanager
async def hired(settings: Settings, tools: Tools) -> AsyncIterator[Tools]:
    """`tools` of the usual organisation, with somebody to ask. Where our own database does not run, it does meanwhile.

    Raises NobodyToAsk, and as `visiting`.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(await connect(await _url(settings, stack), size=4))
        books = open_books(settings, database)
        menu = await books.menu(tools.org)
        if not menu.transcribe and not menu.respond:
            raise NobodyToAsk(folder=settings.home)
        gateway = open_gateway(settings, database, Vault(FileKeystore(settings.keys_folder)), meetings=tools.vault)
        try:
            yield replace(tools, asker=gateway, books=books)
        finally:
            await gateway.close()
            async with database.tenant(tools.org) as tx:
                await forget_whose(tx, tools.meeting)


async def _url(settings: Settings, stack: AsyncExitStack) -> str:
    """As `./ship ai` finds it; but where nothing was ever set up, nobody has a key."""
    if url := settings.app_url or settings.database_url:
        return url
    try:
        return (await stack.enter_async_context(visiting(settings.database_folder))).url(APP)
    except NothingHere:
        raise NobodyToAsk(folder=settings.home) from None
