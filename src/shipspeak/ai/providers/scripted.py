"""ScriptedProvider: answers as it was told to. The twin of a real provider, for tests, drills and demonstrations."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Ask, Reply
from shipspeak.ai.providers.provider import Failed


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it arrived."""

    ask: Ask
    model: str
    key: str = field(repr=False)


@dataclass(slots=True)
class ScriptedProvider:
    """Says the lines of its script in turn, and the last of them for ever. `takes_s`: seconds for each."""

    script: list[Reply | Fault]
    takes_s: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set from the first question on."""

    @classmethod
    def saying(cls, *lines: Reply | Fault) -> "ScriptedProvider":
        return cls(list(lines))

    def go_on_with(self, lines: Iterable[Reply | Fault]) -> None:
        """From now on another script."""
        self.script[:] = lines

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        self.asked.append(Asked(ask, model, key))
        self.arrived.set()
        line = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if self.takes_s > within_s:
            await asyncio.sleep(within_s)
            raise Failed(Fault(Kind.TIMEOUT))
        await asyncio.sleep(self.takes_s)
        if isinstance(line, Fault):
            raise Failed(line)
        return line

    async def close(self) -> None:
        """Nothing is open."""
