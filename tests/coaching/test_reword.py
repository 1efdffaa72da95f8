"""The step that asks a model: remembered by what went into it, and nothing at all where nobody may be asked."""

from dataclasses import replace

import pytest

from shipspeak.ai import Way
from shipspeak.coaching.author import RULES
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.judged import NEWEST, ScriptedAsker
from shipspeak.coaching.model import Choice, Findings, Heard, Meeting, Written
from shipspeak.coaching.steps import analyse
from shipspeak.coaching.terms import Terms
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Preset
from tests.coaching.judging import FOCAL, KIND, RECORDED, saying, spoken
from tests.coaching.test_journey import Rows, meeting, tools

__all__ = ["meeting", "tools"]  # fixtures

SPOKEN = spoken(lines=slice(24, 60))
HEARD = Heard(SPOKEN.census, None)
CHOICE = Choice(FOCAL, assumed=False, plan=SPOKEN.plan)
WORDS = Written(SPOKEN.transcript, (), SPOKEN.transcript)
MODELS = ("gpt-6-luna",)
TERMS = Terms(Way.AS_ASKED, Preset.BALANCED, "", judges=MODELS)


async def judged(
    journey: Journey, names: tuple[str, ...] = (), version: str = NEWEST, terms: Terms = TERMS
) -> Findings:
    found = await journey.step(analyse.judge, HEARD, CHOICE, WORDS, KIND)
    return await journey.step(analyse.reword, HEARD, CHOICE, WORDS, KIND, found, names, version, terms)


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker(saying(RECORDED["careful"][0][0]))


async def test_without_anybody_to_ask_the_rules_coach(meeting: Meeting, tools: Tools) -> None:
    journey, rows = Journey(meeting, Rows(), tools), Rows()
    after = await judged(journey)
    assert after.author == RULES
    assert after == await Journey(meeting, rows, tools).step(analyse.judge, HEARD, CHOICE, WORDS, KIND)
    assert len(rows.kept) == 1


async def test_it_asks_once_for_each_meeting_and_prompt(meeting: Meeting, tools: Tools, asker: ScriptedAsker) -> None:
    rows, asking = Rows(), replace(tools, asker=asker)
    first = await judged(Journey(meeting, rows, asking))
    again = await judged(Journey(meeting, rows, asking))
    assert (first, len(asker.asked), rows.done) == (again, 1, ["analyse", "analyse"])
    assert first.author.model == "scripted"
    assert asker.among == [MODELS]
    await judged(Journey(meeting, rows, asking), names=("Zoë",))
    assert len(asker.asked) == 2
    await judged(Journey(meeting, rows, asking), terms=replace(TERMS, again=1))
    assert len(asker.asked) == 3, "who gave no answer then may give one now"


async def test_it_asks_for_the_meeting_and_withholds_names(
    meeting: Meeting, tools: Tools, asker: ScriptedAsker
) -> None:
    await judged(Journey(meeting, Rows(), replace(tools, asker=asker)), names=("Zoë van Dyk",))
    ((caller, ask),) = asker.asked
    assert (caller.org, caller.meeting, caller.feature) == (meeting.org, meeting.id, "coaching.judge")
    assert {"Maya", "Gordon", "Zoë van Dyk", "Zoë", "van", "Dyk"} <= set(ask.withhold)
