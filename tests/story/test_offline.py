"""Offline means offline: the whole flow where there is no network at all, and what the kernel counted there."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.running import WEIGHTS, recording

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]
APART = ("unshare", "--user", "--map-root-user", "--net")


def apart() -> bool:
    """Whether this kernel lets us have a network of our own, which leads nowhere."""
    return shutil.which("unshare") is not None and subprocess.run([*APART, "true"], check=False).returncode == 0


@pytest.mark.skipif(not apart(), reason="no network namespace may be made here; sockets are closed in all tests anyway")
def test_not_a_byte_leaves_the_machine_without_a_key(tmp_path: Path) -> None:
    told = tmp_path / "report.json"
    command = f'"{sys.executable}" -m shipspeak.app coach --json "$1" > "$2" && cat /proc/net/dev'
    done = subprocess.run(
        [*APART, "sh", "-c", command, "sh", str(recording(tmp_path, 40)), str(told)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    interfaces = re.findall(r"^\s*(\S+):\s*(.*)$", done.stdout, re.MULTILINE)
    assert interfaces
    for name, counts in interfaces:
        assert set(counts.split()) == {"0"}, name
    made = json.loads(told.read_text())["made"]
    assert (made["seconds_sent"], made["cost_usd"], made["left"]) == (0.0, 0.0, [])
