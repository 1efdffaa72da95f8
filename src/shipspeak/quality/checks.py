"""What must always be true here. Each has a heading in runbook.md."""

from collections.abc import Sequence
from typing import ClassVar

from shipspeak.database import Tx
from shipspeak.kit import Check, Finding, Severity
from shipspeak.quality import queries
from shipspeak.quality.model import Cause

DAYS = 7
ENOUGH = 180_000
"""Milliseconds to spend below which promises conflict by nature (docs/decisions/0006-what-to-pay-for.md)."""


class EveryPlanKeepsItsPromises:
    """A plan with three minutes or more to spend did not hold one of its guarantees: the choice has a fault."""

    name: ClassVar[str] = "every-plan-keeps-its-promises"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        rows = await queries.broken(tx, DAYS, ENOUGH)
        return [Finding(str(row["meeting_id"]), f"{row['name']}: {row['detail']}") for row in rows]


class NoConfigurationHasDrifted:
    """Sampling told something else than whole meetings do, so its configuration was taken back by itself, and nobody
    has looked at it since.
    """

    name: ClassVar[str] = "no-configuration-has-drifted"
    severity: ClassVar[Severity] = Severity.WAKE

    async def look(self, tx: Tx) -> Sequence[Finding]:
        newest = await queries.changes(tx, 1)
        return [
            Finding(
                change.before.version, f"now {change.after.version}, at least {change.after.least}: {change.reason}"
            )
            for change in newest
            if change.cause is Cause.DRIFT
        ]


ALL: tuple[Check, ...] = (EveryPlanKeepsItsPromises(), NoConfigurationHasDrifted())
