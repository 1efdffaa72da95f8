"""The guard, end to end: real PostgreSQL as the application and the worker, the real flow, a transcriber that knows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shipspeak.coaching.model import Finished, Meeting
from shipspeak.coaching.tasks import Bench
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.jobs import Pace, enqueue_again, run_worker
from shipspeak.quality import actions, queries
from shipspeak.quality.checks import ALL, EveryPlanKeepsItsPromises, NoConfigurationHasDrifted
from shipspeak.quality.holdings import ALL as HOLDINGS
from shipspeak.quality.lot import Lot
from shipspeak.quality.model import LOOK, Cause, Difference, Stratum, seen, stratum_of
from shipspeak.quality.quiet import Quiet
from shipspeak.quality.tasks import looking
from shipspeak.sampling import NEWEST, Active, Guarantee, Preset, Rung, versions
from shipspeak.speech import ScriptedTranscriber
from tests.quality.made_up import House, script

pytestmark = pytest.mark.engine

QUICK = Pace(lease=5, beat=1, look=0.1)
BEFORE = Active(versions()[-2])
STRATUM = Stratum("engine", "en", Preset.BALANCED, NEWEST.version)
AWAY = Difference("pace", 150.0, 145.0, 155.0, 170.0)
"""Far below what the whole meeting says."""


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


@asynccontextmanager
async def guarded(house: House, worker: Database, transcriber: Any, share: float = 1.0) -> AsyncIterator[None]:
    """A worker that looks at reports; `transcriber` is what writes whole meetings down."""
    stop = asyncio.Event()
    bench = Bench(worker, house.files, house.shelf, None, lambda: transcriber, actions.active, (LOOK,))  # type: ignore[arg-type]
    task = looking(bench, Lot("key", share), Quiet())
    work = asyncio.create_task(run_worker(worker, {LOOK: task}, name="guard", stop=stop, pace=QUICK))
    try:
        yield
    finally:
        stop.set()
        await work


async def looked_at(house: House, meeting: UUID) -> None:
    """As the flow asks for it once there is a report; until it is done."""
    async with house.database.tenant(house.org) as tx:
        run = await enqueue_again(tx, LOOK, meeting=meeting)
    async with asyncio.timeout(30):
        while True:
            async with house.database.tenant(house.org) as tx:
                state = await tx.fetchval("select state from run where id = $1", run)
            assert state != "failed"
            if state == "done":
                return
            await asyncio.sleep(0.02)


async def held(house: House, worker: Database, numbers: range, *, lost: int, **wishes: Any) -> list[Finished]:
    """Meetings, one after the other, each chosen by what is active then; the engine loses `lost` ms at edges."""
    finished = []
    for number in numbers:
        said = script(number)
        async with house.database.tenant(house.org) as tx:
            active = await actions.active(tx)
        meeting, report = await house.hold(said, active, lost=lost, **wishes)
        async with guarded(house, worker, ScriptedTranscriber(said.words, lost)):
            await looked_at(house, meeting.id)
        finished.append(report)
    return finished


async def test_it_finds_a_planted_bias_and_goes_back_by_itself(house: House, worker_database: Database) -> None:
    finished = await held(house, worker_database, range(8), lost=900)
    async with house.database.tenant(house.org) as tx:
        known = await actions.overview(tx)
        findings = await NoConfigurationHasDrifted().look(tx)
    used = [report.report.plan.configuration for report in finished]
    newest = used.index(BEFORE.version)  # an engine's fault follows to each version, so older ones may come after it
    assert used[:newest] == [NEWEST.version] * newest
    assert newest > 0, "the next meetings are chosen by the version before"
    change = next(one for one in reversed(known.changes) if one.cause is Cause.DRIFT)
    assert (change.before, change.after, change.who) == (NEWEST, BEFORE, "shipspeak")
    assert change.evidence["metric"] == "pace"
    assert change.evidence["alarm"] == "too-low"
    assert findings
    assert findings[0].subject in versions()


async def test_it_leaves_what_works_in_peace(house: House, worker_database: Database) -> None:
    finished = await held(house, worker_database, range(100, 110), lost=0)
    async with house.database.tenant(house.org) as tx:
        known = await actions.overview(tx)
        assert [await check.look(tx) for check in ALL] == [[], []]
    assert known.active == NEWEST
    assert [change.cause for change in known.changes] == [Cause.RELEASE]
    pace = next(one for one in known.series if one.watch.metric == "pace")
    assert len(pace.found) == len(finished)
    assert pace.watch.stratum == stratum_of(finished[0])
    assert pace.covered >= 8


@pytest.mark.parametrize(("agrees", "share"), [(False, 1.0), (True, 0.0)])
async def test_it_compares_nobody_who_did_not_agree_or_was_not_drawn(
    house: House, worker_database: Database, *, agrees: bool, share: float
) -> None:
    said = script(1)
    meeting, _ = await house.hold(said, NEWEST, compare=agrees)
    async with guarded(house, worker_database, ScriptedTranscriber(said.words), share):
        await looked_at(house, meeting.id)
    async with house.database.tenant(house.org) as tx:
        known = await actions.overview(tx)
        assert await tx.fetchval("select count(*) from difference") == 0
    assert [share.meetings for share in known.shares] == [1]


async def test_it_keeps_figures_and_no_words(house: House, worker_database: Database) -> None:
    said = script(2)
    meeting, _ = await house.hold(said, NEWEST)
    async with guarded(house, worker_database, ScriptedTranscriber(said.words)):
        await looked_at(house, meeting.id)
    async with house.database.tenant(house.org) as tx:
        results = await tx.fetch("select result from step join run on run.id = run_id where job = $1", LOOK.name)
        assert len(results) == 2
        assert {row["result"] for row in results} == {b""}
        assert await tx.fetchval("select count(*) from difference") > 0


async def test_taking_it_back_removes_what_was_found_and_what_the_tests_had_from_it(house: House) -> None:
    kept, gone = await house.accept(), await house.accept()
    for meeting in (kept, gone):
        await compared(house, meeting)
    async with house.database.tenant(house.org) as tx:
        assert (await queries.watches(tx))[0].state.seen == 2
        await actions.agree(tx, house.shelf, gone.id, agreed=False)
    await compared(house, gone)  # a pass that was under way says nothing any more
    async with house.database.tenant(house.org) as tx:
        assert [row["meeting_id"] for row in await tx.fetch("select meeting_id from difference")] == [kept.id]
        assert (await queries.watches(tx))[0].state.seen == 1


async def test_nothing_is_left_of_a_meeting_that_was_deleted(house: House) -> None:
    meeting, finished = await house.hold(script(3), NEWEST)
    async with house.database.tenant(house.org) as tx:
        await actions.look(tx, meeting.id, meeting.version, broken(finished))
    await compared(house, meeting)
    for twice in range(2):
        async with house.database.tenant(house.org) as tx:
            for holding in HOLDINGS:
                await holding.erase(tx, meeting.id)
            for table in ("plan_seen", "guarantee_broken", "difference"):
                assert await tx.fetchval(f"select count(*) from {table}") == 0, (table, twice)
    await compared(house, meeting)
    async with house.database.tenant(house.org) as tx:
        await actions.look(tx, meeting.id, meeting.version, broken(finished))
        await tx.execute("delete from meeting where id = $1", meeting.id)
        for table in ("plan_seen", "guarantee_broken", "difference"):
            assert await tx.fetchval(f"select count(*) from {table}") == 0


async def test_counting_again_changes_nothing(house: House) -> None:
    """A retry after a lost connection, and two workers at once."""
    meetings = [await house.accept() for _ in range(2)]
    await asyncio.gather(*(compared(house, meeting) for meeting in meetings * 3))
    async with house.database.tenant(house.org) as tx:
        assert [watch.state.seen for watch in await queries.watches(tx)] == [2]


async def test_it_goes_back_once_however_many_find_it(house: House) -> None:
    meetings = [await house.accept() for _ in range(8)]
    await asyncio.gather(*(compared(house, meeting) for meeting in meetings))
    async with house.database.tenant(house.org) as tx:
        known = await actions.overview(tx)
    assert known.active == BEFORE
    assert [change.cause for change in known.changes] == [Cause.DRIFT, Cause.RELEASE]


async def test_it_hears_more_where_there_is_no_version_before(house: House) -> None:
    async with house.database.tenant(house.org) as tx:
        change = await actions.going_back(tx, to=versions()[0], least=None, reason="a test", who="me")
        await actions.apply(tx, change)
    first = Stratum("engine", "en", Preset.BALANCED, versions()[0])
    for _ in range(4):
        await compared(house, await house.accept(), first)
    async with house.database.tenant(house.org) as tx:
        active = await actions.active(tx)
    assert active == Active(versions()[0], Preset.QUALITY)
    _, finished = await house.hold(script(4), active)
    assert finished.report.plan.preset is Preset.QUALITY
    assert "more is heard" in finished.report.notes[-1]


async def test_a_person_can_agree_go_back_and_restore(house: House) -> None:
    for _ in range(4):
        await compared(house, await house.accept())
    async with house.database.tenant(house.org) as tx:
        assert await NoConfigurationHasDrifted().look(tx)
        change = await actions.going_back(tx, to=BEFORE.version, least=None, reason="seen", who="me")
        await actions.apply(tx, change)
        assert await NoConfigurationHasDrifted().look(tx) == []
        assert await actions.active(tx) == BEFORE
        await actions.apply(
            tx, await actions.restoring(tx, version=NEWEST.version, reason="the engine is repaired", who="me")
        )
        assert await actions.active(tx) == NEWEST
        assert await queries.watches(tx) == []
    await compared(house, await house.accept())
    async with house.database.tenant(house.org) as tx:
        assert [watch.state.seen for watch in await queries.watches(tx)] == [1], "its tests begin anew"
        with pytest.raises(actions.NoSuchVersion):
            await actions.restoring(tx, version="0", reason="r", who="me")


async def test_another_organisation_sees_nothing_of_it(house: House, catalogue: Any) -> None:
    other = uuid4()
    await catalogue.execute("insert into organisation (org_id) values ($1)", other)
    for _ in range(4):
        await compared(house, await house.accept())
    async with house.database.tenant(DEFAULT_ORG) as tx:
        assert await actions.active(tx) == BEFORE
    async with house.database.tenant(other) as tx:
        known = await actions.overview(tx)
        assert (known.active, known.series, known.shares, known.changes) == (NEWEST, (), (), ())
        assert [await check.look(tx) for check in ALL] == [[], []]


async def test_it_names_the_promise_that_was_not_held(house: House) -> None:
    meeting, finished = await house.hold(script(5), NEWEST)
    async with house.database.tenant(house.org) as tx:
        await actions.look(tx, meeting.id, meeting.version, broken(finished))
        findings = await EveryPlanKeepsItsPromises().look(tx)
        shares = (await actions.overview(tx)).shares
    assert [finding.subject for finding in findings] == [str(meeting.id)]
    assert findings[0].detail == "audit: 0.031 of all other speech drawn at random"
    assert [(share.broken, share.climbed) for share in shares] == [(1, 1)]
    assert shares[0].bought == pytest.approx(60_000 / finished.report.duration)


async def compared(house: House, meeting: Meeting, stratum: Stratum = STRATUM) -> None:
    async with house.database.tenant(house.org) as tx:
        await actions.compare(tx, meeting.id, stratum, [AWAY])


def broken(finished: Finished) -> Any:
    rungs = (Rung((), 0.3, 60_000, "questions are too uncertain"), Rung((), 0.3, 0, "the cap is reached"))
    lacking = Guarantee("audit", held=False, detail="0.031 of all other speech drawn at random")
    plan = replace(finished.report.plan, guarantees=(lacking,), ladder=rungs)
    return seen(replace(finished, report=replace(finished.report, plan=plan)))
