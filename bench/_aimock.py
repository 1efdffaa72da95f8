"""aimock (@copilotkit/aimock, npm) as OpenAI: software that nobody here wrote. Where npm is not, it says so."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
AIMOCK = ROOT / "tests" / "ai" / "npm" / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
NPM_S = 60.0


class NotHere(Exception):
    """Why a program of npm's cannot be run."""


@cache
def install(program: Path) -> str | None:
    """Why a program cannot be run; None when it can. Installed once, by lock file, without running anything of it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not here"
    if not program.exists():
        folder = program.parents[len(program.parts) - program.parts.index("node_modules") - 1]
        command = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, cwd=folder, capture_output=True, timeout=NPM_S, check=False)
    return None if program.exists() else f"npm could not install {program.relative_to(ROOT)}"


@asynccontextmanager
async def aimock(fixtures: object, folder: Path, *more: str, keys: str = "") -> AsyncIterator[str]:
    """The address of an aimock that answers from `fixtures` and lets `keys` in (all if empty). Raises NotHere."""
    why = await asyncio.to_thread(install, AIMOCK)
    if why is not None:
        raise NotHere(why)
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}))
    command = ("node", str(AIMOCK), "-p", "0", "-f", str(file), *more)
    async with started(command, {"AIMOCK_API_KEYS": keys} if keys else {}) as output:
        async with asyncio.timeout(20):
            while True:
                line = (await output.readline()).decode()
                if found := re.search(r"listening on (http://127\.0\.0\.1:\d+)", line):
                    break
                assert line, "aimock ended"
        yield f"{found.group(1)}/v1"


@asynccontextmanager
async def started(command: tuple[str, ...], more: Mapping[str, str]) -> AsyncIterator[asyncio.StreamReader]:
    """What a program writes, until the block ends and it with it."""
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
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 -- or its pipe is warned of
