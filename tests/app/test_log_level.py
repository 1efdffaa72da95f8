"""What a terminal shows of the log: `up` is read by a person, the processes that it keeps are followed by their log."""

import os
import subprocess
import sys

import pytest

from tests.story.running import ROOT

TELL = """
import logging
from click.testing import CliRunner
from shipspeak.app.cli import ship
done = CliRunner().invoke(ship, [{command!r}, "--help"])
assert done.exit_code == 0, done.output
print(logging.getLevelName(logging.getLogger("shipspeak").level))
"""


@pytest.mark.parametrize(
    ("command", "said", "level"),
    [("up", "", "WARNING"), ("up", "info", "INFO"), ("jobs", "", "WARNING"), ("web", "warning", "WARNING")],
)
def test_up_shows_only_what_went_wrong_unless_a_setting_says_otherwise(command: str, said: str, level: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "SHIPSPEAK_LOG": said}
    code = TELL.format(command=command)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == level, done.stderr
