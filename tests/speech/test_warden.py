"""The parent keeps the upper hand, whatever its child, its source or its sink do."""

import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from shipspeak.speech import ArrayPcm, DecoderFailed, Limits, MemorySource, TooHard, UnknownCodec, decode
from shipspeak.speech.decoding import warden as module
from tests.speech.media import recording, talk
from tests.speech.processes import children


class Sunk(Exception):
    pass


def test_it_ends_the_child_when_the_sink_fails() -> None:
    before = children()

    def sink(_: Any) -> None:
        raise Sunk

    with pytest.raises(Sunk):
        decode(MemorySource(recording("flac")), sink)
    assert children() <= before


def test_it_ends_the_child_when_the_source_fails() -> None:
    class Broken(MemorySource):
        def read(self, offset: int, length: int) -> bytes:
            if offset > 100_000:
                raise Sunk
            return super().read(offset, length)

    before = children()
    with pytest.raises(Sunk):
        decode(Broken(recording("wav")), lambda _: None)
    assert children() <= before


def test_it_waits_no_longer_than_it_may() -> None:
    with pytest.raises(TooHard, match="more time than any honest recording"):
        decode(MemorySource(recording("mp3")), lambda _: None, limits=Limits(wait=0.01))


def test_it_gives_the_child_no_more_memory_than_it_may_have() -> None:
    with pytest.raises(TooHard, match="more memory than any honest recording"):
        decode(MemorySource(recording("mp4")), lambda _: None, limits=Limits(memory=1_000_000))


def test_it_takes_a_source_that_ends_early() -> None:
    class Short(MemorySource):
        @property
        def size(self) -> int:
            return super().size * 2

    pcm = ArrayPcm()
    assert decode(Short(recording("flac")), pcm.write).duration == 12_000


@pytest.mark.parametrize(
    "line",
    [
        "os.write(0, b'\\xff' * 14)",
        "os.write(0, b'\\x00\\x00' + b'\\xff' * 12)",
        "os.write(0, bytes([2]) + bytes(9) + (4).to_bytes(4, 'little') + bytes(4))",
        "os.write(0, bytes([1]) + bytes(9) + (2).to_bytes(4, 'little') + b'[]')",
        "os.write(0, bytes([3]) + bytes(9) + (2).to_bytes(4, 'little') + b'17')",
        "os.write(0, bytes([1]) + bytes(9) + (4).to_bytes(4, 'little') + b'null')",
        "os.write(0, bytes(9))",
        "os.kill(os.getpid(), 11)",
    ],
)
def test_it_believes_nothing_that_a_captured_child_says(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_START", f"import os; os.read(0, 65536); {line}")
    with pytest.raises(DecoderFailed):
        decode(MemorySource(recording("wav")), lambda _: None)


GREEDY = """
import os, struct
os.read(0, 65536)
while True:
    os.write(0, struct.pack("<BBqI", 0, 0, 0, 262144))
    rest = 262148
    while rest:
        rest -= len(os.read(0, rest))
"""


def test_it_does_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_START", GREEDY)
    with pytest.raises(TooHard, match="more reading"):
        decode(MemorySource(recording("wav")), lambda _: None)


CURIOUS = """
import json, os, struct
os.read(0, 65536)
body = json.dumps({"reason": "codec", "codec": " ".join(sorted(os.environ))}).encode()
os.write(0, struct.pack("<BBqI", 3, 0, 0, len(body)) + body)
"""


def test_it_hands_the_child_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIPSPEAK_KEY", "secret")
    monkeypatch.setattr(module, "_START", CURIOUS)
    with pytest.raises(UnknownCodec, match="coded as LC_ALL"):
        decode(MemorySource(recording("wav")), lambda _: None)


def test_it_decodes_two_at_once() -> None:
    ends: list[int] = []

    def one(name: str) -> None:
        pcm = ArrayPcm()
        decode(MemorySource(recording(name)), pcm.write)
        ends.append(pcm.length)

    threads = [threading.Thread(target=one, args=(name,)) for name in ("flac", "wav")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [len(talk(12))] * 2


DOOMED = """
import sys
from pathlib import Path
from shipspeak.speech import MemorySource, decode
from tests.speech.media import recording

def sink(_):
    task = next(Path("/proc/self/task").glob("*/children"))
    print(task.read_text().split()[0], flush=True)
    sys.stdin.read()

decode(MemorySource(recording("wav")), sink)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
def test_it_does_not_outlive_a_parent_that_is_killed() -> None:
    command = [sys.executable, "-c", DOOMED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | PATHS) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    gone = select.poll()
    gone.register(child, select.POLLIN)
    assert gone.poll(10_000)
    os.close(child)


PATHS = {"PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[2] / part) for part in ("src", "."))}
