"""/v1/meetings: read the request, call one action, show the result."""

import asyncio
import re
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from shipspeak.accounts import MayChange, MayDelete, MayRead, MayUpload
from shipspeak.base import ShipSpeakError, Span
from shipspeak.coaching import actions
from shipspeak.coaching.desk import AtDesk, Desk, allowed, changed, erase, take_in
from shipspeak.coaching.model import Audio, Kind, Meeting, State
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.report import cut, encode, markdown, metrics_csv, page, plain
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import sealed_reader
from shipspeak.coaching.whose import is_place
from shipspeak.jobs import Outlook
from shipspeak.sampling import Preset
from shipspeak.speech import as_mp3

router = APIRouter(prefix="/v1/meetings", tags=["meetings"])

LONGEST_CLIP = 120_000
"""Milliseconds cut at once."""


class NothingToHear(ShipSpeakError):
    """There is no sound at this place of the meeting: it lies beyond the end, or only a transcript was given."""

    status = 404
    exit_code = 66


class Stretch(BaseModel):
    """Milliseconds from the start of the meeting."""

    start: int = Field(ge=0, le=actions.FARTHEST)
    end: int = Field(ge=0, le=actions.FARTHEST)


class QueueOut(BaseModel):
    """Where a meeting stands that is not done yet."""

    place: int | None = Field(description="1 is next. Null while it is worked on, and before a worker has looked.")
    seconds: int | None = Field(description="Until its report is expected, from what others took here.")
    soonest: int | None = Field(description="In four of five of the last meetings it was between this …")
    latest: int | None = Field(description="… and this.")


class MeetingOut(BaseModel):
    """A meeting as the API shows it."""

    id: UUID
    title: str
    created: datetime
    state: State
    kind: Kind
    preset: Preset
    people: int | None
    me: str | None
    words: Where = Field(description="Who writes the words down: here, or a provider within the budgets.")
    alone: bool = Field(description="Of what others said nothing leaves this machine, neither sound nor words.")
    asked: list[Stretch] = Field(description="Stretches to be written down besides what is chosen.")
    duration_ms: int | None
    stage: str | None = Field(description="While working: hear, choose, transcribe, analyse, report.")
    done: int = Field(description="Of `total`, in the stage's own unit.")
    total: int
    problem: str | None = Field(description="When failed: what happened and what to do.")
    queue: QueueOut | None = Field(default=None, description="While it is not done; not in lists.")


class Page(BaseModel):
    meetings: list[MeetingOut]
    next: str | None = Field(description="Pass it as `after` for the next page.")


def _readable(text: str) -> str:
    """JSON may hold halves of characters, which no text is made of."""
    return text.encode("utf-8", "replace").decode()


Name = Annotated[str, AfterValidator(_readable)]


class WishesIn(BaseModel):
    """What is left out stays as it is."""

    kind: Kind | None = None
    """Null: as it is, for a meeting always has one. So too the preset."""
    preset: Preset | None = None
    people: int | None = Field(default=None, ge=1, le=20)
    me: str | None = Field(default=None, max_length=80)
    words: Where | None = None
    """Null: as it is."""
    alone: bool | None = None
    """Null: as it is."""
    asked: list[Stretch] | None = Field(default=None, max_length=actions.MOST_ASKED)
    """All stretches to be written down besides what is chosen: words and moments, never part of a rate."""
    names: dict[str, Name] | None = Field(default=None, max_length=20)
    title: Name | None = Field(default=None, max_length=actions.TITLE)


class Accepted(BaseModel):
    id: UUID


@router.post("", status_code=202)
async def upload(request: Request, response: Response, actor: MayUpload, desk: AtDesk) -> Accepted:
    """Take a recording, one recording for each person, or a transcript: multipart/form-data with `files`, and
    optionally `title`, `kind`, `preset`, `people`, `me`, `words`, `alone`, and `compare` where it may also be written
    down whole to check the sampling. Poll the address in `Location`.
    """
    id = await take_in(request, actor.org, desk)
    response.headers["location"] = f"/v1/meetings/{id}"
    return Accepted(id=id)


@router.get("")
async def listing(
    actor: MayRead, desk: AtDesk, limit: Annotated[int, Query(ge=1, le=100)] = 50, after: UUID | None = None
) -> Page:
    """Newest first."""
    async with desk.database.tenant(actor.org) as tx:
        last = await actions.read(tx, desk.shelf, after) if after else None
        meetings = await actions.listing(tx, desk.shelf, limit, (last.created, last.id) if last else None)
    return Page(
        meetings=[_out(meeting) for meeting in meetings],
        next=str(meetings[-1].id) if len(meetings) == limit else None,
    )


@router.get("/{id}")
async def read(id: UUID, actor: MayRead, desk: AtDesk) -> MeetingOut:
    """How far it is."""
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id)
        return _out(meeting, await actions.read_outlook(tx, meeting))


@router.post("/{id}/attempts", status_code=202)
async def try_again(id: UUID, actor: MayChange, desk: AtDesk) -> MeetingOut:
    """Try a meeting again that failed or was set aside: from the step that failed, nothing finished is done twice."""
    async with desk.database.tenant(actor.org) as tx:
        await actions.retry(tx, desk.shelf, id)
        return _out(await actions.read(tx, desk.shelf, id))


