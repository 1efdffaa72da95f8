"""A key and a sentence are planted, everything goes wrong, and then everything that was written is searched."""

import io
import logging
import secrets
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bench._openai import FakeOpenAI
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.keys.keyring import add
from shipspeak.ai.model import PLATFORM
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.base import ShipSpeakError, set_up_log
from shipspeak.database import Database, Server
from tests.ai.desk import CLIP, COACH, HEARD, NO_MONEY, WELL, desk, status

pytestmark = pytest.mark.engine

TO_TERRA = '[routes]\nrespond = ["gpt-6.1-terra"]\n'


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says, set up as in production."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    set_up_log(stream, logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


async def test_neither_key_nor_words_are_written_anywhere(
    database: Database, server: Server, tmp_path: Path, written: io.StringIO
) -> None:
    key, word = f"sk-planted-{secrets.token_hex(12)}", f"canary{secrets.token_hex(12)}"
    ask = msgspec.structs.replace(COACH, content=f"Ada: {word}", instructions=word)
    said: list[str] = []
    quoting = [Fault(kind, 400 if kind is Kind.STATUS else None, word, key) for kind in (Kind.STATUS, Kind.GARBLED)]
    async with (
        FakeOpenAI([WELL]) as fake,
        desk(database, tmp_path, OpenAIProvider(fake.url), keys=(), own=TO_TERRA) as at,
    ):
        async with database.tenant(PLATFORM) as tx:
            await add(tx, at.vault, "main", "openai", key, None)
        for n, lines in enumerate([*([line] for line in quoting), [NO_MONEY], [status(401, key)]]):
            fake.script[:] = [*lines, WELL]
            at.gateway._no_money.clear()
            try:
                answer = await at.gateway.ask(at.caller, msgspec.structs.replace(ask, version=str(n)))
                said.append(repr(answer))
            except ShipSpeakError as error:
                said += [str(error), repr(error), repr(error.facts), traceback.format_exc()]
        at.gateway._keyring._looked = -1000
        async with database.tenant(PLATFORM) as tx:
            await add(tx, at.vault, "next", "openai", key, None)
        fake.script[:] = [replace(HEARD, text=word)]
        await at.gateway.ask(at.caller, msgspec.structs.replace(CLIP, prompt=word))
        said += [repr(at.gateway._keyring._held), repr(ask), repr(at.memory)]
    assert "no money" in "".join(said)
    assert '"event": "model asked"' in written.getvalue()
    text = written.getvalue() + "".join(said)
    assert key not in text
    assert word not in text
    for folder in (server.home, tmp_path):
        for file in folder.rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                assert key.encode() not in data, file
                assert word.encode() not in data, file
