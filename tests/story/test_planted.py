"""Words are planted wherever they can come from, everything goes wrong that can, and then all that was written is
searched: the paid way, whose words come back from outside.
"""

import asyncio
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import av
import pytest

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Reply, Usage
from tests.story.running import ROOT, WEIGHTS, Running, recording, running
from tests.story.test_up import everything

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]

KEY = "sk-plantedquokka0123456789"
SPOKEN, GARBAGE, CODE, TITLE, FILE, NAME, TAG, WISH, ADDRESS = PLANTED = (
    "wolpertinger",
    "jackalopia",
    "nessieworth",
    "Rumpelplan",
    "Bunyipfile",
    "Drosselmeyer",
    "Krakentag",
    "Chupacabra",
    "Mokelembe",
)
SAYS = f"I recommend that we ship {SPOKEN} on the ninth because errors fell to two percent. What do we lose?"


def answers() -> Iterator[Reply | Fault]:
    """Of the one who judges: text that is no answer, an error that quotes it, one that is cut off."""
    used = Usage(input_tokens=600, output_tokens=9)
    for at in count():
        yield (
            Reply(f'{{"cards": [{{"{GARBAGE}": "{GARBAGE} {SPOKEN}"', usage=used, tier="default", request_id="req"),
            Fault(Kind.STATUS, 400, CODE, CODE),
            Fault(Kind.CUT),
        )[at % 3]


@contextmanager
def provider() -> Iterator[FakeOpenAI]:
    """In a thread of its own, as the service is another process."""
    judged = answers()

    def answer(heard: Heard) -> Reply | Fault:
        if heard.path.endswith("/audio/transcriptions"):
            return Reply(SAYS, usage=Usage(audio_ms=len(heard.body) // 4), request_id="req")
        return next(judged)

    ready, over = queue.Queue[FakeOpenAI](), threading.Event()

    async def serve() -> None:
        async with FakeOpenAI([], answer=answer) as fake:
            ready.put(fake)
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield ready.get(timeout=10)
    finally:
        over.set()
        thread.join(10)


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("planted", numbered=True) / "home"
    home.mkdir(mode=0o711)
    (home / "sample.taken").touch()
    scratch = home / "scratch"
    scratch.mkdir(mode=0o711)
    config = home / "ai.toml"
    with provider() as fake:
        config.write_text(f'[providers.openai]\nurl = "{fake.url}"\n')
        with running(home, SHIPSPEAK_AI_CONFIG=str(config), TMPDIR=str(scratch)) as ship:
            add = [sys.executable, "-m", "shipspeak.app", "ai", "keys", "add", "main"]
            own = {"SHIPSPEAK_HOME": str(home), "SHIPSPEAK_AI_CONFIG": str(config), "PYTHONPATH": str(ROOT / "src")}
            subprocess.run(add, input=KEY, text=True, check=True, capture_output=True, env=os.environ | own)
            yield ship


def tagged(path: Path) -> Path:
    """A recording whose own fields say something, and which ends in the middle of a word."""
    made = path.with_name(f"{FILE}.m4a")
    with av.open(str(path)) as source, av.open(str(made), "w", format="ipod") as target:
        stream = target.add_stream("aac", rate=16_000, layout="mono")
        target.metadata.update({"title": TAG, "comment": TAG, "artist": TAG})
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made


def test_planted_words_lie_nowhere_readable(ship: Running, tmp_path: Path) -> None:
    sound = tagged(recording(tmp_path, 45))
    meeting = ship.upload((sound.name, sound.read_bytes()), title=TITLE, words="provider", preset="full")
    broken = ship.upload((f"{FILE}.m4a", sound.read_bytes()[:-9000]), title=TITLE, words="provider")
    assert ship.wait(meeting)["state"] == "ready"
    ship.wait(broken)
    with ship.client as client:
        mine = client.get(f"/v1/meetings/{meeting}/report").json()["focal"]
        client.patch(f"/v1/meetings/{meeting}", json={"me": mine})  # nobody is paid for a guess
        ship.wait(meeting)
        report = client.get(f"/v1/meetings/{meeting}/report").text
        assert SPOKEN in report, "what is planted must be in the meeting"
        assert "gpt-transcribe" in report
        client.patch(f"/v1/meetings/{meeting}", json={"names": {"S1": NAME}, "me": "S1"})
        ship.wait(meeting)
        wrong = ({"preset": WISH}, {"people": WISH}, {"asked": [{"start": WISH, "end": 1}]}, {"words": WISH})
        said = [client.patch(f"/v1/meetings/{meeting}", json=wish) for wish in wrong]
        said += [client.get(path) for path in (f"/v1/meetings/{ADDRESS}", f"/{ADDRESS}?{ADDRESS}={WISH}")]
        said.append(client.post("/v1/meetings", files=[("files", (f"{FILE}.pdf", WISH.encode() * 999))]))
    assert {answer.status_code for answer in said} <= {404, 415, 422}
    for word in (*PLANTED, KEY):
        assert not [answer for answer in said if word in answer.text], word
        for coded in (word.encode(), word.encode("utf-16-le"), word.upper().encode()):
            assert [path for path in everything(ship) if coded in path.read_bytes()] == [], word
