"""What must always be true here. Each has a heading in runbook.md."""

from collections.abc import Sequence
from typing import ClassVar

from shipspeak.coaching import queries
from shipspeak.database import Tx
from shipspeak.kit import Check, Finding, Severity

STUCK_MINUTES = 30


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


ALL: tuple[Check, ...] = (NoMeetingIsStuck(), EveryReadyMeetingHasItsReport())
