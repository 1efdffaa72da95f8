"""A condition that must always be true, and where to look when it is not.

The operating half of the product is made of checks: monitoring runs them, on-call pages on them, launch requires
them. A room declares its own in `checks.py`; `./ship checks` runs them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from shipspeak.database import Tx


class Severity(StrEnum):
    WAKE = "wake"
    """Somebody must get up."""
    TOMORROW = "tomorrow"
    """Somebody must look in working hours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: ids and figures, never content."""

    subject: str
    detail: str


class Check(Protocol):
    """The class docstring is the sentence; the runbook has a heading of the check's name."""

    name: ClassVar[str]
    severity: ClassVar[Severity]

    async def look(self, tx: Tx) -> Sequence[Finding]:
        """What is wrong now, of one organisation; empty when all is well."""
