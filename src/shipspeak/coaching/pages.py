"""The pages: read the request, call one action, show the result. Everything works with scripts off."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from shipspeak.accounts import MayChange, MayDelete, MayRead, MayUpload
from shipspeak.base import ShipSpeakError, Span
from shipspeak.coaching import actions, views
from shipspeak.coaching.asked import within
from shipspeak.coaching.better import Better, better
from shipspeak.coaching.desk import AtDesk, Desk, erase, menu, offered, take_in
from shipspeak.coaching.model import SAMPLE, Finished, Kind, Meeting, State
from shipspeak.coaching.report.clips import ClipUrls
from shipspeak.coaching.report.paid import quote
from shipspeak.coaching.sample import take
from shipspeak.coaching.stages import STAGES, stages_of
from shipspeak.coaching.terms import Where
from shipspeak.coaching.whose import called, named
from shipspeak.database import Tx
from shipspeak.jobs import Outlook
from shipspeak.kit import drop
from shipspeak.sampling import Preset
from shipspeak.speech import DecidedBy
from shipspeak.vault import KeyDestroyed

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MINUTES = actions.LONGEST // 60_000
"""The last one that a stretch may be asked for in."""
MOST = 100
"""Meetings on the first page."""
HEARTBEAT = 15.0
"""Seconds between signs of life on a stream: proxies close a silent one after 30 to 60."""


@router.get("/")
async def index(actor: MayRead, desk: AtDesk, deleted: str = "") -> str:
    """All meetings, newest first, and where to drop the next one. `deleted`: one was, just now."""
    found = await menu(desk, actor.org)
    return views.index(
        await _lines(desk, actor.org),
        upload="/meetings",
        sample="/sample",
        better=better(found, others_stay=desk.others_stay),
        no_good_key=found.no_good_key,
        deleted=bool(deleted),
    )


@router.get("/meetings")
async def listing(actor: MayRead, desk: AtDesk) -> str:
    """The list alone, for the page that shows it: asked again while something is worked on."""
    return views.listing(await _lines(desk, actor.org), sample="/sample")


@router.post("/sample")
async def have_sample(actor: MayUpload, desk: AtDesk) -> RedirectResponse:
    """The example that comes with the product, again."""
    await take(desk, actor.org)
    return _to(SAMPLE)


@router.post("/meetings")
async def upload(request: Request, actor: MayUpload, desk: AtDesk) -> RedirectResponse:
    """The form of a browser without scripts: what is refused is read to its end, or nobody would see the sentence."""
    try:
        return _to(await take_in(request, actor.org, desk))
    except ShipSpeakError:
        await drop(request)
        raise


@router.get("/meetings/{id}")
async def meeting(id: UUID, actor: MayRead, desk: AtDesk) -> str:
    """The report, the earlier one while it is made again; or how far it is; or why there is none."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id)
        finished = await actions.find_report(tx, desk.shelf, id)
        work = await _work(tx, desk, meeting) if finished is None else None
        again = meeting.state is not State.FAILED or await actions.read_again_may_help(tx, id)
    if finished is not None:
        better = await offered(desk, actor.org)
        return await asyncio.to_thread(_report, meeting, finished, better, again=again)
    if meeting.state is State.FAILED:
        here = f"/meetings/{id}"
        retry = f"{here}/attempts" if again else None
        return views.failed(meeting.cover.title, meeting.problem or "", retry=retry, delete=f"{here}/deletion")
    assert work is not None
    return views.working(work)


@router.get("/meetings/{id}/live")
async def live(id: UUID, actor: MayRead, desk: AtDesk) -> str:
    """The part of the page that changes while the meeting is heard."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id)
        if meeting.state in {State.READY, State.FAILED}:
            return views.finished(f"/meetings/{id}", meeting.version)
        return views.live(await _work(tx, desk, meeting))


@router.get("/meetings/{id}/events")
async def events(id: UUID, actor: MayRead, desk: AtDesk) -> StreamingResponse:
    """Says when `live` has something new. No content travels here."""
    async with desk.database.tenant(actor.org) as tx:
        await actions.read(tx, desk.shelf, id)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_news(desk, actor.org, id), headers=headers, media_type="text/event-stream")


@router.post("/meetings/{id}/me")
async def say_me(
    id: UUID, actor: MayChange, desk: AtDesk, me: Annotated[str, Form(max_length=80)] = ""
) -> RedirectResponse:
    """Which voice is mine."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        await actions.wish(tx, desk.shelf, id, replace(meeting.wishes, me=me.strip() or None))
    return _to(id)


