"""Asking when nobody waits: the question goes into the backlog, and whoever asked comes back when it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from shipspeak.ai import Answer, Ask, Caller, Respond
from shipspeak.coaching.tools import Asker, Postbox


class Postponed(Exception):
    """The question is in the backlog: go on when it is answered."""


@dataclass(frozen=True, slots=True)
class Postponing:
    """An `Asker` for whom nobody waits: what was answered is at hand, everything else is put into the backlog."""

    asker: Asker
    backlog: Postbox

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = 120.0) -> Answer:  # noqa: ARG002 -- a batch goes to whoever takes any
        """Raises Postponed."""
        assert isinstance(ask, Respond), "sound cannot be batched, and is never asked for here"
        if not await self.backlog.put(caller, ask):
            raise Postponed
        return await self.asker.ask(caller, ask, within_s=within_s)

    async def settled(self) -> None:
        await self.asker.settled()
