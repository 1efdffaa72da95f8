"""What must always be true here. Each has a heading in runbook.md."""

from collections.abc import Sequence
from typing import ClassVar

from shipspeak.coaching import queries
from shipspeak.database import Tx
from shipspeak.kit import Check, Finding, Severity

STUCK_MINUTES = 30
SWEPT_HOURS = 28
"""A day (`sweep.SAFE`), and four sweeps that should have come since."""


class NoMeetingIsStuck:
    """A meeting has stood still for half an hour: no worker runs, or its file makes one die again and again."""

    name: ClassVar[str] = "no-meeting-is-stuck"
    severity: ClassVar[Severity] = Severity.WAKE

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [Finding(str(id), f"nothing for {STUCK_MINUTES} min") for id in await queries.stuck(tx, STUCK_MINUTES)]


class EveryReadyMeetingHasItsReport:
    """A meeting says it is ready and has no report: a transaction was split that must not be."""

    name: ClassVar[str] = "every-ready-meeting-has-its-report"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [Finding(str(id), "ready, no report") for id in await queries.ready_without_report(tx)]


class NoUploadIsLeftBehind:
    """An upload that was left alone is still here hours after it should have been removed: nobody sweeps, or what it
    left cannot be removed.
    """

    name: ClassVar[str] = "no-upload-is-left-behind"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        left = await queries.old_drafts(tx, SWEPT_HOURS)
        return [Finding(str(id), f"nothing came for {SWEPT_HOURS} h, and it is still here") for id in left]


ALL: tuple[Check, ...] = (NoMeetingIsStuck(), EveryReadyMeetingHasItsReport(), NoUploadIsLeftBehind())
