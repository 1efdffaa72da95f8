"""Where an error that nobody catches ends, nothing that it quotes may be written."""

import json
import os
import subprocess
import sys

import pytest

from tests.story.running import ROOT

WORD = "zanzi" + "barite"  # in no line of code as one word: a traceback would show lines of code
UNCAUGHT = {
    "main": "raise ValueError(word)",
    "thread": "one = threading.Thread(target=fail); one.start(); one.join()",
    "destructor": "kind = type('Kind', (), {'__del__': lambda self: fail()}); kind()",
    "task": "async def main():\n asyncio.ensure_future(afail())\n await asyncio.sleep(0)\n gc.collect()\n"
    "asyncio.run(main())",
    "callback": "async def main():\n asyncio.get_running_loop().call_soon(fail, word)\n await asyncio.sleep(0.01)\n"
    "asyncio.run(main())",
    "executor": "async def main():\n asyncio.get_running_loop().run_in_executor(None, fail, word)\n"
    " await asyncio.sleep(0.05)\n gc.collect()\nasyncio.run(main())",
}
BEGIN = """
import asyncio, gc, threading
from shipspeak.base import set_up_log
word = "zanzi" + "barite"
def fail(*given):
    secret = word
    raise ValueError(word, given)
async def afail(): fail(word)
set_up_log()
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("where", UNCAUGHT)
def test_it_says_what_nobody_caught_and_nothing_that_it_quotes(where: str) -> None:
    said = run(BEGIN + UNCAUGHT[where])
    assert WORD not in said.stderr + said.stdout
    (event,) = map(json.loads, said.stderr.splitlines())
    assert event["level"] == "error"
    assert event["error"] == "ValueError"
    assert event["where"]


def test_a_crash_leaves_no_image_of_the_memory() -> None:
    code = (
        "import resource, click; from shipspeak.app.cli import ship; ship(['worker', '--help'], standalone_mode=False)"
    )
    said = run(f"{code}; print(resource.getrlimit(resource.RLIMIT_CORE))")
    assert said.stdout.splitlines()[-1] == "(0, 0)"
