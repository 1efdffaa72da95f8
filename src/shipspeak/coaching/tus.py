"""/v1/drafts: recordings that arrive in pieces, by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload).

Core, creation, creation with upload, expiration and termination. A draft holds the files of one meeting; each is a
tus upload of its own.
"""

import base64
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel, Field

from shipspeak.accounts import MayUpload
from shipspeak.base import ShipSpeakError
from shipspeak.coaching import drafts
from shipspeak.coaching.desk import AtDesk
from shipspeak.coaching.intake import MOST_BYTES
from shipspeak.coaching.sweep import SAFE
from shipspeak.kit import may_be_long

router = APIRouter(prefix="/v1/drafts", tags=["uploads"])

VERSION = "1.0.0"
Number = Annotated[int, Path(ge=0, le=99)]
"""Of a file in its draft, as the database bounds it."""
PIECE = "application/offset+octet-stream"
ABILITIES = {
    "tus-resumable": VERSION,
    "tus-version": VERSION,
    "tus-extension": "creation,creation-with-upload,expiration,termination",
    "tus-max-size": str(MOST_BYTES),
}


class OtherTus(ShipSpeakError):
    """Uploads in pieces follow version 1.0.0 of the tus protocol here: send the header "Tus-Resumable: 1.0.0"."""

    status = 412
    exit_code = 64


class NotAPiece(ShipSpeakError):
    """A piece of an upload has the type application/offset+octet-stream. Send that as its Content-Type."""

    status = 415
    exit_code = 64


class LengthMissing(ShipSpeakError):
    """Say how many bytes the file has: the header Upload-Length."""

    status = 400
    exit_code = 64


class Draft(BaseModel):
    id: UUID
    files: str = Field(description="Where its files are created, by the tus protocol.")


class WishesOfDraft(BaseModel):
    """As the fields of an upload in one piece."""

    title: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=40)
    preset: str = Field(default="", max_length=40)
    people: str = Field(default="", max_length=4)
    me: str = Field(default="", max_length=80)
    words: str = Field(default="", max_length=40, description="Who writes the words down: here, or a provider.")
    alone: str = Field(default="", max_length=10, description="Anything: nothing of what others said leaves.")
    compare: str = Field(default="", max_length=10, description="Anything: it may also be written down whole.")


class Submitted(BaseModel):
    id: UUID


def speaks_tus(request: Request) -> None:
    """Raises OtherTus. Refusals name the version too, as the protocol wants it of every answer."""
    request.state.headers = {"tus-resumable": VERSION}
    if request.headers.get("tus-resumable") != VERSION:
        request.state.headers["tus-version"] = VERSION
        raise OtherTus


BY_TUS = [Depends(speaks_tus)]


@router.post("", status_code=201)
async def begin(response: Response, actor: MayUpload, desk: AtDesk) -> Draft:
    """A place for the files of one meeting. Left alone for a day, it is removed."""
    id = await drafts.begin(desk, actor.org)
    response.headers["location"] = f"/v1/drafts/{id}"
    return Draft(id=id, files=f"/v1/drafts/{id}/files")


@router.delete("/{id}", status_code=204)
async def stop(id: UUID, actor: MayUpload, desk: AtDesk) -> Response:
    """Keep nothing of it."""
    await drafts.stop(desk, actor.org, id)
    return Response(status_code=204, headers={"tus-resumable": VERSION})


@router.post("/{id}/meeting", status_code=202)
async def submit(id: UUID, wishes: WishesOfDraft, response: Response, actor: MayUpload, desk: AtDesk) -> Submitted:
    """All files have arrived: the draft becomes a meeting of the same id. Poll the address in `Location`."""
    await drafts.submit(desk, actor.org, id, wishes.model_dump())
    response.headers["location"] = f"/v1/meetings/{id}"
    return Submitted(id=id)


@router.options("/{id}/files", status_code=204)
async def abilities(id: UUID, actor: MayUpload) -> Response:  # noqa: ARG001 -- the same for every draft
    """What this server knows of the tus protocol."""
    return Response(status_code=204, headers=ABILITIES)


@router.post("/{id}/files", status_code=201, dependencies=BY_TUS)
async def create(
    id: UUID,
    request: Request,
    actor: MayUpload,
    desk: AtDesk,
    upload_length: Annotated[int | None, Header(ge=0)] = None,
    upload_metadata: Annotated[str, Header(max_length=4_000)] = "",
) -> Response:
    """Tus creation: `Upload-Length`, and in `Upload-Metadata` the `filename`. The first piece may come with it."""
    if upload_length is None:
        raise LengthMissing
    number = await drafts.add_file(desk, actor.org, id, _filename(upload_metadata), upload_length)
    headers = {"tus-resumable": VERSION, "location": f"/v1/drafts/{id}/files/{number}", **_expires()}
    if request.headers.get("content-type") == PIECE:
        may_be_long(request)
        received = await drafts.append(desk, actor.org, id, number, 0, request.stream())
        headers["upload-offset"] = str(received)
    return Response(status_code=201, headers=headers)


@router.head("/{id}/files/{number}", dependencies=BY_TUS)
async def how_far(id: UUID, number: Number, actor: MayUpload, desk: AtDesk) -> Response:
    """tus: `Upload-Offset` bytes of `Upload-Length` are here for good."""
    file = await drafts.find(desk, actor.org, id, number)
    figures = {"upload-offset": str(file.received), "upload-length": str(file.length)}
    return Response(headers={"tus-resumable": VERSION, "cache-control": "no-store", **figures})


@router.patch("/{id}/files/{number}", status_code=204, dependencies=BY_TUS)
async def append(
    id: UUID,
    number: Number,
    request: Request,
    actor: MayUpload,
    desk: AtDesk,
    upload_offset: Annotated[int, Header(ge=0)],
) -> Response:
    """tus: the bytes from `Upload-Offset` on. What is answered is here for good."""
    if request.headers.get("content-type") != PIECE:
        raise NotAPiece
    may_be_long(request)
    received = await drafts.append(desk, actor.org, id, number, upload_offset, request.stream())
    return Response(status_code=204, headers={"tus-resumable": VERSION, "upload-offset": str(received), **_expires()})


@router.delete("/{id}/files/{number}", status_code=204, dependencies=BY_TUS)
async def terminate(id: UUID, number: Number, actor: MayUpload, desk: AtDesk) -> Response:
    """Tus termination. Ends the whole draft: a meeting without one of its files is another meeting."""
    await drafts.find(desk, actor.org, id, number)
    await drafts.stop(desk, actor.org, id)
    return Response(status_code=204, headers={"tus-resumable": VERSION})


def _expires() -> dict[str, str]:
    """When it is swept if nothing more comes (RFC 9110 date)."""
    return {"upload-expires": f"{datetime.now(UTC) + timedelta(seconds=SAFE):%a, %d %b %Y %H:%M:%S GMT}"}


def _filename(metadata: str) -> str:
    """tus: comma-separated pairs of a key and base64."""
    for pair in metadata.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode("utf-8", "replace")
            except ValueError:  # no base64, or not even ASCII
                return ""
    return ""
