"""Weeks that are over, worded by a model by batches, at half price, as nobody waits for them.

week over, all of its meetings done with a provider ─► facts ─► question into the backlog ─► answered, read
                                                                  └── something wrong: once more, likewise ─► kept

Nothing of a meeting leaves: the question holds behaviours of the rubric, names of figures and letters for them. Where
the answer is of no use, or nobody is asked, the page shows the sentence that code writes.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from shipspeak.ai import Answer, Caller, Ending, Respond, unanswered
from shipspeak.base import ShipSpeakError, in_thread
from shipspeak.coaching import actions, week_queries
from shipspeak.coaching.held import opened
from shipspeak.coaching.judged import prompt
from shipspeak.coaching.rejudging import Postponed, Postponing
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tasks import Bench
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import Asker
from shipspeak.coaching.weeks import Week, weeks
from shipspeak.coaching.worded import FEATURE, FOLDER, NEWEST, Fact, Worded, content, facts, judged, schema
from shipspeak.database import Tx

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two looks: as often as batches are handed in and collected."""
MEETINGS = 80
"""That are looked back on, the latest: a quarter of a year of people who hold one a day."""
SHOWN = 6
"""Weeks."""
MOST_TOKENS = 600
MOST_SHOWN = 4_000
"""Characters of an answer that are shown to the model again."""
A_WEEK = timedelta(days=7)


async def word_often(bench: Bench, orgs: Sequence[UUID]) -> None:
    """Until cancelled. Any number of workers may."""
    while True:
        try:
            for org in orgs:
                await word(bench, org, datetime.now().astimezone().date())
        except ShipSpeakError as error:
            log.warning("weeks were not worded", extra={"kind": type(error).__qualname__})
        await asyncio.sleep(EVERY)


async def word(bench: Bench, org: UUID, today: date) -> int:
    """Have weeks worded that are over and are not yet as they are now; how many are newly kept."""
    at_hand = await bench.models()
    if at_hand is None or at_hand.backlog is None:
        return 0
    async with bench.database.tenant(org) as tx:
        sealed = await actions.sealed_reports(tx, bench.shelf, MEETINGS)
        kept = await read_kept(tx, bench.shelf)
        busy = set(await unanswered(tx, FEATURE))
    wanted = {one.id for one, _ in sealed if one.wishes.words is Where.PROVIDER}
    found = await in_thread(lambda: weeks(opened(bench.shelf, sealed))[:SHOWN])
    told = {week.monday: facts(week) for week in found}
    stale = [monday for monday, (one, _) in kept.items() if one.question != _digest(told.get(monday, ()))]
    if stale:
        async with bench.database.tenant(org) as tx:
            await week_queries.forget(tx, stale)
    asker, done = Postponing(at_hand.asker, at_hand.backlog), 0
    for week in found:
        open_yet = week.monday + A_WEEK > today or not told[week.monday]
        if open_yet or (week.monday in kept and week.monday not in stale) or carrier(week) in busy:
            continue
        if {one.id for one in week.held} <= wanted:
            done += await _word(bench, org, asker, week, told[week.monday])
    return done


async def read_kept(tx: Tx, shelf: Shelf) -> dict[date, tuple[Worded, UUID]]:
    """By Monday, with the meeting whose key seals it."""
    rows = await week_queries.kept(tx)
    found = {row["monday"]: (shelf.open_week(tx.tenant, row["meeting_id"], row["sealed"]), row) for row in rows}
    return {monday: (worded, row["meeting_id"]) for monday, (worded, row) in found.items() if worded is not None}


def as_it_is(worded: Worded, found: Sequence[Fact]) -> bool:
    """Whether it was said of these very facts."""
    return worded.question == _digest(found)


def carrier(week: Week) -> UUID:
    """The meeting whose key seals the week's words: its last."""
    return week.held[-1].id


async def _word(bench: Bench, org: UUID, asker: Asker, week: Week, found: Sequence[Fact]) -> bool:
    """Whether there is something to keep now."""
    caller = Caller(org, FEATURE, meeting=carrier(week))
    try:
        worded = await _worded(asker, caller, found)
    except Postponed:
        return False
    async with bench.database.tenant(org) as tx:
        sealed = bench.shelf.seal_week(org, carrier(week), worded)
        await week_queries.keep(tx, week.monday, carrier(week), sealed)
    return True


async def _worded(asker: Asker, caller: Caller, found: Sequence[Fact]) -> Worded:
    """Asked once, and once more where something is wrong. Raises Postponed."""
    how = prompt(NEWEST, FOLDER)
    ask = Respond(
        instructions=how.instructions,
        content=content(found),
        schema=schema(),
        name="coaching_weeks",
        version=how.version,
        most_tokens=MOST_TOKENS,
    )
    answer = await asker.ask(caller, ask)
    reading = judged(_text(answer), found, how)
    if reading.wrong:
        told = {
            "your answer": _text(answer)[:MOST_SHOWN],
            "what is wrong with it": reading.wrong,
            "now": "Answer again.",
        }
        more = "\n" + msgspec.json.encode(told).decode()
        answer = await asker.ask(caller, msgspec.structs.replace(ask, content=ask.content + more))
        second = judged(_text(answer), found, how)
        reading = second if len(second.sentences) >= len(reading.sentences) else reading
    return Worded(_digest(found), answer.model, how.name, reading.sentences, len(reading.wrong))


def _text(answer: Answer) -> str:
    return answer.text if answer.ending is Ending.COMPLETE else ""


def _digest(found: Sequence[Fact]) -> str:
    """Of the question and what fills it in: a week that changed, or a new prompt, is another one."""
    whole = (prompt(NEWEST, FOLDER).version, [(one.id, one.what, one.of, one.said) for one in found])
    return sha256(msgspec.json.encode(whole)).hexdigest()
