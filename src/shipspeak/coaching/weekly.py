"""The page of a person's weeks: read the reports, show what they have in common."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from shipspeak.accounts import MayRead
from shipspeak.coaching import actions
from shipspeak.coaching.desk import AtDesk
from shipspeak.coaching.model import Meeting, Report
from shipspeak.coaching.report import PAGES, plain
from shipspeak.coaching.report.words import SKILLS, amount, split
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.weeks import Held, Moved, Week, weeks
from shipspeak.vault import KeyDestroyed

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST = 80
"""Meetings that are looked back on, the latest: a quarter of a year of people who hold one a day."""
SHOWN = 6
"""Weeks."""


@router.get("/weeks")
async def look_back(actor: MayRead, desk: AtDesk) -> str:
    """What came up again, what to practise next, what moved."""
    async with desk.database.tenant(actor.org) as tx:
        sealed = await actions.sealed_reports(tx, desk.shelf, MOST)
    return await asyncio.to_thread(lambda: page(weeks(_opened(desk.shelf, sealed))))


def _opened(shelf: Shelf, sealed: Sequence[tuple[Meeting, bytes]]) -> Iterator[Held]:
    for meeting, box in sealed:
        with suppress(KeyDestroyed):  # deleted at this moment
            yield held_of(meeting, shelf.open_finished(meeting.org, meeting.id, box).report)


def held_of(meeting: Meeting, report: Report) -> Held:
    findings = report.findings
    on = meeting.created.astimezone().date()
    return Held(meeting.id, plain(meeting.cover.title), on, report.duration, findings.focus, findings.metrics)


def page(found: Sequence[Week]) -> str:
    """The latest weeks; before there is one, what the page will show."""
    return PAGES.render(
        "meeting/weeks.html", weeks=found[:SHOWN], label=_label, skills=SKILLS, difference=_difference, amount=amount
    )


def _label(pattern: str) -> str:
    """Of an older report's card that is not given any more, its key."""
    return PATTERNS[pattern].label if pattern in PATTERNS else pattern.replace("-", " ").capitalize()


def _difference(one: Moved) -> str:
    """As in "12 words/min more (3 to 21)"; what could be either way says so."""
    if not one.tells:
        return "no telling: meetings differ by as much anyway"
    less = one.now < one.before
    low, high = sorted((abs(one.low), abs(one.high)))
    size = amount(abs(one.now - one.before), one.unit)
    return f"{size} {'less' if less else 'more'} ({split(low, one.unit)[0]} to {split(high, one.unit)[0]})"
