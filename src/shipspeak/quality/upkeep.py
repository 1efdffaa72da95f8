"""`./ship sampling status | rollback | restore`: which configuration chooses, and changing it by hand."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

import click

from shipspeak.base import Settings
from shipspeak.database import APP, DEFAULT_ORG, Tx, connect, visiting
from shipspeak.quality import actions
from shipspeak.quality.model import Change, Overview
from shipspeak.quality.told import told
from shipspeak.quality.views import moved
from shipspeak.sampling import Preset

T = TypeVar("T")

REASON = click.option("--reason", required=True, metavar="TEXT", help="Why: it is kept in the record.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")


@click.command("status")
@click.pass_obj
def status(settings: Settings) -> None:
    """Which configuration chooses, how far estimates missed whole meetings, what was changed and why."""
    show(_in_database(settings, actions.overview))


@click.command("rollback")
@click.option("--to", metavar="VERSION", help="This version; the one before if not given.")
@click.option("--least", type=click.Choice([preset.value for preset in Preset]), help="Hear at least so much.")
@REASON
@DRY_RUN
@click.pass_obj
def rollback(settings: Settings, *, to: str | None, least: str | None, reason: str, dry_run: bool) -> None:
    """Choose the next meetings by an earlier configuration, or hear more of them."""

    async def change(tx: Tx) -> Change:
        wanted = Preset(least) if least else None
        return await actions.going_back(tx, to=to, least=wanted, reason=reason, who=getpass.getuser())

    _change(settings, change, dry_run=dry_run)


@click.command("restore")
@click.argument("version")
@REASON
@DRY_RUN
@click.pass_obj
def restore(settings: Settings, version: str, *, reason: str, dry_run: bool) -> None:
    """Choose by a configuration again that was taken back. Its drift tests begin anew."""

    async def change(tx: Tx) -> Change:
        return await actions.restoring(tx, version=version, reason=reason, who=getpass.getuser())

    _change(settings, change, dry_run=dry_run)


def show(seen: Overview) -> None:
    """On one screen."""
    click.echo("\n\n".join(told(seen)))


def _change(settings: Settings, make: Callable[[Tx], Awaitable[Change]], *, dry_run: bool) -> None:
    async def work(tx: Tx) -> Change:
        change = await make(tx)
        if not dry_run:
            await actions.apply(tx, change)
        return change

    change = _in_database(settings, work)
    click.echo(f"{'Would change' if dry_run else 'Changed'}: {moved(change)}.")


def _in_database(settings: Settings, work: Callable[[Tx], Awaitable[T]]) -> T:
    async def run() -> T:
        async with AsyncExitStack() as stack:
            url = settings.app_url or settings.database_url
            if url is None:
                url = (await stack.enter_async_context(visiting(settings.database_folder))).url(APP)
            database = await stack.enter_async_context(await connect(url, size=1))
            tx = await stack.enter_async_context(database.tenant(DEFAULT_ORG))
            return await work(tx)

    return asyncio.run(run())
