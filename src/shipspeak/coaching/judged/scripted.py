"""ScriptedAsker: answers as it was told to. The twin of the gateway, for tests, drills and recorded answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shipspeak.ai import Answer, Ask, Caller, Ending, Respond


@dataclass(slots=True)
class ScriptedAsker:
    """`says` answers each question in turn: with text, or with how it ended instead; what it raises is raised."""

    says: Callable[[Respond], str | Ending]
    name: str = "scripted"
    """Shown as the model. Never that of a real one."""
    usd: Decimal = Decimal(0)
    asked: list[tuple[Caller, Respond]] = field(default_factory=list, repr=False)
    among: list[tuple[str, ...]] = field(default_factory=list)
    """Which models might have been asked, question by question."""

    async def ask(
        self,
        caller: Caller,
        ask: Ask,
        *,
        models: Sequence[str] = (),
        within_s: float = 120.0,  # noqa: ARG002 -- as in `Asker`
    ) -> Answer:
        assert isinstance(ask, Respond), "a coach asks for words"
        self.asked.append((caller, ask))
        self.among.append(tuple(models))
        said = self.says(ask)
        text, ending = ("", said) if isinstance(said, Ending) else (said, Ending.COMPLETE)
        return Answer(text, ending, "scripted", self.name, self.usd, 1)

    async def settled(self) -> None:
        """It costs nobody anything."""
