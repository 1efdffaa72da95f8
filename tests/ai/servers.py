"""Servers that nobody here wrote, started by the tests that need them; an absent one is a reason to skip, and said."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest

AIMOCK = Path(__file__).with_name("npm") / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
PUBLISHED = Path(__file__).with_name("published") / "openai.json"
PRISM = PUBLISHED.parent / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
LLMOCK = Path(sys.executable).with_name("llmock")


@cache
def _install(program: Path) -> str | None:
    """Why a program cannot be run; None when it can. Installed once, by lock file, without running anything of it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not here"
    if not program.exists():
        folder = program.parents[len(program.parts) - program.parts.index("node_modules") - 1]
        command = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    return None if program.exists() else f"npm could not install {program.relative_to(Path(__file__).parent)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def _listening(port: int, within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.1)


@asynccontextmanager
async def aimock(fixtures: object, folder: Path, *more: str, keys: str = "") -> AsyncIterator[str]:
    """The address of an aimock that answers from `fixtures` and lets `keys` in (all if empty)."""
    why = await asyncio.to_thread(_install, AIMOCK)
    if why is not None:
        pytest.skip(why)
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}))
    command = ("node", str(AIMOCK), "-p", "0", "-f", str(file), *more)
    async with _running(command, {"AIMOCK_API_KEYS": keys} if keys else {}) as output:
        async with asyncio.timeout(20):
            while True:
                line = (await output.readline()).decode()
                if found := re.search(r"listening on (http://127\.0\.0\.1:\d+)", line):
                    break
                assert line, "aimock ended"
        yield f"{found.group(1)}/v1"


@asynccontextmanager
async def llmock(*options: str) -> AsyncIterator[str]:
    """The address of an llmock."""
    if not LLMOCK.exists():
        pytest.skip("llmock is not installed")
    port = _free_port()
    command = (str(LLMOCK), "serve", "--host", "127.0.0.1", "--port", str(port), *options)
    async with _running(command, {}):
        await _listening(port, 40)
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def prism() -> AsyncIterator[str]:
    """The address of a Prism that plays what OpenAI publishes, and refuses with 422 what is not as published."""
    why = await asyncio.to_thread(_install, PRISM)
    if why is not None:
        pytest.skip(why)
    port = _free_port()
    command = ("node", str(PRISM), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(PUBLISHED))
    async with _running(command, {}):
        await _listening(port, 40)
        yield f"http://127.0.0.1:{port}"


def verdict(url: str) -> tuple[int, str]:
    """What llmock thinks of its clients: 0 when they behaved, and its words."""
    done = subprocess.run([LLMOCK, "report", "--url", url], capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout


@asynccontextmanager
async def _running(command: tuple[str, ...], more: Mapping[str, str]) -> AsyncIterator[asyncio.StreamReader]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=asyncio.subprocess.STDOUT, env=os.environ | dict(more)
    )
    assert process.stdout is not None
    reading: asyncio.Task[bytes] | None = None
    try:
        yield process.stdout
        reading = asyncio.create_task(process.stdout.read())
    finally:
        process.terminate()
        await process.wait()
        if reading is not None:
            await reading
        process._transport.close()  # type: ignore[attr-defined]  # or its pipe is warned of
