import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from shipspeak.database import (
    ADMIN,
    FolderNotWritable,
    MadeByOtherPostgres,
    NoPostgres,
    PortTaken,
    Server,
    TooLittleDisk,
    alive,
    embedded,
    process,
    start,
    stop,
)
from shipspeak.database.account import Account, reaches
from shipspeak.database.server_settings import render

engine = pytest.mark.engine


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Made once (1 s); each test starts and stops it. With a name that a shell would trip over."""
    # Not pytest's own folder: that is closed to the account that runs the server when we are root.
    place = Path(tempfile.mkdtemp(prefix="ss-"))
    place.chmod(0o711)
    yield place / 'it\'s $HOME "here"'
    shutil.rmtree(place)


def kill(server: Server) -> None:
    found = process.running(server.data)
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
    while alive(server):
        pass


def ask(server: Server, sql: str) -> object:
    async def once() -> object:
        connection = await asyncpg.connect(server.url(ADMIN, "postgres"))
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(once())


@engine
def test_it_keeps_data_from_one_start_to_the_next(folder: Path) -> None:
    server = start(folder)
    ask(server, "create table kept as select 42 as answer")
    stop(server)
    began = time.monotonic()
    server = start(folder)
    assert time.monotonic() - began < 3  # a second at most on a quiet machine
    assert ask(server, "select answer from kept") == 42
    stop(server)


@engine
def test_it_takes_a_server_that_already_runs_also_from_another_process(folder: Path) -> None:
    server = start(folder)
    pid = ask(server, "select pg_postmaster_start_time()::text")
    program = (
        f"from shipspeak.database import start; from pathlib import Path; print(start(Path({str(folder)!r})).port)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": "src"}, timeout=60)
    assert ask(server, "select pg_postmaster_start_time()::text") == pid
    stop(server)


@engine
def test_it_loses_nothing_when_the_server_is_killed(folder: Path) -> None:
    server = start(folder)
    ask(server, "create table survives as select 7 as answer")
    kill(server)
    server = start(folder)
    assert ask(server, "select answer from survives") == 7
    stop(server)


@engine
def test_it_does_not_mistake_another_program_for_its_server(folder: Path) -> None:
    """After a restart of the machine, or in a container, the old number belongs to somebody else at once."""
    stop(start(folder))
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n1\n5432\n/tmp\n\n\nready\n")
    server = start(folder)
    assert ask(server, "select 1") == 1
    stop(server)


@engine
def test_it_opens_tcp_only_when_asked_and_says_when_the_port_is_taken(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            start(folder, port=port)
    server = start(folder, port=port)
    socket.create_connection(("127.0.0.1", port)).close()
    stop(server)
    server = start(folder)
    assert ask(server, "show listen_addresses") == ""
    stop(server)


@engine
def test_it_writes_no_word_of_a_statement_or_an_error_to_its_log(folder: Path) -> None:
    server = start(folder)
    for sql in ("select 'zebrafish'::int", "select 'zebrafish' from nowhere", "selekt 'zebrafish'"):
        with pytest.raises(asyncpg.PostgresError):
            ask(server, sql)
    stop(server)
    assert "zebrafish" not in server.log.read_text()


@engine
def test_it_lets_nobody_in_without_a_password(folder: Path) -> None:
    server = start(folder)
    wrong = Server(server.home, server.sockets, server.port, {ADMIN: "guess"})
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(wrong, "select 1")
    assert (server.home / "passwords.json").stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
    stop(server)


@engine
def test_it_finds_a_short_place_for_its_socket(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)
    server = start(deep)
    assert len(str(server.sockets)) < 60
    assert ask(server, "select 1") == 1
    again = start(deep)
    assert again.sockets == server.sockets
    stop(again)
    assert not server.sockets.exists()


def test_it_says_that_a_file_stands_where_the_folder_should(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable, match="SHIPSPEAK_HOME"):
        start(tmp_path / "file" / "database")


def test_it_says_that_the_disk_is_full_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_NEEDED_MB", 1 << 40)
    with pytest.raises(TooLittleDisk, match="Make room"):
        start(_beside(tmp_path))
    assert not list(tmp_path.glob("data*"))


def test_it_says_that_there_is_no_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIPSPEAK_PG_BIN", str(tmp_path))
    with pytest.raises(NoPostgres, match="DATABASE_URL"):
        start(_beside(tmp_path))


def test_it_refuses_data_that_another_version_made(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(MadeByOtherPostgres, match="PostgreSQL 12"):
        start(_beside(tmp_path))


def test_it_knows_whether_an_account_can_walk_to_a_folder(tmp_path: Path) -> None:
    stranger = Account(uid=65533, gid=65533)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not reaches(stranger, closed)
    assert reaches(None, closed)
    assert reaches(stranger, Path("/usr/bin"))


@engine
@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_it_keeps_its_data_where_the_servers_account_can_walk(tmp_path: Path) -> None:
    """A clone under /root: nobody's permissions change, the folder links to a place that is open."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = start(closed / "database")
    assert ask(server, "select 1") == 1
    stop(server)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "database" / "elsewhere").resolve() == server.home
    shutil.rmtree(server.home)


def _beside(folder: Path) -> Path:
    """`folder`, also where pytest's folders are closed to the server's account: linked to itself."""
    (folder / "elsewhere").symlink_to(folder)
    return folder


def test_it_quotes_paths_in_its_configuration() -> None:
    text = render(sockets=Path("/it's"), access=Path("/a"), port=None, statements=False, linux=False)
    assert "unix_socket_directories = '/it''s'" in text
