"""What the steps work with; `app` puts it together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from shipspeak.ai import Accounts, Answer, Ask, Caller, Respond
from shipspeak.outside import Files, SealedAppender, SealedReader, SealedWriter, Stored
from shipspeak.speech import Preview, Transcriber, Weights
from shipspeak.vault import Place, Vault


class Watcher(Protocol):
    """Told how far a meeting is. Called from any thread, some ten times a second; must not block."""

    def progress(self, stage: str, done: int, total: int) -> None: ...

    def preview(self, preview: Preview) -> None:
        """The first timeline, before everything is known."""


class Asker(Protocol):
    """The door to the models (`ai.Gateway`), or a scripted twin."""

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = 120.0) -> Answer:
        """`models`: only these. Raises what `ai.Gateway.ask` raises."""

    async def settled(self) -> None:
        """Wait until the ledger says what all answers so far have cost."""


class Postbox(Protocol):
    """Where questions go that nobody waits for (`ai.Backlog`)."""

    async def put(self, caller: Caller, ask: Respond) -> bool:
        """Whether it was answered already; else it waits. Raises KeyDestroyed."""


@dataclass(frozen=True, slots=True)
class Among:
    """An `Asker` that asks these models alone: those that were agreed on."""

    asker: Asker
    models: tuple[str, ...]

    async def ask(self, caller: Caller, ask: Ask, *, models: Sequence[str] = (), within_s: float = 120.0) -> Answer:
        return await self.asker.ask(caller, ask, models=models or self.models, within_s=within_s)

    async def settled(self) -> None:
        await self.asker.settled()


@dataclass(frozen=True, slots=True)
class AtHand:
    """Somebody to ask, and what it costs."""

    asker: Asker
    books: Accounts
    backlog: Postbox | None = None
    """None: everything is asked at once."""


@dataclass(frozen=True, slots=True)
class Tools:
    org: UUID
    meeting: UUID
    files: Files
    vault: Vault
    weights: Weights
    transcriber: Callable[[], Transcriber]
    """Loaded once for each process, on first use."""
    watcher: Watcher
    stage: str = ""
    asker: Asker | None = None
    """None: no model is asked, and nothing leaves the machine."""
    books: Accounts | None = None
    """What models cost and have cost; there where `asker` is."""
    version: int | None = None
    """Of the wishes by which it is worked on; None where nobody can change them meanwhile."""

    def caller(self, feature: str) -> Caller:
        """On whose behalf a part of the product asks a model."""
        return Caller(self.org, feature, meeting=self.meeting, version=self.version)

    def entering(self, stage: str) -> "Tools":
        self.watcher.progress(stage, 0, 0)
        return replace(self, stage=stage)

    def progress(self, done: int, total: int) -> None:
        """`Progress` of the current stage."""
        self.watcher.progress(self.stage, done, total)

    def reader(self, stored: Stored) -> SealedReader:
        return sealed_reader(self.files, self.vault, self.org, self.meeting, stored)

    def writer(self, what: str) -> SealedWriter:
        return sealed_writer(self.files, self.vault, self.org, self.meeting, what)


def sealed_reader(files: Files, vault: Vault, org: UUID, meeting: UUID, stored: Stored) -> SealedReader:
    """Any stretch of a stored file of the meeting."""
    return SealedReader(files, vault, Place(org, meeting, "files", "content", stored.name), stored)


def sealed_writer(files: Files, vault: Vault, org: UUID, meeting: UUID, what: str) -> SealedWriter:
    """`what`: "original/0", "pcm" …; a second writer of the same name replaces what the first one wrote."""
    name = f"{folder(org, meeting)}/{what}"
    return SealedWriter(files, vault, Place(org, meeting, "files", "content", name), name)


def sealed_appender(files: Files, vault: Vault, org: UUID, meeting: UUID, what: str, received: int) -> SealedAppender:
    """For what arrives in pieces; `received` bytes are here already."""
    name = f"{folder(org, meeting)}/{what}"
    return SealedAppender(files, vault, Place(org, meeting, "files", "content", name), name, received)


def folder(org: UUID, meeting: UUID) -> str:
    """Where all files of a meeting lie."""
    return f"{org}/{meeting}"
