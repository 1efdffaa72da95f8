"""The pages: read the request, call one action, show the result."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from shipspeak.accounts import MayChange, MayRead
from shipspeak.coaching.desk import AtDesk
from shipspeak.quality import actions, views

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/sampling")
async def overview(actor: MayRead, desk: AtDesk) -> str:
    """Is a quarter enough?"""
    async with desk.database.tenant(actor.org) as tx:
        return views.overview(await actions.overview(tx))


@router.post("/meetings/{id}/comparison")
async def agree(
    id: UUID, actor: MayChange, desk: AtDesk, compare: Annotated[str, Form(max_length=10)] = ""
) -> RedirectResponse:
    """May this meeting also be written down whole? A box that is not ticked sends nothing: no."""
    async with desk.database.tenant(actor.org) as tx:
        await actions.agree(tx, desk.shelf, id, agreed=bool(compare))
    return RedirectResponse(f"/meetings/{id}", 303)
