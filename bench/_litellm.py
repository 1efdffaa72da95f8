"""The LiteLLM proxy, in an environment of its own, in front of the same fake: what people would use instead.

It counts no money here, which it does with a database of its own; ours does. Its environment is made once, from a lock
file with hashes, under `build/`.
"""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).parent / "litellm" / "requirements.lock"
PLACE = Path("build/litellm")
KEY = "sk-bench-0123456789-0123456789"
STARTS_WITHIN_S = 120.0


@dataclass(frozen=True)
class Running:
    url: str
    started_s: float
    """From its first instruction until it says that it is alive."""
    process: int

    @property
    def resident_mb(self) -> float:
        return sum(resident_mb(process) for process in _family(self.process))


def install() -> str | None:
    """Why it cannot be run here; None when it can."""
    made = PLACE / LOCK.name
    if made.exists() and made.read_bytes() == LOCK.read_bytes():
        return None
    print("  setting up LiteLLM in build/litellm (600 MB, once) …")
    shutil.rmtree(PLACE, ignore_errors=True)
    try:
        venv.create(PLACE)
        uv = [str(Path(sys.executable).with_name("uv")), "pip", "sync", "-q", "--require-hashes"]
        subprocess.run([*uv, "--python", str(PLACE / "bin" / "python"), str(LOCK)], check=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        return f"its packages could not be installed ({type(error).__name__})"
    made.write_bytes(LOCK.read_bytes())
    return None


@asynccontextmanager
async def litellm(fake: str, folder: Path) -> AsyncIterator[Running | None]:
    """The proxy before the fake; None, with a sentence said, where it cannot be had."""
    why = await asyncio.to_thread(install)
    if why is not None:
        print(f"  LiteLLM is left out: {why}")
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = {
        "model_list": [
            {
                "model_name": "gpt-6.1-terra",
                "litellm_params": {"model": "openai/gpt-6.1-terra", "api_base": fake, "api_key": "sk-fake"},
            }
        ],
        "litellm_settings": {"num_retries": 0},
        "general_settings": {"master_key": KEY},
    }
    config = folder / "litellm.yaml"
    config.write_text(json.dumps(said))  # which is YAML
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        str(PLACE / "bin" / "litellm"),
        *("--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"},
    )
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await asyncio.to_thread(_alive, port):  # noqa: ASYNC110 -- it is another process
                await asyncio.sleep(0.05)
        yield Running(f"http://127.0.0.1:{port}/v1", time.perf_counter() - began, process.pid)
    except TimeoutError:
        print(f"  LiteLLM is left out: it did not start within {STARTS_WITHIN_S:.0f} s")
        yield None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def resident_mb(process: int) -> float:
    """Memory of one process."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [process, *(grandchild for child in children for grandchild in _family(int(child)))]
    return [process]


def _alive(port: int) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/liveliness", timeout=2):
        return True
    return False
