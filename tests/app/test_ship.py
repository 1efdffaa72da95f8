"""The one script a person needs: it answers whoever asks for help, in each way people ask."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def ship(*words: str) -> "subprocess.CompletedProcess[str]":
    # No environment to set up: the one the tests run in is the one ./ship made.
    return subprocess.run(
        ["bash", "ship", *words], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [(), ("help",), ("--help",), ("-h",)])
def test_it_says_what_it_can_do(words: tuple[str, ...]) -> None:
    said = ship(*words)
    assert said.returncode == 0, said.stderr
    assert all(command in said.stdout for command in ("up", "coach", "./ship test", "./ship check", "bench"))


def test_it_explains_one_command() -> None:
    assert ship("help", "coach").stdout == ship("coach", "--help").stdout != ""


def test_it_names_the_benchmarks_that_there_are() -> None:
    said = ship("bench")
    assert said.returncode == 64
    assert "pipeline" in said.stderr
    assert not any(name.startswith("_") for name in said.stderr.split()), "a benchmark's helper is no benchmark"


def test_files_are_named_from_where_the_person_stands(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    said = subprocess.run(
        ["bash", ROOT / "ship", "coach", "meetings"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "meetings is a folder" in said.stderr


PYTHON = """#!/bin/bash
# Makes an environment that can do nothing, slowly, and writes down when.
[ "$1" != -m ] && exec {python} "$@"
echo begins >>made
sleep 0.5
mkdir -p .venv/bin
printf '#!/bin/bash\\n' | tee .venv/bin/uv >.venv/bin/python
chmod +x .venv/bin/*
echo ends >>made
"""


def test_two_that_set_up_at_once_make_one_environment(tmp_path: Path) -> None:
    for name in ("ship", "requirements.lock", "requirements-uv.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    python = tmp_path / "python"
    python.write_text(PYTHON.format(python=sys.executable))
    python.chmod(0o755)
    environment = os.environ | {"SHIPSPEAK_PYTHON": str(python)}
    starts = [
        subprocess.Popen(["bash", "ship", "up"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [start.communicate(timeout=20)[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], said
    assert (tmp_path / "made").read_text().split() == ["begins", "ends"]
    assert sum("waiting for it" in one for one in said) == 2
