"""`./ship up`: everything, from one command, on one machine."""

import asyncio
import fcntl
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from time import monotonic

import click
import msgspec

from shipspeak.app.children import Child
from shipspeak.app.crew import workers
from shipspeak.base import Settings, ShipSpeakError, silent, writing
from shipspeak.database import ADMIN, APP, WORKER, Server, attending, begin, ensure_database, leave, migrate, start
from shipspeak.vault import local_secret

SAMPLE_TAKEN = "sample.taken"
"""In the home folder, once the sample meeting was uploaded: deleted, it stays away."""
LOCK = "up.lock"
"""In the home folder: held by whoever runs from it, with the address."""
READY = 60.0
"""Seconds the web processes have to answer."""


class AddressTaken(ShipSpeakError):
    """Port {port} is taken by another program. Choose another one (SHIPSPEAK_PORT={other} ./ship up)."""

    exit_code = 69


class PortReserved(ShipSpeakError):
    """Port {port} is only for programs of the system. Choose one above 1023 (SHIPSPEAK_PORT=7447 ./ship up)."""

    exit_code = 69


class AlreadyRunning(ShipSpeakError):
    """ShipSpeak is running from this folder already. Open it (at {address})."""

    exit_code = 75


class NotOfThisMachine(ShipSpeakError):
    """ShipSpeak listens only on this machine's own addresses until it has accounts. Unset SHIPSPEAK_HOST."""

    exit_code = 78


class HomeNotWritable(ShipSpeakError):
    """ShipSpeak keeps its data in {folder}, and you may not write there.
    Choose another folder (SHIPSPEAK_HOME=/a/folder ./ship up).
    """

    exit_code = 73


class DidNotComeUp(ShipSpeakError):
    """The web processes did not answer within {seconds} seconds. The lines above say why; ./ship up tries again."""

    exit_code = 70


@click.command("up")
@click.pass_obj
def up_command(settings: Settings) -> None:
    """Run everything: database, pages, API and workers. Prints one address; Ctrl-C stops all of it."""
    if settings.host not in {"127.0.0.1", "localhost", "::1"}:
        raise NotOfThisMachine
    try:
        # PostgreSQL's own account has to pass through, not to look around; what is private inside is 0700 and 0600.
        settings.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        with writing():
            key = local_secret(settings.key_file)
            (settings.home / LOCK).touch(0o600)
    except OSError:
        raise HomeNotWritable(folder=settings.home) from None
    port = _free_port(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{port}/enter/{key}"
    with _only_one(settings.home / LOCK, address), suppress(KeyboardInterrupt):
        asyncio.run(_up(settings, port, address))


async def _up(settings: Settings, port: int, address: str) -> None:
    began = monotonic()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, stopping.set)
    weights = _beside(_weights, settings)
    async with _database(settings) as server:
        told = {"SHIPSPEAK_PORT": str(port), "SHIPSPEAK_LOG": settings.log or "warning"}
        if server is not None:
            told |= {"SHIPSPEAK_APP_URL": server.url(APP), "SHIPSPEAK_WORKER_URL": server.url(WORKER)}
        tasks = [asyncio.create_task(Child(["web"], told).keep_alive())]
        if server is not None:
            tasks.append(asyncio.create_task(_keep_database(settings)))
        try:
            await _answers(settings.host, port, stopping)
            if not stopping.is_set():
                await _sample(settings, told.get("SHIPSPEAK_APP_URL"))
                click.echo(f"\n  ShipSpeak is ready: {address}\n")
                click.echo(
                    f"  {monotonic() - began:.1f} s · your data: {settings.home} · Ctrl-C stops everything", err=True
                )
            stopped = asyncio.ensure_future(_until(stopping))
            await asyncio.wait([weights, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not stopping.is_set():
                await weights
                # After the page: they are not needed to read it, and their engines take a while to load.
                slots = [Child(["worker"], told | {"SHIPSPEAK_SLOT": str(slot)}) for slot in range(workers(settings))]
                tasks += [asyncio.create_task(worker.keep_alive()) for worker in slots]
            await stopping.wait()
            click.echo("\nStopping …", err=True)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Server | None]:
    """Our own server, unless there is one already; migrated either way. Ours ends with us, or with the last command
    that uses it: one that has a provider asked takes minutes, and money.
    """
    if settings.database_url is not None:
        await migrate(settings.database_url)
        yield None
        return
    async with attending(settings.database_folder) as book:
        server = await asyncio.to_thread(start, settings.database_folder)
        begin(book)
        try:
            await ensure_database(server)
            await migrate(server.url(ADMIN), server.passwords)
            yield server
        finally:
            if not await leave(book, server):
                click.echo("The database goes on for a command that still uses it, and ends with it.", err=True)


async def _keep_database(settings: Settings) -> None:
    """`start` takes a running server as it is and starts one that died; recovery from a crash included."""
    while True:
        await asyncio.sleep(2)
        with suppress(ShipSpeakError):
            await asyncio.to_thread(start, settings.database_folder)


async def _until(stopping: asyncio.Event) -> None:
    await stopping.wait()


def _beside(work: Callable[[Settings], None], settings: Settings) -> "asyncio.Future[None]":
    """`work` in a thread that does not hold up the end: Ctrl-C need not wait for a slow network."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        error: BaseException | None = None
        try:
            work(settings)
        except BaseException as failed:  # noqa: BLE001 -- carried over to whoever waits
            error = failed
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=run, daemon=True).start()
    return done


def _weights(settings: Settings) -> None:
    from shipspeak.speech import ensure_weights  # noqa: PLC0415 -- heavy: beside the start of the database

    if not (settings.weights_folder / "manifest.json").exists():
        click.echo("First start: fetching the speech weights (150 MB, 103 MB when made) …", err=True)
    ensure_weights(settings.weights_folder, silent)


async def _sample(settings: Settings, app_url: str | None) -> None:
    if not (settings.home / SAMPLE_TAKEN).exists():
        from shipspeak.app.sample import take_sample  # noqa: PLC0415 -- heavy: only at the first start

        await take_sample(msgspec.structs.replace(settings, app_url=app_url or settings.app_url))
        (settings.home / SAMPLE_TAKEN).touch()


async def _answers(host: str, port: int, stopping: asyncio.Event) -> None:
    end = monotonic() + READY
    while not stopping.is_set():
        with suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            line = await asyncio.wait_for(reader.readline(), 5)
            writer.close()
            if b" 200 " in line:
                return
        if monotonic() > end:
            raise DidNotComeUp(seconds=int(READY))
        await asyncio.sleep(0.05)


def _free_port(settings: Settings) -> int:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            raise PortReserved(port=settings.port) from None
        except OSError:
            running = _address_in(settings.home / LOCK)
            if running:
                raise AlreadyRunning(address=running) from None
            raise AddressTaken(
                port=settings.port, other=settings.port + 1 if settings.port < 65_535 else 7447
            ) from None
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _only_one(lock: Path, address: str) -> Iterator[None]:
    with lock.open("a+") as file:
        os.chmod(lock, 0o600)  # noqa: PTH101 -- the address holds the key
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(address=lock.read_text() or "another address") from None
        with writing():
            file.truncate(0)
            # Unbuffered: what a full disk does not take would be tried again when the file is closed.
            os.write(file.fileno(), address.encode())
        try:
            yield
        finally:
            file.truncate(0)


def _address_in(lock: Path) -> str | None:
    """The address of whoever holds the lock."""
    with suppress(OSError), lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read_text()
    return None
