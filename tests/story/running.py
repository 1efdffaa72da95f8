"""The real thing, started as a person starts it: `up` in a folder of its own, spoken to over HTTP."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import httpx

ROOT = Path(__file__).parents[2]
WEIGHTS = Path(os.environ.get("SHIPSPEAK_WEIGHTS", ROOT / ".shipspeak" / "weights"))
ENDED = {"ready", "failed"}


@dataclass
class Running:
    """A running ShipSpeak."""

    home: Path
    process: "subprocess.Popen[str]"
    address: str
    log: Path

    @property
    def client(self) -> httpx.Client:
        """Somebody who has opened the printed address."""
        host, _, key = self.address.partition("/enter/")
        return httpx.Client(base_url=host, headers={"authorization": f"Bearer {key}"}, timeout=30)

    def upload(self, *files: tuple[str, bytes], **fields: str) -> str:
        """The meeting's id."""
        with self.client as client:
            answer = client.post("/v1/meetings", files=[("files", file) for file in files], data=fields)
            assert answer.status_code == 202, answer.text
            return str(answer.json()["id"])

    def wait(self, meeting: str, seconds: float = 280) -> dict[str, object]:
        """The meeting once it has ended one way or the other."""
        end = time.monotonic() + seconds
        with self.client as client:
            while time.monotonic() < end:
                state: dict[str, object] = client.get(f"/v1/meetings/{meeting}").json()
                if state["state"] in ENDED:
                    return state
                time.sleep(0.2)
        raise AssertionError(f"not ended after {seconds} s: {state}")


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Running]:
    """`./ship up` until the block ends; it must end cleanly."""
    log = home.parent / f"{home.name}.log"
    environment = os.environ | {
        "SHIPSPEAK_HOME": str(home),
        "SHIPSPEAK_WEIGHTS": str(WEIGHTS),
        "SHIPSPEAK_PORT": "0",
        "SHIPSPEAK_WEB_WORKERS": "1",
        "SHIPSPEAK_LOG": "info",
        "PYTHONPATH": str(ROOT / "src"),
        **settings,
    }
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "shipspeak.app", "up"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        yield Running(home, process, _address(process, log), log)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            assert process.stdout is not None
            process.stdout.close()
    assert code == 0, log.read_text()[-2000:]


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    """The first address that is printed; the test's own timeout bounds the wait."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://\S+", line)
        if found:
            return found.group()
    raise AssertionError(f"no address was printed:\n{log.read_text()[-2000:]}")


def recording(folder: Path, seconds: int) -> Path:
    """The beginning of the sample meeting, as a file that a person could have."""
    path = folder / "weekly-review.wav"
    with av.open(str(ROOT / "sample" / "product-review.m4a")) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("pcm_s16le", rate=16_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
        for frame in source.decode(audio=0):
            if frame.time is not None and frame.time > seconds:
                break
            for piece in resampler.resample(frame):
                piece.time_base = Fraction(1, 16_000)
                target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return path
