"""The story, top to bottom.

upload ─► hear ───► agree ───► rough ────► choose ────► transcribe ─► analyse ─► report
          100 % of  on which   what you    what to pay  only what     claims     at most three focus cards,
          the       terms, if  say, as     for, and     was chosen,   cite       metrics with intervals,
          audio,    a better   this        why          what you ask  spans      timeline
          local,    engine is  machine        ▲         for besides
          $0        wanted     hears it;      │               │
                               the draw is    └── too little ─┘
                               bought meanwhile
"""

from dataclasses import replace

from shipspeak.coaching.journey import Journey
from shipspeak.coaching.judged import NEWEST as PROMPT
from shipspeak.coaching.model import Choice, Finished, Heard, Meeting, Received, Wishes
from shipspeak.coaching.steps import agree, analyse, ask, choose, hear, report, rough, transcribe, upload
from shipspeak.coaching.terms import Terms, Wave, Where, at_home
from shipspeak.sampling import NEWEST, Active


async def coach(meeting: Meeting, journey: Journey, active: Active = NEWEST, prompt: str = PROMPT) -> Finished:
    """From a recording to a report. A finished step is remembered: after a crash the next line goes on,
    and when the person changes a wish only what depends on it runs again. `active` is the configuration that chooses,
    `prompt` what a judging model is told.
    """
    cover, wishes = meeting.cover, meeting.wishes
    received = await journey.step(upload.receive, cover.uploads)
    heard = await journey.step(hear.listen, received, wishes.people)
    terms = await _terms(journey, received, heard, wishes, active)
    if wishes.alone and (terms.writes or terms.judges):  # before anything may leave
        terms = replace(terms, only=choose.coached(heard.census, wishes.me)[0] or "")
    wanted = replace(wishes, preset=terms.preset, words=Where.HERE, again=0, resumed=0, asked=(), alone=False)
    first = None
    if terms.rough:
        early = await journey.step(rough.write_down, heard, wanted, active, terms)
        heard, first = replace(heard, rough=early.rough), early.wave
    choice = await journey.step(choose.pick, heard, wanted, active)
    # Whether more must be bought is settled by what is drawn, before any moment is bought: the rest is one question.
    wave = first if first and first.paid else await _write(journey, received, heard, choice, first, terms)
    while (choice := await journey.step(choose.climb, heard, choice, wave.transcript)).bought:
        wave = await _write(journey, received, heard, choice, wave, terms)
    if wave is first:
        wave = await _write(journey, received, heard, choice, wave, terms)
    words = await ask.besides(journey, heard, wave, wishes.asked, terms)
    findings = await journey.step(analyse.judge, heard, choice, words, wishes.kind)
    if terms.judges and not wave.gave_up:  # nobody waits a second time for who did not answer
        told = (tuple(sorted(cover.names.values())), prompt, terms)
        findings = await journey.step(analyse.reword, heard, choice, words, wishes.kind, findings, *told)
    made = report.Made(terms, wave.gave_up, wave.anchored, journey.parts)
    return await journey.step(report.compose, cover, wishes, heard, choice, words, findings, made)


async def _write(
    journey: Journey, received: Received, heard: Heard, choice: Choice, sofar: Wave | None, terms: Terms
) -> Wave:
    return await journey.step(transcribe.write_down, received, heard, choice.plan, sofar, terms)


async def _terms(journey: Journey, received: Received, heard: Heard, wishes: Wishes, active: Active) -> Terms:
    """Without the wish for a better engine there is nothing to agree on. Raises NotAmongTheVoices."""
    if wishes.words is Where.HERE:
        return at_home(wishes.preset)
    heard_s = next(part.seconds for part in journey.parts if part.stage == "hear")
    sound = heard.audio if received.captions is None else None
    said = choose.said(heard.census, wishes.me)  # nobody is paid for a guess about a person
    length, preset, again = heard.census.duration, wishes.preset, wishes.again
    terms = await journey.step(agree.settle, length, sound, heard_s, preset, again, active, said)
    # Made again with what was answered since: as it was agreed, for those answers may have used up the budgets.
    return replace(terms, again=terms.again + wishes.resumed)
