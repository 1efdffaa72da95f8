"""The same by tus-js-client under node: the client that other people's pages use."""

import random
import shutil
import subprocess
from pathlib import Path
from threading import Event, Thread

import pytest

from bench.upload import MB, Interruptions, arrived, begin, noise
from tests.story.running import WEIGHTS, running

CLIENT = Path(__file__).parents[1] / "tus"
pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not installed"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tus")
    for name in ("package.json", "package-lock.json", "send.mjs"):
        shutil.copy(CLIENT / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    installed = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if installed.returncode:
        pytest.skip("npm could not fetch tus-js-client")
    return folder / "send.mjs"


def test_it_goes_on_after_it_was_closed_and_while_the_service_is_killed(client: Path, tmp_path: Path) -> None:
    content = noise(random.Random(3), 24 * MB + 11)
    file = tmp_path / "meeting.wav"
    file.write_bytes(content)
    home = tmp_path / "home"
    home.mkdir()
    (home / "sample.taken").touch()
    with running(home, SHIPSPEAK_WORKERS="0") as ship:
        draft, to = begin(ship)
        key = ship.address.partition("/enter/")[2]
        command = ["node", str(client), to.url, key, str(file), str(tmp_path / "memory.json")]
        closed = subprocess.run([*command, str(5 * MB)], capture_output=True, text=True, timeout=60, check=False)
        assert closed.returncode == 3, closed.stderr
        whole, kills = Event(), Interruptions(ship, 3, random.Random(4))
        killing = Thread(target=_kill_now_and_then, args=(kills, whole))
        killing.start()
        finished = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        whole.set()
        killing.join()
        assert finished.returncode == 0, finished.stderr
        acknowledged = [int(line) for line in (closed.stdout + finished.stdout).split()]
        assert acknowledged == sorted(acknowledged), "what was acknowledged was gone"
        assert min(int(line) for line in finished.stdout.split()) > 5 * MB, "it went on where it was"
        assert kills.kills.total() > 0
        with ship.client as http:
            meeting = http.post(f"{draft}/meeting", json={}).json()["id"]
        assert arrived(ship, meeting, len(content)) == content


def _kill_now_and_then(kills: Interruptions, whole: Event) -> None:
    while not whole.wait(0.2):
        kills.maybe()
