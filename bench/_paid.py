"""A provider that knows what is said, and a house that pays it: what `bench/paid.py` measures with."""

import asyncio
import hashlib
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.classify import Fault
from shipspeak.ai.keys.keyring import Keyring, add
from shipspeak.ai.model import PLATFORM, Left, Reply, Usage
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.base import Settings, silent
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Cover, Meeting, Report, State, Upload, Wishes
from shipspeak.coaching.paid import writing
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import Tools
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import files_at
from shipspeak.sampling import Preset
from shipspeak.speech import Block, Pcm, Preview, WhisperTranscriber, Word, ensure_weights
from shipspeak.vault import FileKeystore, Vault

FIRST_S, EACH_S = 0.8, 0.05
"""Seconds of an answer, and for each second of sound."""


class Provider:
    """What OpenAI would say, and what it would bill."""

    def __init__(self, words: Sequence[Word], seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = sorted(_changed(words, self.chance), key=lambda word: word.start)
        self.texts: dict[bytes, tuple[str, int]] = {}
        self.behave: Callable[[int], Fault | None] = lambda _: None
        self.lies = 1.0
        self.asked = self.audio_ms = self.tokens_in = self.tokens_out = 0

    def forget(self) -> None:
        self.behave, self.lies = (lambda _: None), 1.0
        self.asked = self.audio_ms = self.tokens_in = self.tokens_out = 0

    def learn(self, clip: bytes, block: Block) -> None:
        """What is said in a clip that is about to come."""
        inside = [
            word.text
            for piece in block.pieces
            for word in self.words
            if piece.audio.start <= (word.start + word.end) // 2 < piece.audio.end
        ]
        self.texts[hashlib.sha256(clip).digest()] = " ".join(inside), block.length

    def answer(self, heard: Heard) -> Reply | Fault:
        self.asked += 1
        fault = self.behave(self.asked)
        if fault is not None:
            return fault
        if heard.path.endswith("/audio/transcriptions"):
            text, ms = self.texts[hashlib.sha256(_clip_of(heard.body)).digest()]
            said = round(ms * self.lies)
            self.audio_ms += said
            return Reply(text, usage=Usage(audio_ms=said), request_id="req")
        used = Usage(input_tokens=len(heard.body) // 4, output_tokens=30)
        self.tokens_in, self.tokens_out = self.tokens_in + used.input_tokens, self.tokens_out + used.output_tokens
        return Reply('{"cards": []}', usage=used, tier="default", request_id="req")


class Waits(FakeOpenAI):
    """As long as a provider would."""

    async def _think(self, heard: Heard) -> None:
        sound = len(_clip_of(heard.body)) / 4_000 if heard.path.endswith("/audio/transcriptions") else 20.0
        await asyncio.sleep((FIRST_S + EACH_S * sound) * (0.5 + random.random()))


@dataclass
class Kept:
    """Remembers steps as the ledger does."""

    kept: dict[str, bytes] = field(default_factory=dict)

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        if name not in self.kept:
            self.kept[name] = await work()
        return self.kept[name]

    def local(self) -> "Kept":
        return Kept({name: kept for name, kept in self.kept.items() if name.split(".")[0] in {"upload", "hear"}})


class Nobody:
    def progress(self, stage: str, done: int, total: int) -> None: ...
    def preview(self, preview: Preview) -> None: ...


@dataclass
class House:
    """One meeting and everything it needs; `fresh` makes it as if nothing had been asked for it."""

    database: Database
    folder: Path
    vault: Vault
    tools: Tools
    cover: Cover
    provider: Provider
    url: str
    me: str | None = None
    """Who is coached: nobody is paid for a guess."""

    @classmethod
    async def of(cls, database: Database, folder: Path, path: Path, seed: int) -> "House":
        weights = ensure_weights(Settings.read().weights_folder, silent)
        transcriber = WhisperTranscriber(weights)
        vault = Vault(FileKeystore(folder / f"keys{uuid4()}"))
        tools = Tools(DEFAULT_ORG, uuid4(), files_at(f"{folder}/files"), vault, weights, lambda: transcriber, Nobody())
        vault.admit(tools.org, tools.meeting)
        async with database.tenant(PLATFORM) as tx:
            await add(tx, vault, f"bench-{tools.meeting.hex[:8]}", "openai", "sk-bench-0123456789", None)
        async with database.tenant(DEFAULT_ORG) as tx:
            await tx.execute(
                "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'other', 'cost', 1, '')",
                tools.org,
                tools.meeting,
            )
        with tools.writer("original/0") as writer, path.open("rb") as file:
            while block := file.read(1 << 20):
                writer.write(block)
        cover = Cover("bench", (Upload(path.name, writer.stored),), {}, secrets.token_hex(16))
        return cls(database, folder, vault, tools, cover, Provider((), seed), "")

    @asynccontextmanager
    async def open(self, *, rough: bool = False) -> AsyncIterator["House"]:
        """With a gateway that remembers nothing of what was asked before; `rough`: what was heard roughly is there."""
        catalogue = Catalogue.read()
        memory = Memory(self.database, self.vault, secrets.token_hex(8))
        gateway = Gateway(
            catalogue,
            {"openai": OpenAIProvider(self.url)},
            Teller(self.database),
            Keyring(self.database, self.vault),
            memory,
        )
        for written in ("bought",) if rough else ("bought", "rough"):
            await asyncio.to_thread(self.tools.files.remove, f"{self.tools.org}/{self.tools.meeting}/{written}")
        async with self.database.tenant(DEFAULT_ORG) as tx:
            await tx.execute("update ai_attempt set meeting_id = null where meeting_id = $1", self.tools.meeting)
        try:
            yield replace(self, tools=replace(self.tools, asker=gateway, books=Books(self.database, catalogue)))
        finally:
            await gateway.close()

    async def report(self, ledger: Kept, preset: Preset = Preset.BALANCED, words: Where = Where.PROVIDER) -> Report:
        wishes, tools = Wishes(preset=preset, words=words, me=self.me), self.tools
        meeting = Meeting(
            tools.meeting, tools.org, datetime.now(UTC), State.WORKING, wishes, self.cover, None, None, None, 0, 0, 0
        )
        return (await coach(meeting, Journey(meeting, ledger, tools))).report

    async def left(self) -> Sequence[Left]:
        assert self.tools.books is not None
        return await self.tools.books.left(self.tools.org, self.tools.meeting)

    async def billed(self) -> tuple[int, int, int]:
        """Milliseconds, tokens in and out, as the ledger says."""
        async with self.database.tenant(DEFAULT_ORG) as tx:
            row = await tx.fetchrow(
                "select coalesce(sum(audio_ms), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)"
                " from ai_attempt where meeting_id = $1",
                self.tools.meeting,
            )
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])


