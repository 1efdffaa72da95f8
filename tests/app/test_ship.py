"""The one script a person needs: it answers whoever asks for help, in each way people ask."""

import os
import subprocess
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
