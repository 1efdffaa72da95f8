"""Cards that a model worded, worded again when what it is told has become better; by batches, as nobody waits for it.

report of an older prompt ─► the flow again, all of it remembered but the question ─► into the backlog
                             the flow again, the answer remembered too ─► the report, which says so

Nothing else is done anew: where more than the question would be, the report stays as it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from shipspeak.ai import unanswered
from shipspeak.base import ShipSpeakError, in_thread
from shipspeak.coaching import actions, queries
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.judged import FEATURE, NEWEST
from shipspeak.coaching.model import COACH, REJUDGE, Finished, Meeting, State
from shipspeak.coaching.postponing import Postponed, Postponing
from shipspeak.coaching.tasks import Bench
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import AtHand, Tools
from shipspeak.database import Database, Tx
from shipspeak.jobs import Journey as Ledger
from shipspeak.jobs import Run, Task, asked_for, enqueue_again, remembered
from shipspeak.speech import Preview

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two looks: as often as batches are handed in and collected."""
MOST = 20
"""Meetings of one look, the latest first: each takes about a second of a worker that has nothing better to do."""


class NotAsItWas(Exception):
    """More than the question would be done anew."""


@dataclass(slots=True)
class AsItWas:
    """What `COACH` remembers of the meeting; besides it a judgement and the report alone are made anew."""

    database: Database
    meeting: Meeting
    own: Ledger
    _seen: set[str] = field(default_factory=set)

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        """Raises NotAsItWas."""
        stage = name.partition(".")[0]
        async with self.database.tenant(self.meeting.org) as tx:
            found = await remembered(tx, COACH, self.meeting.id, name)
        if found is not None:
            self._seen.add(stage)
            return found
        if stage != "report" and (stage != "analyse" or "analyse" not in self._seen):  # the rules' findings come first
            raise NotAsItWas
        return await self.own.step(name, work)


def rejudging(bench: Bench, wait: Callable[[], None], prompt: str = NEWEST) -> Task:
    """The task for `REJUDGE`. `wait` returns when nobody's meeting is worked on."""

    async def work(run: Run, ledger: Ledger) -> None:
        assert run.meeting is not None, "REJUDGE is enqueued with a meeting"
        await in_thread(wait)
        async with bench.database.tenant(run.org) as tx:
            meeting = bench.allowed(await actions.read(tx, bench.shelf, run.meeting))
            before = await actions.find_report(tx, bench.shelf, run.meeting)
            active = await bench.active(tx)
        at_hand = await bench.models()
        if before is None or at_hand is None or not _wanted(meeting, before, prompt):
            return
        journey = Journey(meeting, AsItWas(bench.database, meeting, ledger), _tools(bench, meeting, at_hand))
        then = replace(active, version=before.report.plan.configuration or active.version)
        try:
            after = await coach(meeting, journey, then, prompt)
        except Postponed:
            return
        except NotAsItWas:
            await _leave(bench, meeting)
            return
        if after.report.findings.author.model is None:  # its answer was of no use: the older cards are better than none
            await _leave(bench, meeting)
            return
        told = _told(before, after, prompt)

        async def sealed() -> bytes:
            return bench.shelf.seal_finished(meeting, told)

        async def tell(tx: Tx, sealed: bytes) -> None:
            await queries.finish(tx, meeting.id, meeting.version, sealed, told.report.duration, prompt)

        await ledger.step(f"tell.{meeting.version}.{prompt}", sealed, tell)

    return Task(work)


async def rejudge_often(bench: Bench, orgs: Sequence[UUID], prompt: str = NEWEST) -> None:
    """Until cancelled. Any number of workers may."""
    while True:
        try:
            for org in orgs:
                await ask_anew(bench, org, prompt)
        except ShipSpeakError as error:
            log.warning("not looked for older judgements", extra={"kind": type(error).__qualname__})
        await asyncio.sleep(EVERY)


async def ask_anew(bench: Bench, org: UUID, prompt: str = NEWEST) -> int:
    """Have reports of an older prompt judged again, but for those whose question waits already; how many."""
    if await bench.models() is None:
        return 0
    async with bench.database.tenant(org) as tx:
        busy = {*await unanswered(tx, FEATURE), *await asked_for(tx, REJUDGE)}
        found = [id for id in await queries.judged_before(tx, prompt) if id not in busy][:MOST]
        for id in found:
            await enqueue_again(tx, REJUDGE, meeting=id, aside=True)
    return len(found)


def _wanted(meeting: Meeting, finished: Finished, prompt: str) -> bool:
    """Whether it is what its person waits for no longer, and a model may still be asked."""
    author = finished.report.findings.author
    judged = author.model is not None and author.prompt != prompt
    return judged and meeting.state is State.READY and meeting.wishes.words is Where.PROVIDER


def _tools(bench: Bench, meeting: Meeting, at_hand: AtHand) -> Tools:
    asker = Postponing(at_hand.asker, at_hand.backlog) if at_hand.backlog else None
    vault = bench.shelf.vault
    tools = Tools(meeting.org, meeting.id, bench.files, vault, bench.weights, bench.transcriber, _Nobody())
    return replace(tools, asker=asker, books=at_hand.books, version=meeting.version)


async def _leave(bench: Bench, meeting: Meeting) -> None:
    """It stays as it is, and is not looked at again."""
    async with bench.database.tenant(meeting.org) as tx:
        await queries.leave_judged(tx, meeting.id)


def _told(before: Finished, after: Finished, prompt: str) -> Finished:
    """The new report, which says that it is one."""
    older, day = before.report.findings.author.prompt, f"{datetime.now(UTC):%-d %B %Y}"
    note = (
        f"A model worded these cards again on {day}, when nobody waited: what it is told has changed since "
        f"({older}, now {prompt}). Figures, levels and marks are as before."
    )
    return replace(after, report=replace(after.report, notes=(*after.report.notes, note)))


class _Nobody:
    """A `Watcher` for work that nobody watches."""

    def progress(self, stage: str, done: int, total: int) -> None: ...
    def preview(self, preview: Preview) -> None: ...
