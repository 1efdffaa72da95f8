"""What a worker does for `COACH`: the flow, remembered in the database, told to whoever waits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from shipspeak.base import sentence
from shipspeak.coaching import actions, queries
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Meeting
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import AtHand, Tools
from shipspeak.coaching.watch_rows import RowWatcher
from shipspeak.database import Database, Tx
from shipspeak.jobs import Job, Problem, Run, Task, enqueue_again, say_length
from shipspeak.jobs import Journey as Ledger
from shipspeak.outside import Files
from shipspeak.sampling import NEWEST, Active
from shipspeak.speech import Transcriber, Weights


async def newest(tx: Tx) -> Active:  # noqa: ARG001 -- as in `Bench.active`
    """The configuration that shipped last: what chooses where nobody watches."""
    return NEWEST


async def nobody() -> AtHand | None:
    """There is no key, and nothing leaves the machine."""
    return None


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker process has at hand for every meeting."""

    database: Database
    files: Files
    shelf: Shelf
    weights: Weights
    transcriber: Callable[[], Transcriber]
    active: Callable[[Tx], Awaitable[Active]] = newest
    """Which sampling configuration chooses in the transaction's organisation."""
    afterwards: tuple[Job, ...] = ()
    """What is asked for once there is a report, for its meeting."""
    models: Callable[[], Awaitable[AtHand | None]] = nobody
    """Whom to ask a model of, if there is anybody at this moment."""
    others_stay: bool = False
    """What others said leaves this installation for no meeting, whatever its person says."""

    def allowed(self, meeting: Meeting) -> Meeting:
        """As its person wished, within what may leave this installation."""
        wishes = meeting.wishes
        return replace(meeting, wishes=replace(wishes, alone=wishes.alone or self.others_stay))


def coaching(bench: Bench) -> Task:
    """The task for `COACH`."""

    async def work(run: Run, ledger: Ledger) -> None:
        assert run.meeting is not None, "COACH is enqueued with a meeting"
        async with bench.database.tenant(run.org) as tx:
            meeting = bench.allowed(await actions.read(tx, bench.shelf, run.meeting))
            active = await bench.active(tx)
        watcher = RowWatcher(bench.database, bench.shelf, meeting)
        tools = Tools(
            meeting.org, meeting.id, bench.files, bench.shelf.vault, bench.weights, bench.transcriber, watcher
        )
        if meeting.wishes.words is not Where.HERE and (at_hand := await bench.models()) is not None:
            tools = replace(tools, asker=at_hand.asker, books=at_hand.books, version=meeting.version)
        async with watcher.writing():
            finished = await coach(meeting, Journey(meeting, ledger, tools), active)

        async def sealed() -> bytes:
            return bench.shelf.seal_finished(meeting, finished)

        async def tell(tx: Tx, sealed: bytes) -> None:
            author = finished.report.findings.author
            told = author.prompt if author.model else None
            if await queries.finish(tx, meeting.id, meeting.version, sealed, finished.report.duration, told):
                for job in bench.afterwards:
                    await enqueue_again(tx, job, meeting=meeting.id, aside=True)
            await say_length(tx, meeting.id, finished.report.duration / 1000)

        # The report, the meeting's state and the last step: one transaction, fenced, so there is exactly one report.
        await ledger.step(f"tell.{meeting.version}", sealed, tell)

    async def failed(tx: Tx, run: Run, problem: Problem) -> None:
        assert run.meeting is not None
        await queries.fail(tx, run.meeting, sentence(problem.code, problem.facts))

    return Task(work, failed)
