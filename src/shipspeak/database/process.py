"""The server's process: begin it, recognise it, end it.

Started directly, not by pg_ctl, whose command line goes through a shell (a folder may be called `a "b" $c`) and which
looks only ten times a second. What pg_ctl waits for, so do we: `ready` in the eighth line of postmaster.pid.
"""

import contextlib
import os
import platform
import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shipspeak.database.account import Account
from shipspeak.database.binaries import Binaries
from shipspeak.database.errors import DatabaseDidNotStart, PortTaken, TooLittleDisk
from shipspeak.database.server import ADMIN, Server

_RECOVERY_S = 120
"""A crash with 512 MB of WAL to replay took 9 s on two cores; a slow disk may need ten times that."""

_LEFTOVER_S = 15
"""After a `kill -9` of the server its children need a moment to notice; until then its memory is in use."""

_CLEAN_STOP_S = 60
_LARGEST_LOG = 5_000_000

_started: dict[int, subprocess.Popen[bytes]] = {}
"""Children of this process by id: whoever starts a process must also collect its end, or it stays as a zombie."""


@dataclass(frozen=True, slots=True)
class Running:
    """What postmaster.pid says of a live server."""

    pid: int
    port: int
    sockets: Path
    ready: bool


def running(data: Path) -> Running | None:
    """The server that runs on `data`, if one does. A stale postmaster.pid (crash, restarted machine) is none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _is_server(pid, data) or len(lines) < 8:
        return None
    return Running(pid, int(lines[3]), Path(lines[4]), lines[7].strip() == "ready")


def make(binaries: Binaries, data: Path, secret: Path, account: Account | None) -> None:
    """Run initdb. Raises TooLittleDisk, DatabaseDidNotStart."""
    command = [binaries / "initdb", "--pgdata", str(data), "--pwfile", str(secret), "--username", ADMIN]
    command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"]
    done = subprocess.run(  # noqa: S603 -- fixed program and arguments
        command,
        capture_output=True,
        text=True,
        check=False,
        env=_ENVIRONMENT,
        cwd=data,
        stdin=subprocess.DEVNULL,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
    )
    if done.returncode != 0:
        _explain(done.stderr, data, log=data)


def begin(server: Server, binaries: Binaries, account: Account | None) -> None:
    """Start it and wait until it takes connections. Raises PortTaken, TooLittleDisk, DatabaseDidNotStart."""
    deadline = time.monotonic() + _RECOVERY_S
    leftover = time.monotonic() + _LEFTOVER_S
    while True:
        _forget_foreign_pid(server.data)
        child, written_before = _spawn(server, binaries, account)
        if _ready(child, server.data, deadline):
            return
        said = server.log.read_text(errors="replace")[written_before:]
        if "still in use" not in said or time.monotonic() > leftover:
            _explain(said, server.home, log=server.log, port=server.port)
        time.sleep(0.2)


def end(data: Path) -> None:
    """Stop the server on `data`, if one runs: clean, and after a minute at once (it then recovers by itself)."""
    found = running(data)
    if found is None:
        return
    os.kill(found.pid, signal.SIGINT)
    if not _gone(found.pid, data, _CLEAN_STOP_S):
        os.kill(found.pid, signal.SIGQUIT)
        _gone(found.pid, data, 10)


_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _spawn(server: Server, binaries: Binaries, account: Account | None) -> tuple["subprocess.Popen[bytes]", int]:
    if server.log.exists() and server.log.stat().st_size > _LARGEST_LOG:
        server.log.replace(server.log.with_suffix(".log.old"))
    # Opened by us and handed down: nothing is followed that the server's account could have put there.
    handle = os.open(server.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        child = subprocess.Popen(  # noqa: S603 -- fixed program and arguments
            [binaries / "postgres", "-D", str(server.data), "-c", f"config_file={server.settings}"],
            stdout=handle,
            stderr=handle,
            env=_ENVIRONMENT,
            start_new_session=True,  # Ctrl-C in the terminal is for us, and we stop the server last
            cwd=server.data,  # where we stand may be closed to the server's account
            stdin=subprocess.DEVNULL,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
        )
        written_before = os.fstat(handle).st_size
    finally:
        os.close(handle)
    _started[child.pid] = child
    return child, written_before


def _ready(child: "subprocess.Popen[bytes]", data: Path, deadline: float) -> bool:
    while child.poll() is None and time.monotonic() < deadline:
        found = running(data)
        if found is not None and found.pid == child.pid and found.ready:
            return True
        time.sleep(0.02)
    if child.poll() is None:
        child.kill()
        child.wait()
    return False


def _gone(pid: int, data: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _is_server(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_server(pid: int, data: Path) -> bool:
    """Whether `pid` lives and is a PostgreSQL of this folder: ids are given again, after a restart at once."""
    child = _started.get(pid)
    if child is not None:
        return child.poll() is None
    return f"-D {data} -c config_file=" in _command_of(pid)


def _command_of(pid: int) -> str:
    if platform.system() == "Linux":
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        return ""
    answer = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603 -- fixed program
    return answer.stdout.strip()


def _forget_foreign_pid(data: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to another program: PostgreSQL would take it for a live server.

    One whose number belongs to nobody stays: PostgreSQL itself uses it to see whether old children still run.
    """
    path = data / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(path.read_text().splitlines()[0])
        os.kill(pid, 0)
        if not _is_server(pid, data) and "postgres" not in _command_of(pid):
            path.unlink()


_REASONS: tuple[tuple[str, Callable[[Path, int], Exception]], ...] = (
    ("No space left on device", lambda folder, _: TooLittleDisk(folder=folder, free_mb=0, need_mb=200)),
    ("Disk quota exceeded", lambda folder, _: TooLittleDisk(folder=folder, free_mb=0, need_mb=200)),
    ("Address already in use", lambda _, port: PortTaken(port=port)),
)


def _explain(said: str, folder: Path, log: Path, port: int = 0) -> None:
    """Turn what PostgreSQL said into one of our sentences. Its log holds no content (server_settings.py)."""
    for sign, error in _REASONS:
        if sign in said:
            raise error(folder, port)
    fatal = re.findall(r"(?:FATAL|PANIC|error): +(.*)", said)
    raise DatabaseDidNotStart(reason=fatal[-1] if fatal else "it gave no reason", log=log)
