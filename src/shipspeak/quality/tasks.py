"""What a worker does for `LOOK`: note what a report's plan promised; where the lot says so, compare part and whole."""

import logging

from shipspeak.base import in_thread
from shipspeak.coaching import Bench, Finished, Meeting, Tools, measure_whole, read, read_report
from shipspeak.database import Tx
from shipspeak.jobs import Journey, Run, Task
from shipspeak.quality import actions
from shipspeak.quality.lot import Lot
from shipspeak.quality.model import Difference, comparable, differences, seen, stratum_of
from shipspeak.quality.quiet import Quiet
from shipspeak.speech import Preview

log = logging.getLogger(__name__)


def looking(bench: Bench, lot: Lot, quiet: Quiet) -> Task:
    """The task for `LOOK`. `quiet` says when nobody's meeting is worked on."""

    async def work(run: Run, ledger: Journey) -> None:
        assert run.meeting is not None, "LOOK is enqueued with a meeting"
        async with bench.database.tenant(run.org) as tx:
            meeting = await read(tx, bench.shelf, run.meeting)
            finished = await read_report(tx, bench.shelf, run.meeting)

        async def note(tx: Tx, _: bytes) -> None:
            await actions.look(tx, meeting.id, meeting.version, seen(finished))

        await ledger.step(f"look.{meeting.version}", _nothing, note)
        if meeting.compare_agreed is None or not lot.draws(meeting.id) or not comparable(finished):
            return
        if finished.report.made.engine.name != bench.transcriber().engine.name:
            # Two engines differ by more than a part and its whole; and nobody pays for a whole that nobody reads.
            log.info("not compared, a provider wrote the words", extra={"engine": finished.report.made.engine.name})
            return

        found: list[Difference] = []

        async def compare() -> bytes:
            found[:] = await _compare(bench, meeting, finished, quiet)
            return b""  # the ledger remembers that it was done; the figures are rows, gone with one wish

        async def keep(tx: Tx, _: bytes) -> None:
            await actions.compare(tx, meeting.id, stratum_of(finished), found)

        # Once for each time the person agreed: a changed wish makes a new report, but tells nothing new of sampling.
        await ledger.step(f"compare.{int(meeting.compare_agreed.timestamp())}", compare, keep)

    return Task(work)


async def _compare(bench: Bench, meeting: Meeting, finished: Finished, quiet: Quiet) -> tuple[Difference, ...]:
    tools = Tools(meeting.org, meeting.id, bench.files, bench.shelf.vault, bench.weights, bench.transcriber, _Nobody())
    whole = await in_thread(measure_whole, tools, finished, quiet.wait)
    return differences(finished.report.findings.metrics, whole)


async def _nothing() -> bytes:
    return b""


class _Nobody:
    """A `Watcher` for work that nobody watches."""

    def progress(self, stage: str, done: int, total: int) -> None: ...
    def preview(self, preview: Preview) -> None: ...
