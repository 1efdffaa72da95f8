"""What the doors of this room stand on; `app` puts it together and hangs it on the application."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request

from shipspeak.ai import Accounts, Menu, forget_whose
from shipspeak.coaching import actions
from shipspeak.coaching.better import Better, better
from shipspeak.coaching.door import Door, announced
from shipspeak.coaching.intake import Intake
from shipspeak.coaching.model import Kind, Upload, Wishes
from shipspeak.coaching.paid import FEATURES
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.steps.upload import sort_out
from shipspeak.coaching.terms import Where, as_much, usual
from shipspeak.coaching.titles import title_of
from shipspeak.coaching.tools import folder, sealed_reader, sealed_writer
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import Database
from shipspeak.kit import may_be_long
from shipspeak.outside import Files
from shipspeak.sampling import Preset


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    files: Files
    shelf: Shelf
    waiting: Waiting
    """Who waits for news of a meeting."""
    door: Door | None = None
    """None: everything is let in."""
    books: Accounts | None = None
    """Which models can be asked, and at what price; None: nobody is to be asked."""
    others_stay: bool = False
    """What others said leaves this installation for no meeting, whatever its person says."""

    def arriving(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """`body`, for as long as the disk has room. Raises DiskNearlyFull."""
        return body if self.door is None else self.door.keep_open(body)


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]


async def menu(desk: Desk, org: UUID) -> Menu:
    """Who can be asked at this moment."""
    return await desk.books.menu(org, FEATURES) if desk.books else Menu()


async def offered(desk: Desk, org: UUID) -> Better | None:
    """A better engine than this machine's, where one can be had at this moment."""
    return better(await menu(desk, org), others_stay=desk.others_stay)


async def take_in(request: Request, org: UUID, desk: Desk) -> UUID:
    """Seal what comes, under a new meeting's key, and accept it. What breaks off leaves nothing. Raises as
    `Door.pass_through` and `Intake.take`.
    """
    may_be_long(request)
    coming = announced(request.headers.get("content-length"))
    Intake.bear(coming)
    if desk.door is not None:
        await desk.door.pass_through(desk.database, desk.waiting, org, coming)
    id = uuid4()
    vault = desk.shelf.vault
    vault.admit(org, id)
    try:
        intake = Intake(
            request.headers.get("content-type", ""),
            lambda index: sealed_writer(desk.files, vault, org, id, f"original/{index}"),
        )
        form = await intake.take(desk.arriving(request.stream()))
        await could_be_heard(desk, org, id, form.uploads)
        async with desk.database.tenant(org) as tx:
            await actions.accept(
                tx,
                desk.shelf,
                id,
                called(form.fields, form.uploads),
                form.uploads,
                allowed(desk, wishes_of(form.fields)),
                compare=bool(form.fields.get("compare")),
            )
    except BaseException:
        await asyncio.to_thread(shred, desk, org, id)
        raise
    return id


async def erase(desk: Desk, org: UUID, id: UUID) -> None:
    """The key before the rows: whatever breaks off in between, nothing is left that could be read, and deleting again
    finishes it. Raises NoSuchMeeting.
    """
    async with desk.database.tenant(org) as tx:
        if not await actions.known(tx, id):
            raise actions.NoSuchMeeting
    await asyncio.to_thread(shred, desk, org, id)
    # By itself: who settles an attempt locks that and then its meeting, which would meet us the other way round.
    async with desk.database.tenant(org) as tx:
        await forget_whose(tx, id)
    async with desk.database.tenant(org) as tx:
        await actions.delete(tx, id)


def shred(desk: Desk, org: UUID, id: UUID) -> None:
    """Everything under the meeting's key, and the key. The key first: from then on the rest is noise."""
    desk.shelf.vault.shred(org, id)
    desk.files.delete(folder(org, id))


NO = {"", "no", "false", "0", "off"}
"""What a program may send for a box that is not ticked; anything else keeps what others said here."""


def wishes_of(fields: dict[str, str]) -> Wishes:
    """What a form asks for; what is missing or unknown is as usual."""
    words = Where(fields["words"]) if fields.get("words") in set(Where) else Where.HERE
    given: dict[str, object] = {}
    if fields.get("kind") in set(Kind):
        given["kind"] = fields["kind"]
    if fields.get("preset") in set(Preset):
        given["preset"] = fields["preset"]
    given["alone"] = fields.get("alone", "").lower() not in NO
    if re.fullmatch(r"[0-9]{1,2}", fields.get("people", "")) and 1 <= int(fields["people"]) <= 20:
        given["people"] = int(fields["people"])
    if fields.get("me", "").strip():
        given["me"] = fields["me"].strip()[:80]
    return changed(Wishes(words=words, preset=usual(words)), given)


def allowed(desk: Desk, wishes: Wishes) -> Wishes:
    """Within what may leave this installation. It is kept so: whoever asks again what was put aside sees that it was
    asked so.
    """
    return replace(wishes, alone=wishes.alone or desk.others_stay)


def changed(wishes: Wishes, given: dict[str, object]) -> Wishes:
    words = Where(str(given.get("words", wishes.words)))
    if words is not wishes.words and "preset" not in given:
        given = given | {"preset": as_much(wishes.preset, words)}
    known: dict[str, Any] = {"kind": wishes.kind, "preset": wishes.preset} | given
    return replace(wishes, **known | {"kind": Kind(known["kind"]), "preset": Preset(known["preset"])})


async def could_be_heard(desk: Desk, org: UUID, id: UUID, uploads: Sequence[Upload]) -> None:
    """What is no recording and no transcript is refused here, and never becomes a meeting. Raises as `sort_out`."""
    await asyncio.to_thread(
        sort_out, tuple(uploads), lambda stored: sealed_reader(desk.files, desk.shelf.vault, org, id, stored)
    )


def called(fields: Mapping[str, str], uploads: Sequence[Upload]) -> str:
    """The meeting's title, for now."""
    names = [upload.filename for upload in uploads]
    return title_of(fields.get("title", ""), names, datetime.now().astimezone())
