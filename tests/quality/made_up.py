"""Meetings that were never held but whose every word is known, taken through the real flow from its second arrow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec

from shipspeak.base import Turn, union
from shipspeak.coaching import actions, queries
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Audio, Finished, Heard, Meeting, Received, Upload, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tools import Tools
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import Files, memory_files
from shipspeak.outside.sealed import Stored
from shipspeak.sampling import Active
from shipspeak.speech import (
    Census,
    Confidence,
    DecidedBy,
    Features,
    ScriptedTranscriber,
    Sureness,
    Transcriber,
    Voice,
    Word,
)
from shipspeak.vault import FileKeystore, Place, Vault
from tests.sampling.meetings import meeting as turns_of

UPLOAD = Upload("meeting.wav", Stored("original/0", 0, 1, ""))
SOUND = Audio(Stored("pcm", 0, 1, ""), 1)
"""Of which nobody reads a byte: the transcriber knows what was said."""


@dataclass(frozen=True)
class Script:
    """Who speaks when, and every word."""

    census: Census
    words: tuple[Word, ...]


def script(seed: int, minutes: float = 30) -> Script:
    """Three people; about 170 words a minute, two hedges in a hundred words."""
    duration, turns = turns_of(seed, minutes, people=3, turn=8, pause=0.25, overlap=0.0)
    random = Random(seed)
    words = tuple(word for turn in turns for word in _said(turn, random))
    ids = sorted({turn.speaker for turn in turns})
    voices = tuple(Voice(id, None, sum(turn.length for turn in turns if turn.speaker == id), ()) for id in ids)
    steps = duration // 500
    census = Census(
        duration,
        DecidedBy.VOICES,
        voices,
        tuple(turns),
        union(turn.span for turn in turns),
        (),
        Confidence(Sureness.SURE, 0.0, "Sure."),
        Features(500, (-30.0,) * steps, (None,) * steps),
    )
    return Script(census, words)


def _said(turn: Turn, random: Random) -> Sequence[Word]:
    words, at = [], turn.start
    while at + 330 <= turn.end:
        text = "maybe" if random.random() < 0.02 else random.choice(["we", "ship", "customers", "data", "plan", "it"])
        words.append(Word(at, at + 320, text, 0.9))
        at += 350
    return words


@dataclass
class House:
    """What holds meetings: a database as the application, a vault, and what a worker needs."""

    database: Database
    folder: Path
    files: Files = field(default_factory=memory_files)
    org: UUID = DEFAULT_ORG

    def __post_init__(self) -> None:
        self.shelf = Shelf(Vault(FileKeystore(self.folder / "keys")))

    async def accept(self, *, compare: bool = True, id: UUID | None = None, **wishes: Any) -> Meeting:
        id = id or uuid4()
        self.shelf.vault.admit(self.org, id)
        async with self.database.tenant(self.org) as tx:
            await actions.accept(tx, self.shelf, id, "t", (UPLOAD,), Wishes(**wishes), compare=compare)
            return await actions.read(tx, self.shelf, id)

    async def report(self, meeting: Meeting, said: Script, transcriber: Transcriber, active: Active) -> Finished:
        """The flow, but for reading a file and hearing it."""
        tools = Tools(
            meeting.org, meeting.id, self.files, self.shelf.vault, None, lambda: transcriber, Deaf()  # type: ignore[arg-type]
        )  # fmt: skip
        ledger = Prepared(self.shelf.vault, meeting, said)
        finished = await coach(meeting, Journey(meeting, ledger, tools), active)
        async with self.database.tenant(meeting.org) as tx:
            sealed = self.shelf.seal_finished(meeting, finished)
            assert await queries.finish(tx, meeting.id, meeting.version, sealed, finished.report.duration)
        return finished

    async def hold(self, said: Script, active: Active, *, lost: int = 0, **wishes: Any) -> tuple[Meeting, Finished]:
        """A meeting with its report."""
        meeting = await self.accept(**wishes)
        return meeting, await self.report(meeting, said, ScriptedTranscriber(said.words, lost), active)


class Deaf:
    def progress(self, stage: str, done: int, total: int) -> None: ...
    def preview(self, preview: Any) -> None: ...


@dataclass
class Prepared:
    """A step ledger in which the file was read and heard already."""

    vault: Vault
    meeting: Meeting
    said: Script

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        known = {"upload": Received((UPLOAD,), None), "hear": Heard(self.said.census, SOUND)}
        stage = name.partition(".")[0]
        if stage not in known:
            return await work()
        place = Place(self.meeting.org, self.meeting.id, "step", "result", name)
        return self.vault.seal(msgspec.json.encode((0.0, known[stage])), place)
