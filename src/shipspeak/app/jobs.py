"""`./ship jobs`: what waits, what is at work, what was set aside; and trying that again."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import click

from shipspeak.app.parts import opened, storage
from shipspeak.app.run_page import run_page
from shipspeak.base import Settings, ShipSpeakError
from shipspeak.coaching import actions
from shipspeak.database import WORKER, Row
from shipspeak.jobs import board, seconds_spent

STATES = {
    "open": ("waiting", "working"),
    "waiting": ("waiting",),
    "working": ("working",),
    "failed": ("failed",),
    "done": ("done",),
    "all": ("waiting", "working", "failed", "done"),
}


HEAD = f"{'run':<36}  {'meeting, as in its address':<36}  state, when (UTC), what"


class NoSuchRun(ShipSpeakError):
    """There is no run {id}. ./ship jobs list --state all shows all of them."""

    status = 404
    exit_code = 66


@click.group("jobs")
def jobs_command() -> None:
    """Look after the queue. Shows ids, times and figures, never what was said."""


@jobs_command.command("list")
@click.option("--state", type=click.Choice(list(STATES)), default="open", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_command(settings: Settings, *, state: str, as_json: bool) -> None:
    """What waits and what is at work; with `--state failed`, what was set aside and why."""
    rows = asyncio.run(_rows(settings, state))
    if not as_json:
        click.echo(
            HEAD if rows else f"Nothing is {'waiting or at work' if state == 'open' else 'there'} ({state}).", err=True
        )
    for row in rows:
        click.echo(json.dumps(_plain(row)) if as_json else _line(row))


@jobs_command.command("show")
@click.argument("run", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON, for programs.")
@click.pass_obj
def show_command(settings: Settings, run: UUID, *, as_json: bool) -> None:
    """All that is known of one run: how often it was tried, what each step took, why it failed."""
    row, steps = asyncio.run(_shown(settings, run))
    if as_json:
        click.echo(json.dumps(_plain(row) | {"steps": [{"step": name, "seconds": took} for name, took in steps]}))
    else:
        click.echo(run_page(row, steps))


@jobs_command.command("retry")
@click.argument("runs", nargs=-1, type=click.UUID)
@click.option("--code", help="All that failed with this code, as `list --state failed` shows it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be tried again.")
@click.pass_obj
def retry_command(settings: Settings, runs: Sequence[UUID], *, code: str | None, dry_run: bool) -> None:
    """Try again what failed: from the step that failed, after the meetings that people wait for."""
    if not runs and code is None:
        raise click.UsageError("Name runs, or --code CODE.")
    for row in asyncio.run(_retry(settings, runs, code, dry_run=dry_run)):
        click.echo(f"{'would try' if dry_run else 'tries'} {_line(row)}")


async def _rows(settings: Settings, state: str) -> Sequence[Row]:
    async with opened(settings, WORKER) as database, database.operator("list the queue") as tx:
        return await board.listing(tx, STATES[state])


async def _shown(settings: Settings, run: UUID) -> tuple[Row, Sequence[tuple[str, float]]]:
    """Its row, and the seconds of each finished step."""
    async with opened(settings, WORKER) as database:
        async with database.operator("show a run") as tx:
            rows = await board.listing(tx, STATES["all"], run)
        if not rows:
            raise NoSuchRun(id=run)
        async with database.tenant(rows[0]["org_id"]) as tx:
            return rows[0], list((await seconds_spent(tx, run)).items())


async def _retry(settings: Settings, runs: Sequence[UUID], code: str | None, *, dry_run: bool) -> Sequence[Row]:
    async with opened(settings, WORKER) as database:
        async with database.operator("find what failed") as tx:
            failed = {row["id"]: row for row in await board.listing(tx, STATES["failed"])}
        for run in runs:
            if run not in failed:
                raise NoSuchRun(id=run)
        chosen = [row for id, row in failed.items() if id in runs or row["code"] == code]
        _, shelf = storage(settings)
        for row in [] if dry_run else chosen:
            async with database.tenant(row["org_id"]) as tx:
                await actions.retry(tx, shelf, row["meeting_id"], batch=True)
    return chosen


def _line(row: Row) -> str:
    what = row["code"] or (f"place {row['place']}" if row["place"] else row["worker"] or "")
    tried = f"tried {row['attempt']} times" if row["attempt"] > 1 else ""
    words = [
        str(row["id"]),
        str(row["meeting_id"] or "-"),
        row["state"],
        "batch" if row["batch"] else "",
        f"{row['asked_at']:%Y-%m-%d %H:%M}",
        what,
    ]
    return "  ".join(word for word in [*words, tried] if word)


def _plain(row: Row) -> dict[str, object]:
    return {
        name: str(value) if isinstance(value, UUID | datetime) else value
        for name, value in row.items()
        if value is not None
    }
