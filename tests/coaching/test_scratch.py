import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from shipspeak.coaching.scratch import NAME, scratch
from tests.story.running import ROOT

STAYS = "from shipspeak.coaching.scratch import scratch\nwith scratch() as one: print(one, flush=True); input()"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def working() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", STAYS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "TMPDIR": tempfile.gettempdir()},
    )


def test_what_a_killed_one_left_goes_with_the_next_and_nothing_else() -> None:
    with working() as killed, working() as alive:
        assert killed.stdout is not None
        assert alive.stdout is not None
        left, held = (Path(one.stdout.readline().strip()) for one in (killed, alive) if one.stdout)
        killed.kill()
        killed.wait()
        assert left.is_dir()
        with scratch() as ours:
            assert not left.exists()
            assert held.is_dir()
            assert ours.is_dir()
        assert not ours.exists()
        alive.communicate("\n", timeout=20)
        assert not held.exists()


def test_a_folder_that_is_called_so_and_is_not_ours_stays(tmp_path: Path) -> None:
    strange, target = tmp_path / f"{NAME}1", tmp_path / "target"
    strange.mkdir()
    target.mkdir()
    (target / "lock").touch()
    (tmp_path / f"{NAME}2").symlink_to(target)
    with scratch():
        assert strange.is_dir()
        assert (target / "lock").exists()
