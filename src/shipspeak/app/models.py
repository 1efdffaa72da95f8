"""Models: the one gateway of a process, opened when there is first somebody to ask. Keys come and go while it runs."""

from typing import Self

from shipspeak.ai import Backlog, Gateway, open_backlog, open_gateway
from shipspeak.app.parts import books
from shipspeak.base import Settings
from shipspeak.coaching import AtHand
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import Vault


class Models:
    """Leave it when nobody uses it any more."""

    def __init__(self, settings: Settings, database: Database, vault: Vault) -> None:
        self._settings, self._database, self._vault = settings, database, vault
        self._books = books(settings, database)
        self._gateway: Gateway | None = None
        self._backlog: Backlog | None = None

    async def at_hand(self) -> AtHand | None:
        """None where nobody could be asked at this moment: without a key nothing is opened."""
        if self._books is None:
            return None
        menu = await self._books.menu(DEFAULT_ORG)
        if not menu.transcribe and not menu.respond:
            return None
        if self._gateway is None or self._backlog is None:
            self._gateway = open_gateway(self._settings, self._database, self._vault)
            self._backlog = open_backlog(self._settings, self._database, self._vault)
        return AtHand(self._gateway, self._books, self._backlog)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Wait for what is being settled."""
        if self._gateway is not None:
            await self._gateway.close()
        if self._backlog is not None:
            await self._backlog.finish()
