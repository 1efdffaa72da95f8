"""The processes that `./ship up` keeps, each of which can also run alone on a machine of its own."""

import asyncio
from multiprocessing import parent_process

import click

from shipspeak.app.children import die_with_parent
from shipspeak.base import Settings, silent


@click.command("web")
@click.pass_obj
def web_command(settings: Settings) -> None:
    """Pages and API only. Needs DATABASE_URL."""
    from granian import Granian  # noqa: PLC0415 -- heavy: only where used
    from granian.constants import Interfaces, Loops  # noqa: PLC0415

    Granian(
        "shipspeak.app.serve:web",
        factory=True,
        address="127.0.0.1" if settings.host == "localhost" else settings.host,  # it takes no names
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=settings.web_workers,
        # 10,000 open pages wait for news; the default refuses them (measured in research/stack-measurements.md §2d).
        backpressure=20_000 // settings.web_workers,
        backlog=8_192,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_enabled=False,
        websockets=False,
    ).serve()


def web() -> object:
    """Made in each web process."""
    from shipspeak.app.web import create  # noqa: PLC0415 -- the parent process does not need it

    parent = parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(parent.pid)
    return create()


@click.command("worker")
@click.pass_obj
def worker_command(settings: Settings) -> None:
    """Analyse meetings only. Needs DATABASE_URL; start as many as there are pairs of cores."""
    from shipspeak.app.worker import run  # noqa: PLC0415 -- heavy: only where used

    asyncio.run(run(settings))


@click.command("weights")
@click.pass_obj
def weights_command(settings: Settings) -> None:
    """Fetch and make the speech weights only; `up` and `coach` do it by themselves when they are missing."""
    from shipspeak.speech import ensure_weights  # noqa: PLC0415 -- heavy: only where used

    there = (settings.weights_folder / "manifest.json").exists()
    ensure_weights(settings.weights_folder, silent)
    how = "there already" if there else "fetched, made and verified"
    click.echo(f"The speech weights are {how}: {settings.weights_folder}", err=True)