@router.post("/meetings/{id}/people")
async def say_people(
    id: UUID, actor: MayChange, desk: AtDesk, people: Annotated[int | None, Form(ge=1, le=20)] = None
) -> RedirectResponse:
    """How many took part. Voices are counted anew; names, and which is mine, go with the voice wherever it is found."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        await actions.wish(tx, desk.shelf, id, replace(meeting.wishes, people=people))
    return _to(id)


@router.post("/meetings/{id}/about")
async def say_about(
    id: UUID,
    actor: MayChange,
    desk: AtDesk,
    kind: Annotated[Kind, Form()],
    title: Annotated[str, Form(max_length=actions.TITLE)] = "",
) -> RedirectResponse:
    """What it is called, and what kind of meeting it was. An empty title changes nothing."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        await actions.wish(tx, desk.shelf, id, replace(meeting.wishes, kind=kind), title=title)
    return _to(id)


@router.post("/meetings/{id}/names")
async def say_names(id: UUID, request: Request, actor: MayChange, desk: AtDesk) -> RedirectResponse:
    """Who is who: one field for each voice."""
    async with request.form(max_files=0, max_fields=40) as form:
        names = {voice: value for voice, value in form.items() if isinstance(value, str) and voice.startswith("S")}
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        await actions.wish(tx, desk.shelf, id, meeting.wishes, names=names)
    return _to(id)


@router.post("/meetings/{id}/stretches")
async def ask(
    id: UUID,
    actor: MayChange,
    desk: AtDesk,
    start: Annotated[int, Form(ge=0, le=actions.FARTHEST)],
    end: Annotated[int, Form(ge=0, le=actions.FARTHEST)],
    number: Annotated[int, Form(ge=1)] = 1,
) -> RedirectResponse:
    """Write this stretch down too: milliseconds, and its number in the list, to come back to."""
    async with desk.database.tenant(actor.org) as tx:
        await actions.ask(tx, desk.shelf, id, Span(start, end))
    return _to(id, f"stretch-{number}")


@router.post("/meetings/{id}/stretch")
async def ask_between(
    id: UUID,
    actor: MayChange,
    desk: AtDesk,
    from_min: Annotated[int, Form(ge=0, le=MINUTES)],
    to_min: Annotated[int, Form(ge=0, le=MINUTES)],
    from_s: Annotated[int, Form(ge=0, le=59)] = 0,
    to_s: Annotated[int, Form(ge=0, le=59)] = 0,
) -> RedirectResponse:
    """The same, of a person's own, as a clock is read."""
    stretch = Span(1000 * (60 * from_min + from_s), 1000 * (60 * to_min + to_s))
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id)
        await actions.ask(tx, desk.shelf, id, within(stretch, meeting.duration))
    return _to(id, "stretches")


@router.post("/meetings/{id}/preset")
async def say_preset(id: UUID, actor: MayChange, desk: AtDesk, preset: Annotated[Preset, Form()]) -> RedirectResponse:
    """Write down more of it, or everything."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        await actions.wish(tx, desk.shelf, id, replace(meeting.wishes, preset=preset))
    return _to(id)


@router.post("/meetings/{id}/words")
async def say_words(
    id: UUID, actor: MayChange, desk: AtDesk, words: Annotated[Where, Form()], alone: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Who writes the words down, and of whom; asking a provider again that gave up."""
    async with desk.database.tenant(actor.org) as tx:
        await actions.say_words(tx, desk.shelf, id, words, alone=bool(alone) or desk.others_stay)
    return _to(id)


@router.post("/meetings/{id}/attempts")
async def try_again(id: UUID, actor: MayChange, desk: AtDesk) -> RedirectResponse:
    async with desk.database.tenant(actor.org) as tx:
        await actions.retry(tx, desk.shelf, id)
    return _to(id)


@router.post("/meetings/{id}/deletion")
async def delete(id: UUID, actor: MayDelete, desk: AtDesk) -> RedirectResponse:
    """A form can only post; the API has DELETE."""
    await erase(desk, actor.org, id)
    return RedirectResponse("/?deleted=yes", 303)