async def prepared(database: Database, folder: Path, path: Path, seed: int, fake: FakeOpenAI) -> tuple[House, Kept]:
    """The house with a provider that knows what is said; and what hearing and the rough pass gave."""
    house, ledger = await House.of(database, folder, path, seed), Kept()
    everything = await house.report(ledger, Preset.FULL, Where.HERE)
    words = [word for passage in everything.passages for word in passage.words]
    house.provider, house.url, house.me = Provider(words, seed), fake.url, everything.focal
    fake.answer = house.provider.answer
    plain = _PLAIN_CLIP

    def known(pcm: Pcm, block: Block) -> bytes:
        clip = plain(pcm, block)
        house.provider.learn(clip, block)
        return clip

    writing._clip = known  # noqa: SLF001 -- so that the fake knows what it is about to hear
    return house, ledger


_PLAIN_CLIP = writing._clip  # noqa: SLF001 -- as above


def _changed(words: Sequence[Word], chance: random.Random) -> list[Word]:
    """One in ten lost, doubled or another."""
    changed = []
    for word in words:
        fate = chance.random()
        if fate > 0.03:
            changed.append(replace(word, text="something") if fate < 0.08 else word)
        if fate > 0.98:
            changed.append(replace(word, text="well"))
    return changed


def _clip_of(body: bytes) -> bytes:
    """The file of a multipart form."""
    boundary = body[: body.index(b"\r\n")]
    at = body.index(b"\r\n\r\n", body.index(b'filename="clip')) + 4
    return body[at : body.index(b"\r\n" + boundary, at)]
