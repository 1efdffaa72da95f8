"""`./ship checks`: is all that must be true, true?"""

import asyncio
import sys

import click

from shipspeak.app.parts import app_url
from shipspeak.app.rooms import ROOMS
from shipspeak.base import Settings
from shipspeak.database import APP, DEFAULT_ORG, connect, start


@click.command("checks")
@click.pass_obj
def checks_command(settings: Settings) -> None:
    """Run every room's checks; status 1 when one finds something. What to do stands in the room's runbook.md."""
    sys.exit(1 if asyncio.run(_run(settings)) else 0)


async def _run(settings: Settings) -> int:
    """How many findings there are."""
    own = settings.app_url is None and settings.database_url is None
    url = start(settings.database_folder).url(APP) if own else app_url(settings)
    found = 0
    async with await connect(url, size=1) as database, database.tenant(DEFAULT_ORG) as tx:
        for room in ROOMS:
            for check in room.checks:
                findings = await check.look(tx)
                found += len(findings)
                click.echo(f"{'FAIL' if findings else 'ok  '}  {room.name}/{check.name}")
                for finding in findings[:20]:
                    click.echo(f"      {finding.subject}: {finding.detail}")
    return found
