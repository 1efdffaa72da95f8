"""A gateway over a scripted provider and a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from shipspeak.ai.asking.gateway import Gateway
from shipspeak.ai.asking.memory import Memory
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.keys.keyring import Keyring, add
from shipspeak.ai.model import PLATFORM, Caller, Reply, Respond, Transcribe, Usage
from shipspeak.ai.money.teller import Teller
from shipspeak.ai.providers.provider import Provider
from shipspeak.ai.providers.scripted import ScriptedProvider
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.vault import FileKeystore, Vault

SECRET = "sk-planted-0123456789"
OWN = """
[routes]
transcribe = ["gpt-transcribe"]
respond = ["gpt-6.1-terra", "gpt-6-luna", "spare"]
[providers.spare]
url = "http://127.0.0.1:9/v1"
keyless = true
[models.spare]
provider = "spare"
can = "respond"
price = { input = "1", output = "2", cached = "0.1", written = "1.25" }
"""

COACH = Respond(
    instructions="Judge the opening.",
    content="Ada: we ship on Friday.",
    schema='{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}',
    name="opening",
    version="1",
    most_tokens=100,
)
CLIP = Transcribe(audio=b"ogg" * 100, form="ogg", audio_ms=30_000)
WELL = Reply('{"score": 3}', usage=Usage(input_tokens=100, output_tokens=10), tier="default", request_id="req_1")
HEARD = Reply("we ship on friday", usage=Usage(audio_ms=30_000))


def status(status: int, code: str | None = None, **more: Any) -> Fault:
    return Fault(Kind.STATUS, status, code, **more)


NO_MONEY = status(429, "credit_balance_exhausted", type="insufficient_quota")
BUSY = status(503, "server_is_overloaded")


@dataclass
class Desk:
    gateway: Gateway
    openai: ScriptedProvider
    spare: ScriptedProvider
    database: Database
    vault: Vault
    memory: Memory
    meeting: UUID

    @property
    def caller(self) -> Caller:
        return Caller(DEFAULT_ORG, "coach", UUID(int=7), self.meeting)

    async def rows(self, sql: str, org: UUID = DEFAULT_ORG) -> list[dict[str, Any]]:
        """When all that was answered is settled."""
        await self.gateway.settled()
        async with self.database.tenant(org) as tx:
            return [dict(row) for row in await tx.fetch(sql)]

    async def attempts(self) -> list[tuple[str, str, str]]:
        found = await self.rows("select model, key_name, outcome from ai_attempt order by started_at, attempt")
        return [(row["model"], row["key_name"], row["outcome"]) for row in found]


async def add_meeting(database: Database, vault: Vault) -> UUID:
    meeting = uuid4()
    vault.admit(DEFAULT_ORG, meeting)
    async with database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(
            "insert into meeting (org_id, id, kind, preset, seed, sealed) values ($1, $2, 'other', 'cost', 1, '')",
            DEFAULT_ORG,
            meeting,
        )
    return meeting


@asynccontextmanager
async def desk(
    database: Database, folder: Path, openai: Provider | None = None, keys: tuple[str, ...] = ("main",), own: str = OWN
) -> AsyncIterator[Desk]:
    vault = Vault(FileKeystore(folder / "keys"))
    file = folder / "ai.toml"
    file.write_text(own)
    async with database.tenant(PLATFORM) as tx:
        for name in keys:
            await add(tx, vault, name, "openai", f"{SECRET}-{name}", None)
    scripted, spare = ScriptedProvider.saying(WELL), ScriptedProvider.saying(WELL)
    memory = Memory(database, vault, "secret")
    gateway = Gateway(
        Catalogue.read(file),
        {"openai": openai or scripted, "spare": spare},
        Teller(database),
        Keyring(database, vault),
        memory,
    )
    try:
        yield Desk(gateway, scripted, spare, database, vault, memory, await add_meeting(database, vault))
    finally:
        await gateway.close()
