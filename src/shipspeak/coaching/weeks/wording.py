"""Weeks that are over, worded by a model by batches, at half price, as nobody waits for them.

week over, all of its meetings done with a provider ─► facts ─► question into the backlog ─► answered, read
                                                                  └── something wrong: once more, likewise ─► kept

Nothing of a meeting leaves: the question holds behaviours of the rubric, names of figures and letters for them. Where
the answer is of no use, the page shows the sentence that code writes; where nobody is asked, the facts alone.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from shipspeak.ai import Answer, Caller, Ending, Respond, unanswered
from shipspeak.base import ShipSpeakError
from shipspeak.coaching.judged import prompt
from shipspeak.coaching.postponing import Postponed, Postponing
from shipspeak.coaching.tasks import Bench
from shipspeak.coaching.tools import Asker
from shipspeak.coaching.weeks import queries
from shipspeak.coaching.weeks.facts import Fact, facts
from shipspeak.coaching.weeks.form import FOLDER, NEWEST, as_it_is, content, digest, judged, schema
from shipspeak.coaching.weeks.kept import keep, look_back
from shipspeak.coaching.weeks.model import FEATURE, Week, Worded

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two looks: as often as batches are handed in and collected."""
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
    found, kept = await look_back(bench.database, org, bench.shelf)
    told = {week.monday: facts(week) for week in found}
    stale = [monday for monday, worded in kept.items() if not as_it_is(worded, told.get(monday, ()))]
    async with bench.database.tenant(org) as tx:
        await queries.forget(tx, stale)
        busy = set(await unanswered(tx, FEATURE))
    asker, done = Postponing(at_hand.asker, at_hand.backlog), 0
    for week in found:
        worded = week.monday in kept and week.monday not in stale
        if week.monday + A_WEEK <= today and not worded and week.carrier not in busy and _may_be_asked(week):
            done += await _word(bench, org, asker, week, told[week.monday])
    return done


def _may_be_asked(week: Week) -> bool:
    return all(one.by_provider for one in week.held)


async def _word(bench: Bench, org: UUID, asker: Asker, week: Week, found: Sequence[Fact]) -> bool:
    """Whether there is something to keep now."""
    if not found:
        return False
    try:
        worded = await _worded(asker, Caller(org, FEATURE, meeting=week.carrier), found)
    except Postponed:
        return False
    async with bench.database.tenant(org) as tx:
        await keep(tx, bench.shelf, week, worded)
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
    return Worded(digest(found), answer.model, how.name, reading.sentences, len(reading.wrong))


def _text(answer: Answer) -> str:
    return answer.text if answer.ending is Ending.COMPLETE else ""
