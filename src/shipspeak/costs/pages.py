"""The page: read the request, call one action, show the result."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from shipspeak.accounts import MaySeeCosts
from shipspeak.ai import look_at_costs
from shipspeak.coaching.desk import AtDesk
from shipspeak.costs import views

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/costs")
async def costs(actor: MaySeeCosts, desk: AtDesk) -> str:
    """What it costs."""
    return views.page(await look_at_costs(desk.database, actor.org, desk.books))
