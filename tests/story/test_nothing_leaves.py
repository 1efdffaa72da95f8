"""Nothing leaves the machine: whoever hears and writes down is ended by the kernel when it opens a way out."""

import ctypes
import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest

from tests.story.running import ROOT, WEIGHTS, recording

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        platform.machine() != "x86_64" or sys.platform != "linux", reason="the filter is x86-64 Linux's"
    ),
]

# linux/bpf_common.h, linux/seccomp.h: socket(2) is call 41; its first argument is the family.
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_SOCKET, _NUMBER, _ARGUMENT = 41, 0, 16
_INTERNET = (2, 10)
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NO_WAY_OUT = b"".join(
    pack("=HBBI", *line)
    for line in (
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 3, _SOCKET),
        (_LOAD, 0, 0, _ARGUMENT),
        (_EQUAL, 2, 0, _INTERNET[0]),
        (_EQUAL, 1, 0, _INTERNET[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    )
)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def shut_in() -> Callable[[], None]:
    """To be called in a child before its program starts: no socket of the internet for it and all it starts."""
    libc = ctypes.CDLL(None)
    program = _Program(len(_NO_WAY_OUT) // 8, _NO_WAY_OUT)

    def shut() -> None:
        libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        libc.prctl(22, 2, ctypes.byref(program), 0, 0)  # PR_SET_SECCOMP, a filter

    return shut


def run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    own = {name: str(folder) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    environment = os.environ | own | {"PYTHONPATH": str(ROOT / "src"), "SHIPSPEAK_WEIGHTS": str(WEIGHTS)}
    for name in ("ORT_DISABLE_TELEMETRY", "CI", "GITHUB_ACTIONS"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False, preexec_fn=shut_in()
    )


def test_whoever_opens_a_way_out_is_ended(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", "import socket; socket.socketpair()").returncode == 0
    assert run(tmp_path, "-c", "import socket; socket.socket()").returncode == -signal.SIGSYS


@pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them")
def test_a_recording_is_coached_without_one_way_out_and_leaves_no_trace(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    said = run(home, "-m", "shipspeak.app", "coach", str(recording(tmp_path, 30)), "--preset", "full", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["made"]["seconds_sent"] == 0
    assert [path for path in home.rglob("*") if path.is_file()] == [], "a library that keeps notes will tell them"


@pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them")
def test_the_engines_stay_alone_for_as_long_as_they_live(tmp_path: Path) -> None:
    """What reports in the background takes some seconds to begin."""
    home = tmp_path / "home"
    home.mkdir()
    began = time.monotonic()
    live = "from pathlib import Path; import time; from shipspeak.speech.hearing.segmentation import session; "
    live += f"session(Path({str(WEIGHTS / 'segmentation.onnx')!r})); import faster_whisper; time.sleep(10)"
    said = run(home, "-c", live)
    assert said.returncode == 0, said.stderr
    assert time.monotonic() - began > 10
    assert [path for path in home.rglob("*") if path.is_file()] == []
