"""Servers that nobody here wrote, started by the tests that need them; an absent one is a reason to skip, and said."""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bench import _aimock

PUBLISHED = Path(__file__).with_name("published") / "openai.json"
PRISM = PUBLISHED.parent / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
LLMOCK = Path(sys.executable).with_name("llmock")


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
    """As `bench._aimock.aimock`."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(_aimock.aimock(fixtures, folder, *more, keys=keys))
        except _aimock.NotHere as why:
            pytest.skip(str(why))
        yield url


@asynccontextmanager
async def llmock(*options: str) -> AsyncIterator[str]:
    """The address of an llmock."""
    if not LLMOCK.exists():
        pytest.skip("llmock is not installed")
    port = _free_port()
    command = (str(LLMOCK), "serve", "--host", "127.0.0.1", "--port", str(port), *options)
    async with _aimock.started(command, {}):
        await _listening(port, 40)
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def prism() -> AsyncIterator[str]:
    """The address of a Prism that plays what OpenAI publishes, and refuses with 422 what is not as published."""
    why = await asyncio.to_thread(_aimock.install, PRISM)
    if why is not None:
        pytest.skip(why)
    port = _free_port()
    command = ("node", str(PRISM), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(PUBLISHED))
    async with _aimock.started(command, {}):
        await _listening(port, 40)
        yield f"http://127.0.0.1:{port}"


def verdict(url: str) -> tuple[int, str]:
    """What llmock thinks of its clients: 0 when they behaved, and its words."""
    done = subprocess.run([LLMOCK, "report", "--url", url], capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout
