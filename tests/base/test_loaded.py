"""A process that asks models is not stopped for a tenth of a second by what it once loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
COUNTED = """
import gc, json, time
import shipspeak.app.worker, shipspeak.ai.tasks, shipspeak.ai.asking.gateway
from shipspeak.ai.providers.openai_provider import OpenAIProvider, official


def milliseconds():
    took = []
    for _ in range(5):
        began = time.perf_counter()
        gc.collect()
        took.append(1000 * (time.perf_counter() - began))
    return min(took)


import openai.resources.audio, openai.resources.responses
before, looked_at = milliseconds(), len(gc.get_objects())
official("http://127.0.0.1:9/v1", "sk-planted-0123456789")
print(json.dumps([looked_at, len(gc.get_objects()), before, milliseconds()]))
"""


def test_a_full_collection_leaves_what_was_loaded_alone() -> None:
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    done = subprocess.run([sys.executable, "-c", COUNTED], env=environment, check=True, capture_output=True, text=True)
    before, after, slow, fast = json.loads(done.stdout.splitlines()[-1])
    assert before > 100_000
    assert after < before / 20, "objects that a full collection looks at"
    assert fast < slow / 10, "milliseconds of it"
