"""Provider: who answers. A real one (`openai_provider`), and a scripted twin that takes the same tests (`scripted`)."""

from typing import Protocol

from shipspeak.ai.deciding.classify import Fault
from shipspeak.ai.model import Ask, Reply


class Failed(Exception):
    """An attempt that came to nothing: never seen outside this room, and without the provider's words."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.name)


class Provider(Protocol):
    """Sends a question once. Does not retry, does not wait, knows no budgets: that is the gateway's."""

    async def send(self, ask: Ask, model: str, key: str, within_s: float) -> Reply:
        """The answer, in at most `within_s` seconds. Raises Failed; cancelling lets the connection go."""

    async def close(self) -> None:
        """Let all connections go."""
