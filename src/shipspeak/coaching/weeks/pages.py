"""The page of a person's weeks: what their reports have in common, in whose words, for how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from shipspeak.accounts import MayRead
from shipspeak.coaching.desk import AtDesk, offered
from shipspeak.coaching.report import PAGES
from shipspeak.coaching.report.words import SKILLS, amount, split
from shipspeak.coaching.weeks.course import courses
from shipspeak.coaching.weeks.drawing import dates, draw
from shipspeak.coaching.weeks.facts import facts, filled, plainly
from shipspeak.coaching.weeks.form import as_it_is
from shipspeak.coaching.weeks.kept import look_back
from shipspeak.coaching.weeks.model import FEATURE, Week, Worded
from shipspeak.coaching.weeks.told import between, difference, label

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a week was about."""

    text: str
    asked: Worded | None = None
    """What a model made of it, where one was asked; without sentences the words are code's own."""
    usd: Decimal = Decimal(0)


@router.get("/weeks")
async def show(actor: MayRead, desk: AtDesk) -> str:
    """What came up again, what to practise next, what moved."""
    found, kept = await look_back(desk.database, actor.org, desk.shelf)
    worded = [week.carrier for week in found if week.monday in kept]
    costs = await desk.books.cost_of(actor.org, FEATURE, worded) if desk.books and worded else {}
    return page(found, kept, costs, may_be_asked=await offered(desk, actor.org) is not None)


def page(
    found: Sequence[Week],
    kept: Mapping[date, Worded] | None = None,
    costs: Mapping[UUID, Decimal] | None = None,
    *,
    may_be_asked: bool = False,
) -> str:
    """The latest weeks; before there is one, what the page will show. `costs` of a model's words by week's carrier;
    `may_be_asked`: whether there is anybody to ask.
    """
    told = [_paragraph(week, (kept or {}).get(week.monday), costs or {}) for week in found]
    return PAGES.render(
        "meeting/weeks.html",
        weeks=list(zip(found, told, strict=True)),
        asked=any(one.asked for one in told),
        may_be_asked=may_be_asked,
        courses=[(one, draw(one)) for one in courses(found)],
        dates=dates(found),
        between=between,
        label=label,
        skills=SKILLS,
        difference=difference,
        amount=amount,
        split=split,
    )


def _paragraph(week: Week, worded: Worded | None, costs: Mapping[UUID, Decimal]) -> Paragraph:
    """In the model's words where they are of this very week; else in code's."""
    found = facts(week)
    if worded is None or not as_it_is(worded, found):
        return Paragraph("")
    return Paragraph(filled(worded, found) or plainly(found), worded, costs.get(week.carrier, Decimal(0)))