@router.patch("/{id}", status_code=202)
async def wish(id: UUID, wishes: WishesIn, actor: MayChange, desk: AtDesk) -> MeetingOut:
    """Say which voice is yours, how many people there were, what kind of meeting it was, who is who, what it is called.
    Only what depends on it runs again.
    """
    async with desk.database.tenant(actor.org) as tx:
        meeting = await actions.read(tx, desk.shelf, id, lock=True)
        given = wishes.model_dump(exclude_unset=True, exclude={"names", "asked", "title"})
        for name in ("kind", "preset", "words", "alone"):
            if given.get(name, "") is None:
                del given[name]
        if wishes.asked is not None:
            asked = tuple(Span(stretch.start, stretch.end) for stretch in wishes.asked)
            actions.check_asked(asked, meeting.duration)
            given["asked"] = asked
        wished = allowed(desk, changed(meeting.wishes, given))
        await actions.wish(tx, desk.shelf, id, wished, wishes.names, title=wishes.title)
        return _out(await actions.read(tx, desk.shelf, id))


@router.delete("/{id}", status_code=204)
async def delete(id: UUID, actor: MayDelete, desk: AtDesk) -> Response:
    """Destroy the meeting's key, rows and files. What backups hold of it can never be read again."""
    await erase(desk, actor.org, id)
    return Response(status_code=204)


@router.get("/{id}/report", response_class=Response)
async def report(
    id: UUID,
    actor: MayRead,
    desk: AtDesk,
    form: Annotated[Literal["json", "md", "csv", "html"], Query(alias="format")] = "json",
) -> Response:
    """The report; its JSON follows docs/reference/report.schema.json. `csv` is its numbers alone, `html` one file that
    holds its clips. While a changed wish is worked on it is the earlier report, and its first note says so.
    """
    async with desk.database.tenant(actor.org) as tx:
        finished = await actions.read_report(tx, desk.shelf, id)
        meeting = await actions.read(tx, desk.shelf, id)
    shown = named_file(meeting, form, "inline")
    if form == "json":
        return Response(encode(finished.report), 200, shown, "application/json")
    if form == "md":
        return Response(markdown(finished.report), 200, shown, "text/markdown")
    if form == "csv":
        return Response(metrics_csv(finished.report), 200, shown, "text/csv")
    pcm = _pcm(desk, actor.org, id, finished.audio) if finished.audio else None
    sounds = await asyncio.to_thread(cut, finished.report, pcm)
    saved = named_file(meeting, form, "attachment")
    return Response(page(finished.report, sounds, self_contained=True, held=meeting.created), 200, saved, "text/html")


@router.get("/{id}/clip", response_class=Response)
async def sound(
    id: UUID, actor: MayRead, desk: AtDesk, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)]
) -> Response:
    """Milliseconds `start` to `end` (at most two minutes) as MP3."""
    async with desk.database.tenant(actor.org) as tx:
        finished = await actions.read_report(tx, desk.shelf, id)
    if finished.audio is None:
        raise NothingToHear
    pcm = _pcm(desk, actor.org, id, finished.audio)
    content = await asyncio.to_thread(as_mp3, pcm, Span(start, max(start, min(end, start + LONGEST_CLIP))))
    if not content:
        raise NothingToHear
    # Not even the person's own browser may keep it: its cache lies on the disk in the clear, and outlives the meeting.
    return Response(content, 200, {"cache-control": "no-store"}, "audio/mpeg")


def named_file(meeting: Meeting, ending: str, how: str) -> dict[str, str]:
    """The header that names a download by title and date (RFC 6266): "Q3 review, 2026-11-22.html"."""
    title = re.sub(r'[/\\:*?"<>|]+', " ", plain(meeting.cover.title))
    title = " ".join(title.split()).strip(" .")[:100] or "Report"
    name = f"{title}, {meeting.created.astimezone():%Y-%m-%d}.{ending}"
    simple = name.encode("ascii", "replace").decode().replace("?", "_")
    return {"content-disposition": f"{how}; filename=\"{simple}\"; filename*=UTF-8''{quote(name)}"}


def _pcm(desk: Desk, org: UUID, id: UUID, audio: Audio) -> SealedPcm:
    return SealedPcm(sealed_reader(desk.files, desk.shelf.vault, org, id, audio.stored), audio)


def _out(meeting: Meeting, outlook: Outlook | None = None) -> MeetingOut:
    wishes = meeting.wishes
    return MeetingOut(
        id=meeting.id,
        title=meeting.cover.title,
        created=meeting.created,
        state=meeting.state,
        kind=wishes.kind,
        preset=wishes.preset,
        people=wishes.people,
        me=None if is_place(wishes.me or "") else wishes.me,  # until its number in the new count is known
        words=wishes.words,
        alone=wishes.alone,
        asked=[Stretch(start=span.start, end=span.end) for span in wishes.asked],
        duration_ms=meeting.duration,
        stage=meeting.stage,
        done=meeting.done,
        total=meeting.total,
        problem=meeting.problem,
        queue=None if outlook is None else _queue(outlook),
    )


def _queue(outlook: Outlook) -> QueueOut:
    return QueueOut(
        place=outlook.place,
        seconds=_whole(outlook.seconds),
        soonest=_whole(outlook.soonest),
        latest=_whole(outlook.latest),
    )


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
