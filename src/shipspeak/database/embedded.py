"""A PostgreSQL of our own in a folder: no container, no root, no system package.

    server = start(Path(".shipspeak/database"))
    database = await connect(server.url("shipspeak_app"))
    ...
    stop(server)

In the folder: data/ (PostgreSQL's), run/ (its socket), log/server.log, two configuration files written at each start,
and passwords.json (0600). Decision and measurements: docs/decisions/0010-embedded-postgresql.md.
"""

import contextlib
import fcntl
import json
import os
import platform
import secrets
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from shipspeak.database import process
from shipspeak.database.account import Account, home_in, owner_of, server_account
from shipspeak.database.binaries import Binaries, find, within_reach
from shipspeak.database.errors import FolderNotWritable, TooLittleDisk
from shipspeak.database.server import LOGINS, Server
from shipspeak.database.server_settings import ACCESS, SOCKET_NUMBER, render

_NEEDED_MB = 200
"""A new data folder takes 55 MB, its first WAL segments and the copy of the programs as much again."""

_LONGEST_SOCKET = 107 - len("/.s.PGSQL.65535.lock")
"""sockaddr_un holds 107 bytes and a zero (unix(7))."""


def start(folder: Path, *, port: int | None = None) -> Server:
    """The server of `folder`, started; made first if new (about 2 s), else in well under a second.

    A server that already runs on the folder is taken as it is. It outlives this process until `stop`. `port` None:
    reachable by its socket only. Waits up to 120 s for a recovery after a crash. Blocks: call it in a thread.

    Raises FolderNotWritable, TooLittleDisk, NoPostgres, MadeByOtherPostgres, PortTaken, DatabaseDidNotStart.
    """
    try:
        account = server_account()
        home = home_in(folder, account)
        with _alone(home):
            return _start(home, account, port)
    except PermissionError as refused:
        raise FolderNotWritable(folder=folder) from refused
    except OSError as error:
        if error.errno in _FULL:
            raise TooLittleDisk(folder=folder, free_mb=_free_mb(folder), need_mb=_NEEDED_MB) from error
        if error.errno in _UNWRITABLE:
            raise FolderNotWritable(folder=folder) from error
        raise


def alive(server: Server) -> bool:
    """Whether it runs; asks the operating system only (0.1 ms). A supervisor that sees False calls `start` again."""
    return process.running(server.data) is not None


def stop(server: Server) -> None:
    """Stop it cleanly (open transactions are rolled back); within 60 s, then at once. Nothing acknowledged is lost."""
    process.end(server.data)
    if server.sockets.parent != server.home:
        shutil.rmtree(server.sockets, ignore_errors=True)


_FULL = {28, 122}  # ENOSPC, EDQUOT
_UNWRITABLE = {20, 30}  # ENOTDIR: a file stands where the folder should; EROFS


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two that start the same folder at once: the second waits, and then finds the server running."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(home: Path, account: Account | None, port: int | None) -> Server:
    data = home / "data"
    if data.exists():
        account = owner_of(data) or account
    passwords = _passwords(home)
    running = process.running(data)
    if running is not None:
        return Server(home, running.sockets, running.port, passwords)
    binaries = within_reach(find(data), account, home)
    if not data.exists():
        free = _free_mb(home)
        if free < _NEEDED_MB:
            raise TooLittleDisk(folder=home, free_mb=free, need_mb=_NEEDED_MB)
        _make(data, binaries, account, passwords["postgres"])
    for name in ("run", "log"):
        _own_folder(home / name, account)
    sockets = _sockets(home, account)
    server = Server(home, sockets, port or SOCKET_NUMBER, passwords)
    _write_settings(server, binaries, port)
    process.begin(server, binaries, account)
    return server


def _make(data: Path, binaries: Binaries, account: Account | None, password: str) -> None:
    """Run initdb beside its place, then rename: a set-up that was interrupted leaves nothing half-made."""
    half = data.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    _own_folder(half, account)
    secret = data.with_suffix(".secret")
    secret.unlink(missing_ok=True)
    with open(os.open(secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123 -- never readable by others, not even for a moment
        file.write(password)
        if account is not None:
            os.fchown(file.fileno(), account.uid, account.gid)
    try:
        # The C locale sorts by code point: no index breaks when the system's library changes its mind about order.
        process.make(binaries, half, secret, account)
    finally:
        secret.unlink()
    half.rename(data)
    # --no-sync saves a second of waiting; the same safety a moment later, while the person already reads the page.
    threading.Thread(target=os.sync, daemon=True).start()


def _own_folder(path: Path, account: Account | None) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _sockets(home: Path, account: Account | None) -> Path:
    if len(os.fsencode(home / "run")) <= _LONGEST_SOCKET:
        return home / "run"
    # A random name made by us alone: nobody can have put it there before.
    short = Path("/tmp") / f"shipspeak-{secrets.token_hex(8)}"  # noqa: S108 -- as said above
    short.mkdir(mode=0o700)
    _own_folder(short, account)
    return short


def _write_settings(server: Server, binaries: Binaries, port: int | None) -> None:
    extension = binaries.folder.parent / "share"
    statements = any(extension.glob("**/pg_stat_statements.control")) or _debian_has_statements(binaries)
    server.access.write_text(ACCESS)
    server.settings.write_text(
        render(
            sockets=server.sockets,
            access=server.access,
            port=port,
            statements=statements,
            linux=platform.system() == "Linux",
        )
    )
    for file in (server.access, server.settings):
        file.chmod(0o644)  # no secret inside, and the server's account is another than ours


def _debian_has_statements(binaries: Binaries) -> bool:
    share = Path(f"/usr/share/postgresql/{binaries.major}/extension/pg_stat_statements.control")
    return binaries.folder.is_relative_to("/usr/lib/postgresql") and share.exists()


def _passwords(home: Path) -> dict[str, str]:
    path = home / "passwords.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    made = {login: secrets.token_urlsafe(32) for login in LOGINS}
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with open(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123 -- as in _make
        json.dump(made, file)
    half.rename(path)
    return made


def _free_mb(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free >> 20
