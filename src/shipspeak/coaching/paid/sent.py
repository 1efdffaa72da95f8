"""What of a meeting was handed to providers, sealed beside its sound: how much of it others said can be counted.

The ledger counts what left, attempt by attempt; whose words and sound they were it cannot know. Written down before it
is sent, so nothing that left is missing here; what was then refused on the way counts too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from shipspeak.ai import Answer, Ask, Caller
from shipspeak.base import Span, in_thread, union
from shipspeak.coaching.tools import Asker, Tools, folder
from shipspeak.outside import FileMissing
from shipspeak.vault import Place


@dataclass(frozen=True, slots=True)
class Sent:
    sound: tuple[Span, ...] = ()
    """Sorted and disjoint: what was sent twice stands here once."""
    words: int = 0
    """Said by others, in questions to a judging model; as often as they were asked."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An `Asker` whose questions hold so many words of others."""

    asker: Asker
    tools: Tools
    words: int

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = 120.0) -> Answer:
        if self.words:
            await in_thread(add, self.tools, Sent(words=self.words))
        answer = await self.asker.ask(caller, ask, models=models, within_s=within_s)
        if self.words and answer.remembered:  # it was at hand, and nothing left
            await in_thread(add, self.tools, Sent(words=-self.words))
        return answer

    async def settled(self) -> None:
        await self.asker.settled()


def load(tools: Tools) -> Sent:
    """Nothing where nothing was sent. Blocking. Raises KeyDestroyed."""
    try:
        sealed = tools.files.get(_name(tools))
    except FileMissing:
        return Sent()
    return msgspec.json.decode(tools.vault.open(sealed, _place(tools)), type=Sent)


def add(tools: Tools, more: Sent) -> None:
    """To what was sent before. Blocking. Raises DiskFull, KeyDestroyed."""
    if more == Sent():
        return
    before = load(tools)
    sent = Sent(union((*before.sound, *more.sound)), before.words + more.words)
    tools.files.put(_name(tools), tools.vault.seal(msgspec.json.encode(sent), _place(tools)))


def _name(tools: Tools) -> str:
    return f"{folder(tools.org, tools.meeting)}/sent"


def _place(tools: Tools) -> Place:
    return Place(tools.org, tools.meeting, "files", "content", _name(tools))
