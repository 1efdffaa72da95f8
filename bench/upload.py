"""`./ship bench upload`: `kill -9` in the middle of uploads; no acknowledged byte is lost, and what arrives is what was
sent.

The real service, as `./ship up` starts it; the client is tuspy, which nobody here wrote. Hit are the process that
serves, the one that watches over it, and PostgreSQL. Exit status 0 if every upload ended whole.
"""

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import TypeVar
from uuid import UUID

import httpx
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from shipspeak.database import DEFAULT_ORG, process
from shipspeak.outside import SealedReader, Stored, files_at
from shipspeak.outside.sealed import PART
from shipspeak.vault import FileKeystore, Place, Vault
from tests.story.running import Running, running

MB = 1024 * 1024
Answer = TypeVar("Answer")


def noise(chance: random.Random, size: int) -> bytes:
    """So many bytes that look like a recording from outside and are like nothing else within."""
    return b"RIFF\0\0\0\0WAVE" + chance.randbytes(size - 12)


def begin(ship: Running) -> tuple[str, TusClient]:
    """A draft's address, and a client for its files."""
    host, _, key = ship.address.partition("/enter/")
    with ship.client as client:
        draft = client.post("/v1/drafts").json()
    return f"/v1/drafts/{draft['id']}", TusClient(host + draft["files"], headers={"Authorization": f"Bearer {key}"})


@dataclass
class Interruptions:
    """Kills at random points, at most `most`."""

    ship: Running
    most: int
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)

    def maybe(self) -> None:
        if self.kills.total() < self.most and self.chance.random() < 0.5:
            kind, pid = self.chance.choice(self._targets())
            os.kill(pid, SIGKILL)
            self.kills[kind] += 1

    def _targets(self) -> list[tuple[str, int]]:
        found = []
        for watcher in _children(self.ship.process.pid):
            if "shipspeak.app\0web" in Path(f"/proc/{watcher}/cmdline").read_text():
                # Mostly who serves: a parent that dies again within seconds is started again later each time.
                found += 6 * [("web", pid) for pid in _children(watcher)] + [("web's parent", watcher)]
        database = process.running(database_of(self.ship) / "data")
        return [*found, *([("postgres", database.pid)] if database else [])]


def interrupted(ship: Running, content: bytes, piece: int, interruptions: Interruptions) -> str:
    """Send `content` through interruptions; the meeting it becomes. Asserts that no acknowledged byte is lost."""
    draft, client = begin(ship)
    uploader = client.uploader(file_stream=io.BytesIO(content), chunk_size=piece, metadata={"filename": "a.wav"})
    uploader.set_url(_patiently(uploader.create_url))
    while uploader.offset < len(content):
        acknowledged = uploader.offset
        interruptions.maybe()
        try:
            uploader.upload_chunk()
        except (OSError, TusCommunicationError):
            uploader.offset = _patiently(uploader.get_offset)
        assert uploader.offset >= acknowledged, f"{acknowledged - uploader.offset} acknowledged bytes are gone"
    with ship.client as http:
        return str(_patiently(lambda: http.post(f"{draft}/meeting", json={}).json()["id"]))


def arrived(ship: Running, meeting: str, size: int) -> bytes:
    """What lies sealed of the first file, opened with the installation's own keys."""
    files = files_at(str(ship.home / "files"))
    name = f"{DEFAULT_ORG}/{meeting}/original/0"
    place = Place(DEFAULT_ORG, UUID(meeting), "files", "content", name)
    reader = SealedReader(files, Vault(FileKeystore(ship.home / "keys")), place, Stored(name, size, PART, ""))
    return reader.read(0, size)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./ship bench upload", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    kills: Counter[str] = Counter()
    began, uploads, sent = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="shipspeak-upload-") as folder:
        Path(folder).chmod(0o711)  # or, as root, the database would lie elsewhere, and stay there
        home = Path(folder) / "home"
        home.mkdir(mode=0o711)
        (home / "sample.taken").touch()
        with running(home, SHIPSPEAK_WORKERS="0") as ship:
            while kills.total() < options.kills:
                content = noise(chance, chance.randrange(MB, 24 * MB))
                interruptions = Interruptions(ship, min(12, options.kills - kills.total()), chance)
                meeting = interrupted(ship, content, chance.choice([MB // 3, MB, 5 * MB]), interruptions)
                assert arrived(ship, meeting, len(content)) == content, "what arrived is not what was sent"
                kills += interruptions.kills
                uploads, sent = uploads + 1, sent + len(content)
                print(f"\r{kills.total()} of {options.kills} kills", end="", file=sys.stderr, flush=True)
                with ship.client as http:
                    _patiently(lambda: http.delete(f"/v1/meetings/{meeting}").raise_for_status())  # noqa: B023 -- called at once
    seconds = time.monotonic() - began
    print(f"\nkills            {dict(kills)} in {seconds:.0f} s")
    print(f"uploads          {uploads}, {sent / MB:.0f} MB: all arrived whole; acknowledged bytes lost: 0")
    return 0


def database_of(ship: Running) -> Path:
    """As root, PostgreSQL's files lie elsewhere when its account may not enter the folder."""
    elsewhere = ship.home / "database" / "elsewhere"
    return elsewhere.resolve() if elsewhere.exists() else ship.home / "database"


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """Until it is answered: the service is being started again."""
    for _ in range(600):
        try:
            return ask()
        except (OSError, TusCommunicationError, httpx.HTTPError, KeyError, ValueError):
            time.sleep(0.1)
    raise TimeoutError("the service did not come back within a minute")


if __name__ == "__main__":
    raise SystemExit(main())
