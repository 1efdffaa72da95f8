"""From sealed reports to what weeks are counted from."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from shipspeak.coaching.model import Meeting, Report
from shipspeak.coaching.report.words import plain
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.weeks import Held
from shipspeak.vault import KeyDestroyed


def opened(shelf: Shelf, sealed: Sequence[tuple[Meeting, bytes]]) -> Iterator[Held]:
    """Many take a while: for a thread."""
    for meeting, box in sealed:
        with suppress(KeyDestroyed):  # deleted at this moment
            yield held_of(meeting, shelf.open_finished(meeting.org, meeting.id, box).report)


def held_of(meeting: Meeting, report: Report) -> Held:
    findings = report.findings
    on = meeting.created.astimezone().date()
    return Held(meeting.id, plain(meeting.cover.title), on, report.duration, findings.focus, findings.metrics)
