import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")


@pytest.mark.parametrize(("gone", "code"), [(False, 0), (True, -signal.SIGKILL)])
def test_it_ends_at_once_when_its_parent_died_before_it_could_ask(gone: bool, code: int) -> None:  # noqa: FBT001 -- a case
    parent = 2**22 + 1 if gone else os.getpid()
    script = f"from shipspeak.app.children import die_with_parent; die_with_parent({parent})"
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == code
