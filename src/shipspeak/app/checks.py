"""`./ship checks`: is all that must be true, true?"""

import asyncio
import sys
from collections.abc import Sequence
from uuid import UUID

import click

from shipspeak.ai import PLATFORM
from shipspeak.app.parts import opened
from shipspeak.app.rooms import ROOMS
from shipspeak.base import Settings
from shipspeak.database import APP, DEFAULT_ORG, Database
from shipspeak.kit import Check, Finding

ORGS = (DEFAULT_ORG, PLATFORM)
"""Whose rows are looked at: ours, and those of the installation as a whole."""


@click.command("checks")
@click.pass_obj
def checks_command(settings: Settings) -> None:
    """Run every room's checks; status 1 when one finds something. What to do stands in the room's runbook.md."""
    sys.exit(1 if asyncio.run(_run(settings)) else 0)


async def _run(settings: Settings) -> int:
    """How many findings there are."""
    found = 0
    async with opened(settings, APP) as database:
        for room in ROOMS:
            for check in room.checks:
                findings = [finding for org in ORGS for finding in await _look(database, check, org)]
                found += len(findings)
                click.echo(f"{'FAIL' if findings else 'ok  '}  {room.name}/{check.name}")
                for finding in findings[:20]:
                    click.echo(f"      {finding.subject}: {finding.detail}")
    return found


async def _look(database: Database, check: Check, org: UUID) -> Sequence[Finding]:
    async with database.tenant(org) as tx:
        return await check.look(tx)
