"""The story, top to bottom.

upload ─► hear ─────► choose ────► transcribe ─► analyse ─► report
          100 % of    what to pay  only what     claims     at most three focus cards,
          the audio,  for, and     was chosen,   cite       metrics with intervals,
          local, $0   why          what you ask  spans      timeline
                         ▲         for besides
                         │               │
                         └── too little ─┘
"""

from dataclasses import replace

from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Finished, Meeting
from shipspeak.coaching.steps import analyse, ask, choose, hear, report, transcribe, upload
from shipspeak.coaching.terms import Where, at_home
from shipspeak.sampling import NEWEST, Active


async def coach(meeting: Meeting, journey: Journey, active: Active = NEWEST) -> Finished:
    """From a recording to a report. A finished step is remembered: after a crash the next line goes on,
    and when the person changes a wish only what depends on it runs again. `active` is the configuration that chooses.
    """
    cover, wishes = meeting.cover, meeting.wishes
    received = await journey.step(upload.receive, cover.uploads)
    heard = await journey.step(hear.listen, received, wishes.people)
    terms = at_home(wishes.preset)
    choice = await journey.step(choose.pick, heard, replace(wishes, asked=(), words=Where.HERE), active)
    transcript = await journey.step(transcribe.write_down, received, heard, choice.plan, None)
    while (choice := await journey.step(choose.climb, heard, choice, transcript)).bought:
        transcript = await journey.step(transcribe.write_down, received, heard, choice.plan, transcript)
    words = await ask.besides(journey, heard, transcript, wishes.asked)
    findings = await journey.step(analyse.judge, heard, choice, words, wishes.kind)
    return await journey.step(report.compose, cover, wishes, heard, choice, words, findings, journey.parts)