async def _news(desk: Desk, org: UUID, id: UUID) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    async with desk.waiting.bell(id) as bell:
        number = 0
        while True:
            try:
                async with desk.database.tenant(org) as tx:
                    state = (await actions.read(tx, desk.shelf, id)).state
            except (actions.NoSuchMeeting, KeyDestroyed):
                yield "event: changed\ndata: gone\n\n"  # deleted meanwhile: whoever asks now is told so
                return
            number += 1
            yield f"id: {number}\nevent: changed\ndata: {state}\n\n"
            if state in {State.READY, State.FAILED}:
                return
            while not bell.is_set():
                try:
                    await asyncio.wait_for(bell.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
            bell.clear()


async def _work(tx: Tx, desk: Desk, meeting: Meeting) -> views.Work:
    preview = await actions.read_preview(tx, desk.shelf, meeting.id)
    terms = await actions.read_terms(tx, desk.shelf, meeting)
    return views.Work(
        href=f"/meetings/{meeting.id}",
        title=meeting.cover.title,
        stages=_stages(meeting),
        first=views.first_timeline(preview, meeting.duration) if preview else None,
        outlook=await actions.read_outlook(tx, meeting),
        quote=quote(terms, alone=meeting.wishes.alone) if terms else "",
    )


def _stages(meeting: Meeting) -> tuple[views.Stage, ...]:
    return views.stages(stages_of(meeting.wishes), meeting.stage, meeting.done, meeting.total)


def _report(meeting: Meeting, finished: Finished, better: Better | None, *, again: bool) -> str:
    base = f"/v1/meetings/{meeting.id}"
    here = f"/meetings/{meeting.id}"

    def address(span: Span) -> str:
        return f"{base}/clip?start={span.start}&end={span.end}"

    # Of a transcript alone there is nothing to play.
    clips: ClipUrls | dict[Span, bytes] = address if finished.audio else {}
    links = {
        "One file with its clips" if finished.audio else "One file": f"{base}/report?format=html",
        "JSON": f"{base}/report?format=json",
        "Markdown": f"{base}/report?format=md",
    }
    shown = views.Shown(
        href=here,
        fragment=f"{here}/live",
        version=meeting.version if meeting.state is State.READY else None,
        events=f"{here}/events" if meeting.state in {State.WAITING, State.WORKING} else None,
        problem=meeting.problem if meeting.state is State.FAILED else None,
        retry=f"{here}/attempts" if again else None,
        now=views.doing(_stages(meeting)),
    )
    asks = _asks(meeting, finished, better)
    return views.report(finished.report, clips, asks, shown, held=meeting.created, links=links)


def _asks(meeting: Meeting, finished: Finished, better: Better | None) -> views.Asks:
    here, report = f"/meetings/{meeting.id}", finished.report
    clip = f"/v1/meetings/{meeting.id}/clip"
    names, _ = named(meeting.cover.names, report.turns)
    voices = tuple(
        views.VoiceChoice(
            id=voice.id,
            name=called(voice.id, voice.name),
            given=names.get(voice.id, ""),
            talk=voice.talk,
            clips=tuple((span, f"{clip}?start={span.start}&end={span.end}") for span in voice.clips)
            if finished.audio
            else (),
        )
        for voice in report.voices
    )
    return views.Asks(
        voices=voices,
        me=report.focal,
        assumed=report.assumed,
        people=meeting.wishes.people,
        title=meeting.cover.title,
        kind=meeting.wishes.kind,
        about_action=f"{here}/about",
        by_ear=report.made.hearing != DecidedBy.CAPTIONS,
        me_action=f"{here}/me",
        people_action=f"{here}/people",
        names_action=f"{here}/names",
        delete_action=f"{here}/deletion",
        stretch_action=f"{here}/stretches",
        between_action=f"{here}/stretch",
        preset_action=f"{here}/preset",
        better=better if finished.audio else None,
        words=meeting.wishes.words,
        alone=meeting.wishes.alone,
        words_action=f"{here}/words",
        asked=meeting.wishes.asked if meeting.state in {State.WAITING, State.WORKING} else (),
        compare=meeting.compare_agreed is not None,
        compare_action=f"{here}/comparison",
    )


async def _lines(desk: Desk, org: UUID) -> list[views.Line]:
    async with desk.database.tenant(org) as tx:
        meetings = await actions.listing(tx, desk.shelf, MOST)
        return [_line(meeting, await actions.read_outlook(tx, meeting)) for meeting in meetings]


def _line(meeting: Meeting, outlook: Outlook | None) -> views.Line:
    return views.Line(
        href=f"/meetings/{meeting.id}",
        title=meeting.cover.title,
        state=meeting.state,
        kind=meeting.wishes.kind,
        held=meeting.created,
        duration=meeting.duration,
        sample=meeting.id == SAMPLE,
        doing=STAGES.get(meeting.stage or "", ""),
        outlook=outlook,
    )


def _to(id: UUID, part: str = "") -> RedirectResponse:
    return RedirectResponse(f"/meetings/{id}{'#' if part else ''}{part}", 303)
